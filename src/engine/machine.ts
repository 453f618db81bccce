/**
 * A process as an xstate machine: a state per node, in it a child state per logic. Consecutive conditions and the `go`
 * after them share one child, whose guarded transitions stand in their order with `go` last. A time semaphor is an
 * `after`, a final node a final state. States are named by index because xstate refuses ids with a dot; id and title
 * are `meta`. Nothing else interprets the graph.
 *
 * Only the pure side is used: no actor runs. `machine.transition` is handed one scope for all calls, made by hand: the
 * scope of a real actor would keep every action for ever. Guards read only what the event carries.
 */
import { type AnyMachineSnapshot, createMachine } from 'xstate';
import { assert } from '../base/errors.ts';
import type { ProcessNode } from '../model/process.ts';
import type { Exit } from '../nodes/node_type.ts';

/** What a tact tells the machine: which condition holds (-1: none), or that the logic failed. */
export interface StepEvent {
  type: 'step';
  taken: number;
  failed: boolean;
}

/** Where a task is in the graph: a node, and the logic in it that is next. */
export interface Place {
  node: number;
  logic: number;
}

/** Where a transition led, and whether a node was entered (perhaps the same one again). */
export interface Moved {
  place: Place;
  arrived: boolean;
}

/** A logic as the machine needs to know it. */
export interface Link {
  kind: 'action' | 'condition' | 'go';
  exits: Exit[];
}

export interface GraphNode {
  node: ProcessNode;
  links: Link[];
}

type Transition = { target: string; guard?: { type: string; params?: object }; reenter?: boolean };

/** The child that stands after the last logic: there a task only waits. */
const REST = 'rest';

function nodeName(index: number): string {
  return `n${index}`;
}

/** Whether a child state begins at this logic: within a run of conditions only the first has one. */
export function beginsChild(links: Link[], logic: number): boolean {
  return logic === 0 || links[logic]?.kind === 'action' || links[logic - 1]?.kind !== 'condition';
}

/** The last logic of the run of conditions, with its `go`, that begins here. */
export function endOfRun(links: Link[], logic: number): number {
  let end = logic;
  while (links[end]?.kind === 'condition' && links[end + 1] !== undefined && links[end + 1]?.kind !== 'action') end++;
  return end;
}

export class Machine {
  private readonly graph: GraphNode[];
  private readonly indexes: Map<string, number>;
  private readonly machine: ReturnType<typeof createMachine>;
  private readonly snapshots = new Map<string, AnyMachineSnapshot>();
  private readonly answers = new Map<string, Moved>();
  private readonly scope: Parameters<ReturnType<typeof createMachine>['transition']>[2];
  private arrived = false;

  constructor(graph: GraphNode[], start: number) {
    this.graph = graph;
    this.indexes = new Map(graph.map((item, index) => [item.node.id, index]));
    // Together in one call: to provide guards afterwards would build all states a second time.
    this.machine = createMachine(
      {
        id: 'conv',
        initial: nodeName(start),
        states: Object.fromEntries(graph.map((item, index) => [nodeName(index), this.nodeState(item)])),
      } as Parameters<typeof createMachine>[0],
      {
        guards: {
          taken: ({ event }, params) => (event as StepEvent).taken === (params as unknown as { index: number }).index,
          failed: ({ event }) => (event as StepEvent).failed,
        },
        delays: { timer: 0 },
      },
    );
    this.scope = this.makeScope();
  }

  /** The machine's own description, as xstate's tools read it. */
  describe(): unknown {
    return this.machine.config;
  }

  /** Where the graph leads from a place on an outcome. */
  step(from: Place, event: StepEvent): Moved {
    return this.known(`${from.node}:${from.logic}:${event.taken}:${event.failed}`, from, event);
  }

  /** Where the node's time semaphor leads, or null where the node has none. */
  timeOut(from: Place): Moved | null {
    if (this.graph[from.node]?.node.timer == null) return null;
    const event = { type: `xstate.after.timer.conv.${nodeName(from.node)}` };
    return this.known(`${from.node}:${from.logic}:timer`, from, event);
  }

  /** The machine has no context, so it is asked once for each place and outcome: its answer is always the same. */
  private known(key: string, from: Place, event: StepEvent | { type: string }): Moved {
    let moved = this.answers.get(key);
    if (moved === undefined) {
      moved = this.send(from, event);
      this.answers.set(key, moved);
    }
    return moved;
  }

  private send(from: Place, event: StepEvent | { type: string }): Moved {
    this.arrived = false;
    const next = this.machine.transition(this.snapshot(from), event, this.scope) as AnyMachineSnapshot;
    const place = this.placeOf(next.value as string | Record<string, string>);
    this.snapshots.set(`${place.node}:${place.logic}`, next);
    return { place, arrived: this.arrived };
  }

  /** A place in the middle of a run of conditions, as an older version may have left it, counts as the run's begin. */
  private snapshot(place: Place): AnyMachineSnapshot {
    const key = `${place.node}:${place.logic}`;
    let found = this.snapshots.get(key);
    if (found === undefined) {
      const { node, links } = this.graph[place.node] as GraphNode;
      let begin = Math.min(place.logic, links.length);
      while (begin < links.length && !beginsChild(links, begin)) begin--;
      const child = begin < links.length ? `l${begin}` : REST;
      const value = node.obj_type === 2 ? nodeName(place.node) : { [nodeName(place.node)]: child };
      found = this.machine.resolveState({ value, context: {} } as never) as AnyMachineSnapshot;
      this.snapshots.set(key, found);
    }
    return found;
  }

  private placeOf(value: string | Record<string, string>): Place {
    if (typeof value === 'string') return { node: Number(value.slice(1)), logic: 0 };
    const name = Object.keys(value)[0] as string;
    const node = Number(name.slice(1));
    const child = value[name] as string;
    const logic = child === REST ? (this.graph[node] as GraphNode).links.length : Number(child.slice(1));
    return { node, logic };
  }

  private nodeState({ node, links }: GraphNode): object {
    const meta = { id: node.id, title: node.title };
    if (node.obj_type === 2) return { type: 'final', meta, entry: 'arrive' };
    const states: Record<string, object> = { [REST]: {} };
    links.forEach((_, logic) => {
      if (beginsChild(links, logic)) states[`l${logic}`] = { on: { step: this.transitions(links, logic) } };
    });
    const after = node.timer === null ? {} : { after: { timer: this.target(node.timer.to_node_id) } };
    return { meta, entry: 'arrive', initial: links.length > 0 ? 'l0' : REST, states, ...after };
  }

  private transitions(links: Link[], logic: number): Transition[] {
    const link = links[logic] as Link;
    if (link.kind === 'action') {
      const error = link.exits.find((exit) => exit.role === 'error');
      const next: Transition = { target: this.child(links, logic + 1) };
      return error === undefined ? [next] : [{ ...this.target(error.to), guard: { type: 'failed' } }, next];
    }
    const list: Transition[] = [];
    const end = endOfRun(links, logic);
    for (let i = logic; i <= end; i++) {
      const { kind, exits } = links[i] as Link;
      const target = this.target((exits[0] as Exit).to);
      list.push(kind === 'go' ? target : { ...target, guard: { type: 'taken', params: { index: i } } });
    }
    if (links[end]?.kind !== 'go') list.push({ target: this.child(links, end + 1) });
    return list;
  }

  private child(links: Link[], logic: number): string {
    return logic < links.length ? `l${logic}` : REST;
  }

  private target(nodeId: string): Transition {
    const index = this.indexes.get(nodeId);
    assert(index !== undefined, `validated process links to unknown node ${nodeId}`);
    return { target: `#conv.${nodeName(index)}`, reenter: true };
  }

  private makeScope(): Parameters<ReturnType<typeof createMachine>['transition']>[2] {
    const nothing = (): void => {};
    const scope = {
      self: { id: 'conv', sessionId: 'conv', send: nothing },
      id: 'conv',
      sessionId: 'conv',
      logger: nothing,
      defer: nothing,
      emit: nothing,
      stopChild: nothing,
      system: { _sendInspectionEvent: nothing, _unregister: nothing },
      actionExecutor: (action: { type: string }) => {
        if (action.type === 'arrive') this.arrived = true;
      },
    };
    return scope as unknown as Parameters<ReturnType<typeof createMachine>['transition']>[2];
  }
}
