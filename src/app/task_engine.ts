/** The use cases put together over one set of ports: what the API, the command line and the tests call. */

import { errorText } from '../base/errors.ts';
import { waitId } from '../base/ids.ts';
import { runs } from '../model/process.ts';
import type { Task } from '../model/task.ts';
import { Answers } from './answers.ts';
import { Commits } from './commits.ts';
import { CreateTask } from './create_task.ts';
import { Live } from './live.ts';
import { PerformAlarm } from './perform_alarm.ts';
import { PerformDb } from './perform_db.ts';
import { PerformGit } from './perform_git.ts';
import { PerformInside } from './perform_inside.ts';
import { PerformOutside } from './perform_outside.ts';
import { PerformTake } from './perform_take.ts';
import { Processes } from './processes.ts';
import { Recover } from './recover.ts';
import { Rights } from './rights.ts';
import { Runner } from './runner.ts';
import { Scheduler } from './scheduler.ts';
import { SyncAnswers } from './sync_answers.ts';
import { TaskOps } from './task_ops.ts';
import { Work } from './work.ts';
import type { AppSettings, Ports } from './world.ts';

/** How many waiting tasks are woken at once after a resume or a deploy. */
const WAKE_PAGE = 200;

export interface TaskEngine {
  processes: Processes;
  rights: Rights;
  ops: TaskOps;
  work: Work;
  recover: Recover;
  sync: SyncAnswers;
  live: Live;
  /** Tasks held by the process's status go on; called after a resume and after a deploy. */
  release(conv_id: number): Promise<void>;
}

/** Everything that moves tasks. */
export function makeTaskEngine(ports: Ports, settings: AppSettings): TaskEngine {
  const processes = new Processes(ports);
  const rights = new Rights(ports.catalog);
  const runner = new Runner(ports, new Answers(ports, processes, rights, settings));
  const scheduler = new Scheduler(ports, settings);
  const live = new Live(ports);
  const commits = new Commits(ports, { processes, scheduler, live });
  const create = new CreateTask(runner, () => ports.clock.now());
  const ops = new TaskOps(ports, { processes, commits, create, runner });
  const inside = new PerformInside(ports, { processes, rights, runner, commits, create });
  const sync = new SyncAnswers(ports, processes, settings);
  const outside = new PerformOutside(ports, {
    ...{ commits, inside, sync },
    db: new PerformDb(ports, processes, rights),
    git: new PerformGit(ports),
  });
  const take = new PerformTake(ports, { commits, runner, inside });
  const alarm = new PerformAlarm(ports, { processes, commits, runner });
  const work = new Work(ports, { processes, runner, commits, scheduler, inside, take, alarm, outside });
  const release = (conv_id: number): Promise<void> => releaseTasks(ports, { processes, work }, conv_id);
  const recover = new Recover(ports, settings, { scheduler, work, release });
  const releaseOrLater = (conv_id: number): Promise<void> =>
    release(conv_id).catch((error: unknown) => {
      ports.log.warn('tasks that a process held go on a little later', { conv_id, error: errorText(error) });
      recover.releaseLater(conv_id);
    });
  return { processes, rights, ops, work, recover, sync, live, release: releaseOrLater };
}

async function releaseTasks(
  ports: Pick<Ports, 'tasks'>,
  { processes, work }: { processes: Processes; work: Work },
  conv_id: number,
): Promise<void> {
  processes.forget(conv_id);
  const facts = (await processes.get(conv_id))?.compiled.facts;
  if (facts === undefined) return;
  const kinds = [
    ...(runs(facts.status) ? ['paused'] : []),
    ...(facts.status === 'active' ? ['debug'] : []),
    ...(facts.deployed ? ['not_deployed'] : []),
  ];
  let after: string | undefined;
  let failed: unknown;
  for (;;) {
    const query = { conv_id, kinds, limit: WAKE_PAGE, ...(after === undefined ? {} : { after }) };
    const tasks: Task[] = await ports.tasks.waiting(query);
    if (tasks.length === 0) break;
    const woken = tasks.map((task) => work.goOn(conv_id, task.obj_id, waitId(task.obj_id, task.hop)));
    for (const result of await Promise.allSettled(woken)) if (result.status === 'rejected') failed ??= result.reason;
    after = tasks[tasks.length - 1]?.obj_id;
  }
  if (failed !== undefined) throw failed;
}
