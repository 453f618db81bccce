/** The rows of the store in memory: what other makes have as tables, with the checks of a commit over them. */
import { addDecimals } from '../../base/decimals.ts';
import { copyOf } from '../../base/json.ts';
import type { OutboxRow } from '../../model/effect.ts';
import type { Task } from '../../model/task.ts';
import type { CatalogObject, ObjectKind, ProcessVersion } from '../../ports/catalog.ts';
import type { Stored } from './check_unit.ts';
import type { GaugeRow, GaugeRows } from './gauges.ts';
import type { HistoryPart } from './history.ts';
import type { Move, SumRow } from './rows.ts';
import type { CatalogRows } from './write_catalog.ts';

/** The tacts of one commit. */
export type HistoryEntry = HistoryPart & { id: number };

export interface StoredTask {
  task: Task;
  /** Grows with every entry into a node. */
  entered: number;
  entered_at: number;
  history: HistoryEntry[];
}

interface NodeMinute {
  node_id: string;
  at: number;
  came: number;
  went: number;
}

export class MemoryRows implements Stored, CatalogRows, GaugeRows {
  readonly tasks = new Map<string, StoredTask>();
  /** By process and reference: the live task. */
  readonly refs = new Map<string, string>();
  readonly outbox = new Map<string, OutboxRow>();
  /** By process and node. */
  readonly counts = new Map<string, { conv_id: number; node_id: string; live: number }>();
  /** By process and node; by the id of the total. */
  readonly sums = new Map<string, Map<string, number>>();
  /** By process and node. */
  readonly gauges = new Map<string, GaugeRow>();
  /** By process; by node and minute. */
  readonly stats = new Map<number, Map<string, NodeMinute>>();
  objects = new Map<number, CatalogObject>();
  versions = new Map<number, ProcessVersion[]>();
  private lastId = 0;

  rev(convId: number, objId: string): number | null {
    const task = this.tasks.get(objId)?.task;
    return task?.conv_id === convId ? task.rev : null;
  }

  hasTask(objId: string): boolean {
    return this.tasks.has(objId);
  }

  refTaken(convId: number, ref: string): boolean {
    return this.refs.has(`${convId} ${ref}`);
  }

  ranOn(convId: number): { version: number; status: string } | null {
    const conv = this.object('conv', convId);
    const live = this.versions.get(convId)?.find(({ state }) => state === 'live');
    return conv && { version: live?.version ?? 0, status: conv.status };
  }

  attempts(outboxId: string): number | null {
    return this.outbox.get(outboxId)?.attempts ?? null;
  }

  count(convId: number, [node_id, minute, came, went]: Move): void {
    const key = `${convId} ${node_id}`;
    const count = this.counts.get(key) ?? { conv_id: convId, node_id, live: 0 };
    count.live += came - went;
    this.counts.set(key, count);
    const stats = this.stats.get(convId) ?? new Map<string, NodeMinute>();
    const row = stats.get(`${minute} ${node_id}`) ?? { node_id, at: minute, came: 0, went: 0 };
    row.came += came;
    row.went += went;
    this.stats.set(convId, stats.set(`${minute} ${node_id}`, row));
  }

  addSum(convId: number, [node_id, sum_id, , delta]: SumRow): void {
    const key = `${convId} ${node_id}`;
    const totals = this.sums.get(key) ?? new Map<string, number>();
    this.sums.set(key, totals.set(sum_id, addDecimals(totals.get(sum_id) ?? 0, delta)));
  }

  gauge(convId: number, nodeId: string): GaugeRow | null {
    return this.gauges.get(`${convId} ${nodeId}`) ?? null;
  }

  putGauge(row: GaugeRow): void {
    this.gauges.set(`${row.conv_id} ${row.node_id}`, row);
  }

  standingIn(convId: number, nodeId: string): number {
    return this.standing(convId, nodeId, (task) => task.alarm !== true);
  }

  object(kind: ObjectKind, id: number): CatalogObject | null {
    const found = this.objects.get(id);
    return found?.kind === kind ? copyOf(found) : null;
  }

  idTaken(id: number): boolean {
    return this.objects.has(id);
  }

  nextId(): number {
    this.lastId++;
    return this.lastId;
  }

  raiseId(id: number): void {
    this.lastId = Math.max(this.lastId, id);
  }

  named(kind: ObjectKind, parentId: number, name: string): number | null {
    for (const object of this.objects.values()) {
      if (object.kind === kind && object.parent_id === parentId && object.name === name) return object.id;
    }
    return null;
  }

  insert(object: CatalogObject): void {
    this.objects.set(object.id, copyOf(object));
  }

  update(object: CatalogObject): void {
    this.objects.set(object.id, copyOf(object));
  }

  remove(id: number): void {
    this.objects.delete(id);
    this.versions.delete(id);
  }

  versionState(convId: number, version: number): ProcessVersion['state'] | null {
    return this.versions.get(convId)?.find((known) => known.version === version)?.state ?? null;
  }

  putDraft(version: ProcessVersion): void {
    const others = (this.versions.get(version.conv_id) ?? []).filter((known) => known.version !== version.version);
    this.versions.set(version.conv_id, [...others, copyOf(version)]);
  }

  dropDraft(convId: number, version: number): void {
    this.versions.set(
      convId,
      (this.versions.get(convId) ?? []).filter((known) => known.version !== version),
    );
  }

  makeLive(convId: number, version: number): void {
    const stateOf = (known: ProcessVersion): ProcessVersion['state'] => {
      if (known.version === version) return 'live';
      return known.state === 'live' ? 'old' : known.state;
    };
    const made = (this.versions.get(convId) ?? []).map((known) => ({ ...known, state: stateOf(known) }));
    this.versions.set(convId, made);
  }

  tasksIn(convId: number, nodeId: string): number {
    return this.standing(convId, nodeId, () => true);
  }

  private standing(convId: number, nodeId: string, counts: (task: Task) => boolean): number {
    let count = 0;
    for (const { task } of this.tasks.values()) {
      if (task.conv_id === convId && task.node_id === nodeId && task.wait && counts(task)) count++;
    }
    return count;
  }
}
