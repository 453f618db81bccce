/**
 * What happens in processes while somebody looks on: commits tell which tasks moved, and four times a second whoever
 * watches a process hears by how much each node's count changed and along which links tasks went. It is news and no
 * truth: a message may be lost, so whoever watches also asks for the counts anew now and then.
 *
 * A server that has watchers of a process says so to all (`live`), again and again while they are there; a server that
 * heard of it gathers and tells (`live:<conv_id>`). Where nobody watches anything a commit costs one look at an empty map.
 */
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { SECOND } from '../base/time.ts';
import { parseJson } from '../model/parse_json.ts';
import type { Step } from '../model/step.ts';
import { OBJECTS_CHANGED } from './names.ts';
import type { Ports } from './world.ts';

/** How long moves are gathered before they are told. */
const GATHER_MS = 250;
/** How often a server says that it has watchers, and how long it is believed. */
const SAY_MS = 10 * SECOND;
const BELIEVED_MS = 3 * SAY_MS;

/** What happened in a process in a moment. */
export interface LiveBatch {
  /** By how much the count of each node changed. */
  counts: Record<string, number>;
  /** Tasks that went from one node to another: `[from, to, how many]`; from null were made there. */
  moves: [string | null, string, number][];
  /** Ids of tasks that changed, some of them. */
  tasks: string[];
  /** More happened than is told. */
  more: boolean;
  /** Tasks were deleted, or counters were set: the counts are to be read anew. */
  anew: boolean;
}

interface Gathered {
  counts: Map<string, number>;
  moves: Map<string, [string | null, string, number]>;
  tasks: Set<string>;
  more: boolean;
  anew: boolean;
}

const WANTED = 'live';

export class Live {
  private readonly ports: Pick<Ports, 'news' | 'clock'>;
  /** Processes that are watched somewhere, and until when that is believed. */
  private readonly wanted = new Map<number, number>();
  private readonly gathered = new Map<number, Gathered>();
  /** Watchers here, by process. */
  private readonly watchers = new Map<number, number>();
  private ends: () => void = () => undefined;
  private saying: (() => void) | null = null;
  private telling: (() => void) | null = null;

  constructor(ports: Pick<Ports, 'news' | 'clock'>) {
    this.ports = ports;
    this.ends = ports.news.subscribe(WANTED, (text) => this.want(Number(text)));
  }

  /** Hears what was committed. */
  hear(written: readonly { step: Step }[]): void {
    if (this.wanted.size === 0) return;
    const now = this.ports.clock.now();
    for (const { step } of written) {
      const until = this.wanted.get(step.task.conv_id);
      if (until === undefined) continue;
      if (until < now) this.wanted.delete(step.task.conv_id);
      else this.gather(step);
    }
  }

  /** Hears what no step tells: a task was deleted, or the counter of a node was set. */
  hearAnew(conv_id: number, obj_id?: string): void {
    if (!this.wanted.has(conv_id)) return;
    const into = this.of(conv_id);
    into.anew = true;
    if (obj_id !== undefined) this.name(into, obj_id);
  }

  /** Calls back with what happens in a process from now on; the returned function ends it. */
  watch(conv_id: number, listener: (batch: LiveBatch) => void): () => void {
    const end = this.ports.news.subscribe(topic(conv_id), (text) => {
      const batch = batchOf(text);
      if (batch !== null) listener(batch);
    });
    this.watchers.set(conv_id, (this.watchers.get(conv_id) ?? 0) + 1);
    this.want(conv_id);
    this.ports.news.publish(WANTED, String(conv_id));
    this.saying ??= this.ports.clock.after(SAY_MS, () => this.say());
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      end();
      const left = (this.watchers.get(conv_id) ?? 1) - 1;
      if (left > 0) this.watchers.set(conv_id, left);
      else this.watchers.delete(conv_id);
    };
  }

  /** Calls back when the process itself is another: its status, its nodes, what a debugger keeps to. */
  watchItself(conv_id: number, listener: () => void): () => void {
    return this.ports.news.subscribe(OBJECTS_CHANGED, (id) => {
      if (Number(id) === conv_id) listener();
    });
  }

  close(): void {
    this.ends();
    this.saying?.();
    this.telling?.();
    this.wanted.clear();
  }

  private want(conv_id: number): void {
    if (!Number.isSafeInteger(conv_id)) return;
    if (this.wanted.size >= LIMITS.event_streams && !this.wanted.has(conv_id)) return;
    this.wanted.set(conv_id, this.ports.clock.now() + BELIEVED_MS);
  }

  private say(): void {
    this.saying = null;
    for (const conv_id of this.watchers.keys()) {
      this.want(conv_id);
      this.ports.news.publish(WANTED, String(conv_id));
    }
    const now = this.ports.clock.now();
    for (const [conv_id, until] of this.wanted) if (until < now) this.wanted.delete(conv_id);
    if (this.watchers.size > 0) this.saying = this.ports.clock.after(SAY_MS, () => this.say());
  }

  private of(conv_id: number): Gathered {
    const known = this.gathered.get(conv_id);
    if (known !== undefined) return known;
    const fresh = { counts: new Map(), moves: new Map(), tasks: new Set<string>(), more: false, anew: false };
    this.gathered.set(conv_id, fresh);
    this.telling ??= this.ports.clock.after(GATHER_MS, () => this.tell());
    return fresh;
  }

  private name(into: Gathered, obj_id: string): void {
    if (into.tasks.size < LIMITS.event_tasks) into.tasks.add(obj_id);
    else into.more = true;
  }

  private gather({ task, tacts }: Step): void {
    const into = this.of(task.conv_id);
    for (const { from, to, stay } of tacts) {
      if (stay === true) continue;
      if (from !== null) into.counts.set(from, (into.counts.get(from) ?? 0) - 1);
      into.counts.set(to, (into.counts.get(to) ?? 0) + 1);
      const key = `${from} ${to}`;
      const move = into.moves.get(key);
      if (move !== undefined) move[2] += 1;
      else if (into.moves.size < LIMITS.event_moves) into.moves.set(key, [from, to, 1]);
      else into.more = true;
    }
    this.name(into, task.obj_id);
  }

  private tell(): void {
    this.telling = null;
    for (const [conv_id, { counts, moves, tasks, more, anew }] of this.gathered) {
      const changed = [...counts].filter(([, by]) => by !== 0);
      const batch: LiveBatch = {
        counts: Object.fromEntries(changed),
        moves: [...moves.values()],
        tasks: [...tasks],
        more,
        anew,
      };
      this.ports.news.publish(topic(conv_id), JSON.stringify(batch));
    }
    this.gathered.clear();
  }
}

function topic(conv_id: number): string {
  return `${WANTED}:${conv_id}`;
}

/** From another server: read as carefully as anything from outside. */
function batchOf(text: string): LiveBatch | null {
  const read = parseJson(text);
  const value: Json = 'value' in read ? read.value : null;
  if (!isObject(value) || !isObject(value.counts) || !Array.isArray(value.moves) || !Array.isArray(value.tasks))
    return null;
  return value as JsonObject & LiveBatch;
}
