/** The Tasks port in memory: every call is carried out at once, and everything is copied in and out. */
import { waitId } from '../../base/ids.ts';
import { copyOf } from '../../base/json.ts';
import { DAY, MINUTE } from '../../base/time.ts';
import type { OutboxRow } from '../../model/effect.ts';
import type { Task } from '../../model/task.ts';
import type { CommitResult, DueItem, StepWrite, TaskKey, Tasks, Unit } from '../../ports/tasks.ts';
import { refusalOf } from './check_unit.ts';
import type { Finished } from './finished.ts';
import { moveGauge, type RaisedAlarm, removeFromGauge } from './gauges.ts';
import { type HistoryPart, newestToDrop } from './history.ts';
import type { HistoryEntry, MemoryRows, StoredTask } from './memory_rows.ts';
import type { Retention } from './protocol.ts';
import { asksOutside, byDue, effectDue, type StepRow, taskDue, type UnitRow, unitRow } from './rows.ts';

interface Parts {
  rows: MemoryRows;
  finished: Finished;
  now: () => number;
  retention: Retention;
}

export class MemoryTasks implements Tasks {
  private readonly parts: Parts;
  private entries = 0;
  private historyIds = 0;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  async load(key: TaskKey): Promise<Task | null> {
    const { finished, now } = this.parts;
    if ('obj_id' in key) {
      const stored = this.storedTask(key.conv_id, key.obj_id);
      return stored ? copyOf(stored.task) : finished.byObjId(key.conv_id, key.obj_id, now());
    }
    const live = this.parts.rows.refs.get(`${key.conv_id} ${key.ref}`);
    const stored = live === undefined ? this.newestKept(key) : this.storedTask(key.conv_id, live);
    const newest = live === undefined ? finished.newestOfRef(key.conv_id, key.ref, now()) : null;
    if (newest && newest.entered >= (stored?.entered_at ?? 0)) return newest.task;
    return stored ? copyOf(stored.task) : null;
  }

  async commit(units: Unit[]): Promise<CommitResult[]> {
    // All rows are made first, so that a text that cannot be stored refuses the call before anything is written.
    const made = units.map((unit) => ({ unit, row: unitRow(unit) }));
    return made.map(({ unit, row }) => {
      const refusal = refusalOf(row, this.parts.rows);
      if (refusal) return refusal;
      const alarms = this.write(unit, row);
      return alarms.length === 0 ? { ok: true } : { ok: true, alarms };
    });
  }

  async effect(id: string): Promise<OutboxRow | null> {
    return copyOf(this.parts.rows.outbox.get(id) ?? null);
  }

  async due({ before, limit, after }: Parameters<Tasks['due']>[0]): Promise<DueItem[]> {
    const items: DueItem[] = [];
    for (const { task } of this.parts.rows.tasks.values()) {
      if (task.wait && task.timer !== null && task.timer < before) items.push(taskDue('timer', task.timer, task));
      if (task.wait?.kind === 'continue' && task.change_time < before) {
        items.push(taskDue('go_on', task.change_time, task));
      }
    }
    for (const row of this.parts.rows.outbox.values()) {
      if (row.due < before) items.push(effectDue(row, row.effect.kind));
    }
    const rest = after ? items.filter((item) => byDue(item, after) > 0) : items;
    return rest.sort(byDue).slice(0, limit);
  }

  async waiting({ conv_id, kinds, limit, after = '' }: Parameters<Tasks['waiting']>[0]): Promise<Task[]> {
    return [...this.parts.rows.tasks.values()]
      .map(({ task }) => task)
      .filter((task) => task.conv_id === conv_id && task.wait && kinds.includes(task.wait.kind) && task.obj_id > after)
      .sort((a, b) => (a.obj_id < b.obj_id ? -1 : 1))
      .slice(0, limit)
      .map((task) => copyOf(task));
  }

  async queued({ conv_id, node_id, order, limit }: Parameters<Tasks['queued']>[0]): Promise<string[]> {
    const found = [...this.parts.rows.tasks.values()].filter(
      ({ task }) => task.conv_id === conv_id && task.node_id === node_id && task.wait?.kind === 'queue',
    );
    found.sort((a, b) => (order === 'ASC' ? a.entered - b.entered : b.entered - a.entered));
    return found.slice(0, limit).map(({ task }) => task.obj_id);
  }

  async remove({ conv_id, obj_id }: { conv_id: number; obj_id: string }): Promise<boolean> {
    const { rows, finished, now } = this.parts;
    const stored = this.storedTask(conv_id, obj_id);
    if (!stored) return finished.remove(conv_id, obj_id);
    rows.tasks.delete(obj_id);
    // A reply was promised to another task: it is given all the same.
    for (const row of rows.outbox.values()) {
      if (row.obj_id === obj_id && row.wait_id !== null) rows.outbox.delete(row.id);
    }
    if (stored.task.wait) {
      rows.refs.delete(`${conv_id} ${stored.task.ref}`);
      rows.count(conv_id, [stored.task.node_id, Math.floor(now() / MINUTE) * MINUTE, 0, 1]);
      const at = { conv_id, obj_id, version: rows.ranOn(conv_id)?.version ?? 0 };
      if (stored.task.alarm !== true) this.raise(at, removeFromGauge(rows, at, stored.task.node_id), now());
    }
    return true;
  }

  async trim(now: number): Promise<boolean> {
    const { rows, finished, retention } = this.parts;
    finished.expire(now);
    for (const [objId, stored] of rows.tasks) {
      const isOld = stored.entered_at < now - retention.archive_days * DAY;
      if (!stored.task.wait && isOld) rows.tasks.delete(objId);
      const since = now - retention.history_days * DAY;
      const oldest = stored.history.at(-1);
      if (oldest !== undefined && oldest.at < since) stored.history = stored.history.filter(({ at }) => at >= since);
    }
    // The oldest come first, but where the clock was set back: there some are kept a little longer.
    for (const stats of rows.stats.values()) {
      for (const [key, { at }] of stats) {
        if (at >= now - retention.minute_stats_days * DAY) break;
        stats.delete(key);
      }
    }
    return false;
  }

  private storedTask(convId: number, objId: string): StoredTask | null {
    const stored = this.parts.rows.tasks.get(objId);
    return stored?.task.conv_id === convId ? stored : null;
  }

  private newestKept({ conv_id, ref }: { conv_id: number; ref: string }): StoredTask | null {
    let newest: StoredTask | null = null;
    for (const stored of this.parts.rows.tasks.values()) {
      const { task, entered } = stored;
      if (task.conv_id !== conv_id || task.ref !== ref) continue;
      if (!newest || entered > newest.entered) newest = stored;
    }
    return newest;
  }

  /** Answers the effects that the unit left beside those of its steps. */
  private write(unit: Unit, row: UnitRow): DueItem[] {
    const { outbox } = this.parts.rows;
    if (unit.closes !== undefined) outbox.delete(unit.closes);
    if (unit.attempt) {
      const asked = outbox.get(unit.attempt.id);
      if (asked) outbox.set(asked.id, { ...asked, attempts: unit.attempt.from + 1, due: unit.attempt.due });
    }
    return unit.steps.flatMap((write, i) => this.writeStep(write, row.steps[i] as StepRow));
  }

  private writeStep(
    { base, step }: StepWrite,
    { stays, entered_at: arrival, history, moves, sums }: StepRow,
  ): DueItem[] {
    const { rows, finished, now } = this.parts;
    const task = copyOf(step.task);
    const before = base === null ? undefined : rows.tasks.get(task.obj_id);
    const entered_at = arrival ?? task.change_time;
    if (before) this.leaveWait(before.task, task);
    if (stays === 'live') {
      rows.refs.set(`${task.conv_id} ${task.ref}`, task.obj_id);
    } else {
      Object.assign(task, { wait: null, timer: null });
      if (before?.task.wait) rows.refs.delete(`${task.conv_id} ${task.ref}`);
    }
    if (stays === 'gone') {
      rows.tasks.delete(task.obj_id);
      finished.add(task, entered_at, now());
    } else {
      const moved = !before || arrival !== null;
      const entry = moved ? { entered: ++this.entries, entered_at } : before;
      const all = this.withPart(before?.history ?? [], history);
      rows.tasks.set(task.obj_id, { task, entered: entry.entered, entered_at: entry.entered_at, history: all });
    }
    this.putEffects(step);
    for (const move of moves) rows.count(task.conv_id, move);
    for (const sum of sums) rows.addSum(task.conv_id, sum);
    const at = { conv_id: task.conv_id, obj_id: task.obj_id, version: step.ran_on.version };
    return copyOf(step.gauges).flatMap((move) => this.raise(at, moveGauge(rows, at, move), task.change_time));
  }

  private raise(by: { conv_id: number; obj_id: string }, raised: RaisedAlarm | null, due: number): DueItem[] {
    if (raised === null) return [];
    const { conv_id, obj_id } = by;
    const row = { ...raised, conv_id, obj_id, wait_id: null, attempts: 0, due, created: due };
    this.parts.rows.outbox.set(row.id, row);
    return [effectDue(row, row.effect.kind)];
  }

  /** Newest first, cut to what is kept. */
  private withPart(history: HistoryEntry[], part: HistoryPart | null): HistoryEntry[] {
    if (!part) return history;
    const grown = [{ ...part, id: ++this.historyIds }, ...(part.whole ? history : [])];
    const { id } = newestToDrop(grown);
    return id === null ? grown : grown.filter((kept) => kept.id > id);
  }

  private leaveWait(before: Task, task: Task): void {
    const { outbox } = this.parts.rows;
    const id = `${waitId(before.obj_id, before.hop)}-e`;
    const left = before.hop !== task.hop || !task.wait;
    if (left && asksOutside(outbox.get(id)?.effect.kind ?? '')) outbox.delete(id);
  }

  private putEffects({ task, effects }: StepWrite['step']): void {
    const { conv_id, obj_id, change_time: due } = task;
    for (const { id, waits, effect } of effects) {
      const wait_id = waits ? waitId(obj_id, task.hop) : null;
      const row = { id, conv_id, obj_id, wait_id, effect: copyOf(effect), attempts: 0, due, created: due };
      this.parts.rows.outbox.set(id, row);
    }
  }
}
