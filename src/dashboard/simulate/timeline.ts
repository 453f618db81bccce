/** What happened in a simulation, step by step, and how everything stood after each step. */
import type { Json, JsonObject } from '../../base/json.ts';
import { number, rows, text } from '../data/client.ts';
import type { GraphEdge } from '../graph/model.ts';
import { isObject } from '../graph/model.ts';

/** An entry of the server's timeline (app/timeline.ts) that a person steps to. */
export interface Step {
  kind: 'moved' | 'request' | 'mail' | 'query' | 'event';
  /** Virtual time, ms. */
  at: number;
  raw: JsonObject;
}

export interface Simulated {
  start: number;
  end: number;
  stopped: string;
  differences: string[];
  steps: Step[];
  convs: Map<number, { title: string; nodes: Map<string, string> }>;
  /** Processes that were stood in for. */
  hidden: number[];
  /** Why each task waited, by its id, in their order. */
  stands: { index: number; obj_id: string; wait: string; final: boolean }[];
}

const KINDS: readonly string[] = ['moved', 'request', 'mail', 'query', 'event'];

export function readSimulated(answer: JsonObject): Simulated {
  const steps: Step[] = [];
  const stands: Simulated['stands'] = [];
  for (const raw of rows(answer.timeline)) {
    const kind = text(raw.kind);
    if (KINDS.includes(kind)) steps.push({ kind: kind as Step['kind'], at: number(raw.at), raw });
    else if (kind === 'stands') {
      stands.push({
        index: steps.length - 1,
        obj_id: text(raw.obj_id),
        wait: text(raw.wait),
        final: raw.final === true,
      });
    }
  }
  const convs = Object.entries(isObject(answer.convs) ? answer.convs : {}).map(([id, conv]) => {
    const { title = '', nodes = {} } = isObject(conv) ? conv : {};
    const titles = Object.entries(isObject(nodes) ? nodes : {}).map(([node, name]) => [node, text(name)] as const);
    return [Number(id), { title: text(title), nodes: new Map(titles) }] as const;
  });
  return {
    start: number(answer.start),
    end: number(answer.end),
    stopped: text(answer.stopped),
    differences: Array.isArray(answer.differences) ? answer.differences.map((one) => text(one)) : [],
    steps,
    convs: new Map(convs),
    hidden: Array.isArray(answer.hidden) ? answer.hidden.map(Number) : [],
    stands,
  };
}

/** How everything stands after a step. */
export interface State {
  /** The task of the step, or of the last one that a task made. */
  obj_id: string;
  conv_id: number;
  node: string;
  data: JsonObject;
  wait: string;
  /** How many tasks stand in each node of the process that is simulated. */
  counts: Map<string, number>;
  /** Where the task has come through. */
  nodes: Set<string>;
  links: Set<string>;
}

interface Held {
  conv_id: number;
  node: string;
  data: JsonObject;
  nodes: Set<string>;
  /** `from to`. */
  links: Set<string>;
}

export function stateAt({ steps, stands }: Simulated, index: number, main: number): State {
  const tasks = new Map<string, Held>();
  let latest = '';
  let movedAt = -1;
  for (const [at, { kind, raw }] of steps.slice(0, index + 1).entries()) {
    if (kind !== 'moved') continue;
    latest = text(raw.obj_id);
    movedAt = at;
    tasks.set(latest, after(tasks.get(latest), raw));
  }
  const counts = new Map<string, number>();
  for (const { conv_id, node } of tasks.values()) {
    if (conv_id === main) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  const task = tasks.get(latest);
  const { wait = '' } =
    stands.findLast((one) => one.obj_id === latest && one.index >= movedAt && one.index <= index) ?? {};
  return {
    obj_id: latest,
    conv_id: task?.conv_id ?? main,
    node: task?.node ?? '',
    data: task?.data ?? {},
    wait,
    counts,
    nodes: task?.nodes ?? new Set(),
    links: task?.links ?? new Set(),
  };
}

function after(before: Held | undefined, raw: JsonObject): Held {
  const born = isObject(raw.born_with) ? raw.born_with : {};
  const held = before ?? {
    conv_id: number(raw.conv_id),
    node: '',
    data: born,
    nodes: new Set<string>(),
    links: new Set<string>(),
  };
  const to = text(raw.to);
  const from = text(raw.from);
  const data: JsonObject = { ...held.data, ...(isObject(raw.changed) ? raw.changed : {}) };
  for (const name of names(raw.removed)) delete data[name];
  if (to !== '') {
    held.nodes.add(to);
    if (from !== '') held.links.add(`${from} ${to}`);
  }
  return { ...held, data, node: to === '' ? held.node : to };
}

export function names(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map((one) => text(one)) : [];
}

/** The links of the canvas that a task came along. */
export function edgesOn(edges: readonly GraphEdge[], links: ReadonlySet<string>): Set<string> {
  return new Set(edges.filter(({ source, target }) => links.has(`${source} ${target}`)).map(({ id }) => id));
}

/** `2 d 03:15:07`, from the start on. */
export function since(ms: number, day: string): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${days > 0 ? `${days} ${day} ` : ''}${clock}`;
}

/** Requests that no rule answered, as the server words them. */
export function unanswered(differences: readonly string[]): { method: string; url: string }[] {
  return differences.flatMap((line) => {
    const found = /^no rule of the world answers (\S+) (\S+)$/.exec(line);
    return found === null ? [] : [{ method: found[1] ?? '', url: found[2] ?? '' }];
  });
}
