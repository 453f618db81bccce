/** The Tasks port over SQLite: makes plain rows for the writer, and tasks of the rows that the reader found. */
import type { OutboxRow } from '../../model/effect.ts';
import type { Task } from '../../model/task.ts';
import type { CommitResult, DueItem, TaskKey, Tasks, Unit } from '../../ports/tasks.ts';
import type { Finished } from './finished.ts';
import type { Retention, WriterCall } from './protocol.ts';
import {
  byDue,
  effectDue,
  enteredOf,
  mayGoOn,
  outboxRowOf,
  type Row,
  staysOf,
  taskDue,
  taskOf,
  unitRow,
} from './rows.ts';
import { TASKS_SQL } from './sql/tasks_sql.ts';
import type { Reads } from './sqlite_reads.ts';
import type { Thread } from './thread.ts';
import type { Committed } from './writer.ts';

const WRITTEN: CommitResult = { ok: true };

interface Parts {
  writer: Thread<WriterCall>;
  reads: Reads;
  finished: Finished;
  now: () => number;
  retention: Retention;
}

export class SqliteTasks implements Tasks {
  private readonly parts: Parts;
  /** Commits under way in which tasks leave the tables for the memory. */
  private readonly leaving = new Set<Promise<unknown>>();

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async load(key: TaskKey): Promise<Task | null> {
    // No task has such a reference, and the database takes no such text.
    if ('ref' in key && key.ref.includes('\u0000')) return null;
    const stored = 'obj_id' in key ? await this.storedById(key) : await this.storedByRef(key);
    if (stored && (stored.task.wait || 'obj_id' in key)) return stored.task;
    // A task that leaves just now is in no table any more, and in the memory only when its commit is answered.
    if (this.leaving.size > 0) await Promise.allSettled(this.leaving);
    const { finished, now } = this.parts;
    if ('obj_id' in key) return finished.byObjId(key.conv_id, key.obj_id, now());
    const newest = finished.newestOfRef(key.conv_id, key.ref, now());
    return newest && newest.entered * 1000 >= (stored?.entered ?? 0) ? newest.task : (stored?.task ?? null);
  }

  async commit(units: Unit[]): Promise<CommitResult[]> {
    if (units.length === 0) return [];
    const answered = this.parts.writer.call<Committed>({ kind: 'commit', units: units.map(unitRow) });
    const ends = units.some((unit) => unit.steps.some(({ step }) => step.final && !step.final.saved));
    const done = answered.then((committed) => this.resultsOf(units, committed));
    if (ends) {
      this.leaving.add(done);
      const left = (): boolean => this.leaving.delete(done);
      done.then(left, left);
    }
    return done;
  }

  async effect(id: string): Promise<OutboxRow | null> {
    const row = await this.parts.reads.one(TASKS_SQL.effect, { id });
    return row ? outboxRowOf(row) : null;
  }

  async due({ before, limit, after }: Parameters<Tasks['due']>[0]): Promise<DueItem[]> {
    const after_due = after?.due ?? Number.MIN_SAFE_INTEGER;
    const after_id = after?.id ?? '';
    // A task has one timer, so its own id orders timers just as theirs do; at most one is read twice.
    const after_obj = after_id.slice(0, 24);
    const values = { before, after_due, after_obj, after_id, limit: limit + 1 };
    const { due_timers, due_go_on, due_effects } = TASKS_SQL;
    const [timers = [], goOns = [], effects = []] = await this.parts.reads.many([
      [due_timers, values],
      [due_go_on, values],
      [due_effects, values],
    ]);
    const items = [
      ...timers.map((row) => taskDue('timer', row[0] as number, taskPartOf(row))),
      ...goOns.map((row) => taskDue('go_on', row[0] as number, taskPartOf(row))),
      ...effects.map((row) => effectDue(effectPartOf(row), row[5] as string)),
    ];
    const rest = after ? items.filter((item) => byDue(item, after) > 0) : items;
    return rest.sort(byDue).slice(0, limit);
  }

  async waiting({ conv_id, kinds, limit, after = '' }: Parameters<Tasks['waiting']>[0]): Promise<Task[]> {
    if (kinds.length === 0) return [];
    const pages = await this.parts.reads.many(
      kinds.map((kind) => [TASKS_SQL.waiting, { conv_id, kind, limit, after }]),
    );
    // Past the end of a page that may go on the other kinds cannot be answered in order yet.
    const ends = pages.filter((page) => mayGoOn(page, limit)).map((page) => String(page[page.length - 1]?.[1]));
    const end = ends.sort()[0];
    const rows = pages.flat().filter((row) => end === undefined || String(row[1]) <= end);
    rows.sort((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1));
    return rows.slice(0, limit).map(taskOf);
  }

  async queued({ conv_id, node_id, order, limit }: Parameters<Tasks['queued']>[0]): Promise<string[]> {
    const statement = order === 'ASC' ? TASKS_SQL.queued_asc : TASKS_SQL.queued_desc;
    const rows = await this.parts.reads.all(statement, { conv_id, node_id, limit });
    return rows.map(([obj_id]) => obj_id as string);
  }

  async remove(key: { conv_id: number; obj_id: string }): Promise<boolean> {
    const { writer, finished, now } = this.parts;
    const removed = await writer.call<boolean>({ kind: 'remove', ...key, now: now() });
    return finished.remove(key.conv_id, key.obj_id) || removed;
  }

  async trim(now: number): Promise<boolean> {
    const { writer, finished, retention } = this.parts;
    finished.expire(now);
    return writer.call<boolean>({ kind: 'trim', now, retention });
  }

  private async storedById(key: { conv_id: number; obj_id: string }): Promise<StoredTask | null> {
    return storedTask(await this.parts.reads.one(TASKS_SQL.by_id, key));
  }

  private async storedByRef(key: { conv_id: number; ref: string }): Promise<StoredTask | null> {
    const [live = [], kept = []] = await this.parts.reads.many([
      [TASKS_SQL.live_by_ref, key],
      [TASKS_SQL.kept_by_ref, key],
    ]);
    return storedTask(live[0] ?? kept[0]);
  }

  private resultsOf(units: Unit[], { refused, raised }: Committed): CommitResult[] {
    const results = units.map(() => WRITTEN);
    for (const [unit, refusal] of refused) results[unit] = refusal;
    for (const [unit, alarms] of raised) results[unit] = { ok: true, alarms };
    const now = this.parts.now();
    for (const [i, unit] of units.entries()) {
      if (results[i]?.ok !== true) continue;
      for (const { step } of unit.steps) {
        const entered = step.tacts.at(-1)?.at ?? step.task.change_time;
        if (staysOf(step) === 'gone') this.parts.finished.add(step.task, entered, now);
      }
    }
    return results;
  }
}

interface StoredTask {
  task: Task;
  entered: number;
}

function storedTask(row: Row | undefined): StoredTask | null {
  return row ? { task: taskOf(row), entered: enteredOf(row) } : null;
}

function taskPartOf(row: Row): { conv_id: number; obj_id: string; hop: number } {
  return { conv_id: row[1] as number, obj_id: row[2] as string, hop: row[3] as number };
}

function effectPartOf(row: Row): Parameters<typeof effectDue>[0] {
  return {
    due: row[0] as number,
    conv_id: row[1] as number,
    obj_id: row[2] as string,
    id: row[3] as string,
    wait_id: row[4] as string | null,
  };
}
