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

export function stateAt({ steps, stands }: Simulated, index: number, main: number): State {
  const places = new Map<string, { conv_id: number; node: string }>();
  const moves = steps.slice(0, index + 1).filter(({ kind }) => kind === 'moved');
  for (const { raw } of moves) {
    const obj_id = text(raw.obj_id);
    const known = places.get(obj_id) ?? { conv_id: number(raw.conv_id), node: '' };
    places.set(obj_id, { ...known, node: text(raw.to) || known.node });
  }
  const counts = new Map<string, number>();
  for (const { conv_id, node } of places.values()) {
    if (conv_id === main) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  const last = moves.at(-1);
  const obj_id = text(last?.raw.obj_id);
  const movedAt = last === undefined ? -1 : steps.lastIndexOf(last, index);
  const { wait = '' } =
    stands.findLast((one) => one.obj_id === obj_id && one.index >= movedAt && one.index <= index) ?? {};
  const { conv_id = main, node = '' } = places.get(obj_id) ?? {};
  return { obj_id, conv_id, node, wait, counts, ...wayOf(moves.filter(({ raw }) => text(raw.obj_id) === obj_id)) };
}

/** What the moves of one task have made of its data, and where they led: thousands of them, so that nothing is copied. */
function wayOf(moves: Step[]): Pick<State, 'data' | 'nodes' | 'links'> {
  const way = { data: {} as JsonObject, nodes: new Set<string>(), links: new Set<string>() };
  for (const { raw } of moves) {
    const [from, to] = [text(raw.from), text(raw.to)];
    for (const change of [raw.born_with, raw.changed]) if (isObject(change)) Object.assign(way.data, change);
    for (const name of names(raw.removed)) delete way.data[name];
    if (to !== '') way.nodes.add(to);
    if (to !== '' && from !== '') way.links.add(`${from} ${to}`);
  }
  return way;
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
