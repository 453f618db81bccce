/**
 * A task as a scenario for `takt test` (docs/scenarios.md): the data it began with, the way it went, where it is,
 * what the outside answered it, in the order in which it asked, and how it was modified meanwhile.
 */
import type { Json, JsonObject } from '../../../base/json.ts';
import { number, text } from '../../data/client.ts';
import { type GraphModel, isObject } from '../../graph/model.ts';
import type { Exchange } from './exchange.ts';
import { firstData, type Tact, type Task } from './task_data.ts';

export function scenarioOf(title: string, task: Task, graph: GraphModel): JsonObject {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const tacts = task.tacts.toReversed();
  const name = (id: string): string => byId.get(id)?.title || id;
  const begun = tacts[0]?.at ?? task.created;
  const world = rulesOf(tacts.flatMap(({ effects }) => effects));
  const events = eventsOf(tacts, begun);
  return withStandIns({
    process: `../${fileName(title)}.json`,
    scenarios: [
      {
        name: `as task ${task.ref ?? task.id} went`,
        start: new Date(begun).toISOString(),
        task: { ...(task.ref === null ? {} : { ref: task.ref }), data: firstData(task) },
        ...(world.length === 0 ? {} : { world }),
        ...(events.length === 0 ? {} : { events }),
        for: `${lasted(task, begun)}ms`,
        expect: {
          node: name(task.node),
          wait: task.waits ?? 'final',
          path: tacts.filter(({ node, from }) => node !== from).map(({ node }) => name(node)),
        },
      },
    ],
  });
}

/** ms until the task stood where it stands, and on a little: not everything takes exactly as long as it did. */
function lasted({ tacts, wait }: Task, begun: number): number {
  const arrived = tacts[0]?.at ?? begun;
  const left = wait?.until == null ? HOUR : Math.max(0, wait.until - arrived);
  return arrived - begun + Math.round(Math.min(left, HOUR) / 2);
}

const HOUR = 3_600_000;

/** A secret stays where it is: for each that is masked something else stands in, as processes tell a new one from an old. */
function withStandIns(scenario: JsonObject): JsonObject {
  let count = 0;
  return JSON.parse(JSON.stringify(scenario).replaceAll('***', () => `secret-${++count}`)) as JsonObject;
}

/** What was merged into the task from outside: a tact has the data as they were when it was made. */
function eventsOf(tacts: Tact[], begun: number): JsonObject[] {
  return tacts.flatMap(({ cause, at, data }, index): JsonObject[] => {
    const before = tacts[index - 1];
    const isFirst = before?.cause !== cause || before.at < at;
    if (cause !== 'modify' || before === undefined || !isFirst) return [];
    const isNew = ([name, value]: [string, Json]): boolean =>
      JSON.stringify(before.data[name]) !== JSON.stringify(value);
    return [{ at: `${at - begun}ms`, modify: { data: Object.fromEntries(Object.entries(data).filter(isNew)) } }];
  });
}

/** A rule for each address that was asked, with the answers it gave. */
function rulesOf(exchanges: Exchange[]): JsonObject[] {
  const rules = new Map<string, { when: JsonObject; answers: Json[] }>();
  for (const { kind, asked, answer } of exchanges) {
    if (kind !== 'http' || answer === null) continue;
    const method = text(asked.method);
    // What is secret stands as a mask in it.
    const url = text(asked.url)
      .split('***')
      .reduce((longest, part) => (part.length > longest.length ? part : longest), '');
    const key = `${method} ${url}`;
    const rule = rules.get(key) ?? { when: { method, ...(url === '' ? {} : { url }) }, answers: [] };
    rules.set(key, rule);
    rule.answers.push(answerOf(answer));
  }
  return [...rules.values()];
}

function answerOf(answer: JsonObject): JsonObject {
  if (answer.kind !== 'http')
    return { error: CONNECTION.find((why) => text(answer.description).includes(why)) ?? 'timeout' };
  const { 'content-type': type } = isObject(answer.headers) ? answer.headers : {};
  const isCut = isObject(answer.body) && typeof answer.body.cut === 'string';
  const body = isCut ? ((answer.body as JsonObject).cut as Json) : text(answer.body);
  return {
    ...(answer.status === 200 ? {} : { status: number(answer.status) }),
    ...(typeof type === 'string' ? { headers: { 'content-type': type } } : {}),
    body,
    ...(number(answer.ms) > 0 ? { after: `${Math.round(number(answer.ms))}ms` } : {}),
  };
}

/** Why no answer came, as scenarios call it. */
const CONNECTION = ['failed_connect', 'timeout', 'reset', 'blocked', 'no_scheme', 'too_large', 'bad_certificate'];

function fileName(title: string): string {
  return (
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || 'process'
  );
}
