/**
 * Tasks that ended in a node which keeps none: they are in no table any more, yet clients poll for them and people
 * look for them, so this server remembers them for a while, bounded in time, number and bytes.
 */
import { LIMITS } from '../../base/limits.ts';
import type { Task } from '../../model/task.ts';

interface Entry {
  task: string;
  ref_key: string;
  node_key: string;
  entered: number;
  until: number;
}

export class Finished {
  private readonly keepMs: number;
  /** Oldest first, as a Map keeps its order. */
  private readonly byId = new Map<string, Entry>();
  private readonly byRef = new Map<string, string>();
  private readonly byNode = new Map<string, Set<string>>();
  private chars = 0;

  constructor(keepSec: number) {
    this.keepMs = keepSec * 1000;
  }

  /** `entered` is the instant at which the task came into its final node. */
  add(task: Task, entered: number, now: number): void {
    if (this.keepMs <= 0) return;
    this.remove(task.conv_id, task.obj_id);
    const entry: Entry = {
      task: JSON.stringify(task),
      ref_key: `${task.conv_id} ${task.ref}`,
      node_key: `${task.conv_id} ${task.node_id}`,
      entered,
      until: now + this.keepMs,
    };
    this.byId.set(task.obj_id, entry);
    this.byRef.set(entry.ref_key, task.obj_id);
    const node = this.byNode.get(entry.node_key);
    if (node) node.add(task.obj_id);
    else this.byNode.set(entry.node_key, new Set([task.obj_id]));
    this.chars += entry.task.length;
    this.expire(now);
  }

  byObjId(convId: number, objId: string, now: number): Task | null {
    const task = this.seen(this.byId.get(objId), now);
    return task && task.conv_id === convId ? task : null;
  }

  /** The newest with this reference, and when it came into its final node. */
  newestOfRef(convId: number, ref: string, now: number): { task: Task; entered: number } | null {
    const entry = this.byId.get(this.byRef.get(`${convId} ${ref}`) ?? '');
    const task = this.seen(entry, now);
    return entry && task ? { task, entered: entry.entered } : null;
  }

  /** Those that came into a node (before an instant), oldest first, still as texts because there may be very many. */
  inNode(
    convId: number,
    nodeId: string,
    { now, before = Number.POSITIVE_INFINITY }: { now: number; before?: number | undefined },
  ): { count: number; at(index: number): Task } {
    this.expire(now);
    const all = [...(this.byNode.get(`${convId} ${nodeId}`) ?? [])];
    const ids = all.filter((id) => (this.byId.get(id)?.entered ?? 0) < before);
    return {
      count: ids.length,
      at: (index) => JSON.parse(this.byId.get(ids[index] as string)?.task as string) as Task,
    };
  }

  /** False where there is none. */
  remove(convId: number, objId: string): boolean {
    const entry = this.byId.get(objId);
    if (!entry?.node_key.startsWith(`${convId} `)) return false;
    this.byId.delete(objId);
    if (this.byRef.get(entry.ref_key) === objId) this.byRef.delete(entry.ref_key);
    const node = this.byNode.get(entry.node_key);
    node?.delete(objId);
    if (node?.size === 0) this.byNode.delete(entry.node_key);
    this.chars -= entry.task.length;
    return true;
  }

  /** Forgets what is past its time or past the bounds. */
  expire(now: number): void {
    for (const [objId, entry] of this.byId) {
      const full = this.byId.size > LIMITS.finished_tasks || this.chars > LIMITS.finished_chars;
      if (entry.until > now && !full) return;
      this.remove(Number(entry.node_key.split(' ')[0]), objId);
    }
  }

  private seen(entry: Entry | undefined, now: number): Task | null {
    return entry && entry.until > now ? (JSON.parse(entry.task) as Task) : null;
  }
}
