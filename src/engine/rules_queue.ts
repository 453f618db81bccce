/** Rules about queues that are taken from, and about count semaphors. Warnings: the process runs, but not as meant. */
import { thresholdOf } from '../model/alarm.ts';
import { NODE_KIND } from '../model/process.ts';
import { isTimerTemplate } from '../model/timer.ts';
import { type ApiGetTask, api_get_task, queueNodeOf } from '../nodes/api_get_task.ts';
import { api_queue } from '../nodes/api_queue.ts';
import { type Checked, convOf, type Finding, type Rule } from './checked.ts';

/** The queue may be in this very version, which nobody else knows yet. */
function findQueue({ nodes, world }: Checked): Finding[] {
  const own = new Set(
    nodes.filter(({ logics }) => logics.some(({ type }) => type === api_queue)).map(({ node }) => node.id),
  );
  return nodes.flatMap(({ node, logics }) =>
    logics.flatMap((found) => {
      if (found.type !== api_get_task || found.logic === null) return [];
      const conv = convOf(found) ?? '';
      const queue = queueNodeOf(found.logic as unknown as ApiGetTask);
      if (!/^(?:\d{1,15}|@[^{}<>$]+)$/.test(conv) || !/^[\w.-]+$/.test(queue) || own.has(queue)) return [];
      if (world.queueExists?.(conv, queue) !== false) return [];
      const message = `${found.place} takes tasks from node ${queue} of process ${conv}, which has no Queue there: choose one.`;
      return [{ node, message }];
    }),
  );
}

function findAlarmValue({ nodes }: Checked): Finding[] {
  return nodes.flatMap(({ node }) => {
    const { alarm } = node;
    if (alarm === null || node.obj_type === NODE_KIND.final) return [];
    if (isTimerTemplate(alarm.value) || thresholdOf(alarm.value) !== null) return [];
    const message = `The alarm's value '${String(alarm.value).slice(0, 60)}' is neither a number above 0 nor an expression, so no alarm is raised: correct it.`;
    return [{ node, message }];
  });
}

export const QUEUE_RULES: Rule[] = [
  {
    name: 'queue_missing',
    level: 'warning',
    what: 'Get Task takes from a node, written out, that is no queue',
    find: findQueue,
  },
  {
    name: 'alarm_value',
    level: 'warning',
    what: 'the value of a count semaphor is neither a number above 0 nor an expression',
    find: findAlarmValue,
  },
];
