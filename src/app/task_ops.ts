/**
 * What callers do to tasks: create, modify, show. The consecutive task operations of one request share a transaction,
 * each failing alone, and a later one sees what an earlier one wrote: the batch works on a view of the tasks in which
 * its own steps have happened already. What loses against others is done again alone, with everything that built on it.
 */
import { type Failure, TaktError } from '../base/errors.ts';
import { type JsonObject, sizeText } from '../base/json.ts';
import { MASK } from '../base/limits.ts';
import { ranAgain } from '../engine/advance.ts';
import type { Signal } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { TaskKey } from '../ports/tasks.ts';
import type { Commits, Made } from './commits.ts';
import type { CreateTask } from './create_task.ts';
import type { LiveProcess, Processes } from './processes.ts';
import type { Runner } from './runner.ts';
import type { Ports } from './world.ts';

export type TaskOp =
  | { do: 'create'; live: LiveProcess; ref: string | null; data: JsonObject; user_id: number }
  | { do: 'modify'; live: LiveProcess; key: TaskKey; data: JsonObject; user_id: number }
  | { do: 'show'; key: TaskKey };

export type TaskOpResult = { task: Task } | { failure: Failure };

interface Tried {
  result: TaskOpResult;
  made: Made | null;
  /** The task the op looked at or made. */
  obj_id: string | null;
}

const NOT_FOUND: Failure = { code: 'not_found_task', message: 'not found task' };
const NOT_ACTIVE: Failure = { code: 'conveyor_is_not_active', message: 'conveyor is not active' };
const TAKEN: Failure = { code: 'not_unical_ref', message: 'not unical reference' };

export interface TaskOpsParts {
  processes: Processes;
  commits: Commits;
  create: CreateTask;
  runner: Runner;
}

export class TaskOps {
  private readonly ports: Pick<Ports, 'tasks' | 'randomHex'>;
  private readonly processes: Processes;
  private readonly commits: Commits;
  private readonly create: CreateTask;
  private readonly runner: Runner;

  constructor(ports: Pick<Ports, 'tasks' | 'randomHex'>, parts: TaskOpsParts) {
    this.ports = ports;
    this.processes = parts.processes;
    this.commits = parts.commits;
    this.create = parts.create;
    this.runner = parts.runner;
  }

  /** Does the operations in their order; results stand in the same order. */
  async run(ops: TaskOp[]): Promise<TaskOpResult[]> {
    const tried: Tried[] = [];
    let view = new View(this.ports.tasks);
    let from = 0;
    for (const [index, op] of ops.entries()) {
      let one = await this.attempt(op, view);
      if (view.wasRead) {
        // An expression has read what is not written yet: that is written first, so that both or neither are true.
        await this.settle(ops, tried, from);
        from = index;
        view = new View(this.ports.tasks);
        one = await this.attempt(op, view);
      }
      tried.push(one);
    }
    await this.settle(ops, tried, from);
    return tried.map(({ result }) => result);
  }

  /**
   * Brings one signal to a live task, made from the task as it is whenever somebody was faster; `make` throws what
   * speaks against it. Answers the task before and after.
   */
  async signal(
    key: TaskKey,
    make: (task: Task, live: LiveProcess) => Promise<Signal>,
  ): Promise<{ before: Task; after: Task; live: LiveProcess }> {
    return this.commits.settle(
      async () => {
        const live = await this.processes.get(key.conv_id);
        const before = await this.ports.tasks.load(key);
        if (live === null || before === null || before.wait === null) throw failed(NOT_FOUND);
        const got = await this.runner.run(live, before, await make(before, live));
        if ('drop' in got) throw failed(NOT_FOUND);
        if ('refuse' in got) throw failed({ code: 'task_size_overflow', message: sizeText(got.size) });
        return { plan: { made: [{ before, step: got.step }] }, value: { before, after: got.step.task, live } };
      },
      () => {
        throw failed(NOT_FOUND);
      },
    );
  }

  /**
   * Makes a new task of one that has ended, under its reference, once: a kept one says so in the same commit. Of one that
   * is only remembered for a while the new task is the proof, which is remembered longer. `dataOf` answers null where it
   * is not to be. False where nothing was made.
   */
  async again(
    key: { conv_id: number; obj_id: string },
    user_id: number,
    dataOf: (ended: Task) => JsonObject | null,
  ): Promise<boolean> {
    return this.commits.settle<boolean>(
      async () => {
        const live = await this.processes.get(key.conv_id);
        const ended = await this.ports.tasks.load(key);
        if (live === null || ended === null || ended.wait !== null || ended.again !== undefined) return { done: false };
        const latest = await this.ports.tasks.load({ conv_id: key.conv_id, ref: ended.ref });
        const data = latest?.obj_id === ended.obj_id ? dataOf(ended) : null;
        if (data === null) return { done: false };
        const obj_id = this.ports.randomHex(12);
        const got = await this.create.make(live, { obj_id, ref: ended.ref, data, user_id, caller: null });
        if ('failure' in got) throw failed(got.failure);
        const { byId, nodes } = live.compiled;
        const isKept = nodes[byId.get(ended.node_id) ?? -1]?.saved === true;
        const mark = { before: ended, step: ranAgain(live.compiled, ended, obj_id) };
        return { plan: { made: isKept ? [got.made, mark] : [got.made] }, value: true };
      },
      () => false,
    );
  }

  /** Writes what was tried from an index on in one transaction, and does again what lost. */
  private async settle(ops: TaskOp[], tried: Tried[], from: number): Promise<void> {
    const lost = await this.commit(tried.slice(from));
    for (let index = from; index < tried.length; index++) {
      const one = tried[index] as Tried;
      const again = lost.has(index - from) || (one.obj_id !== null && lost.ids.has(one.obj_id) && one.made === null);
      if (again) tried[index] = { ...one, result: await this.alone(ops[index] as TaskOp) };
    }
  }

  /** Commits what was made; tells which operations lost, and which tasks are not as the view had them. */
  private async commit(tried: Tried[]): Promise<Set<number> & { ids: Set<string> }> {
    const lost = Object.assign(new Set<number>(), { ids: new Set<string>() });
    const indexes = tried.flatMap(({ made }, index) => (made === null ? [] : [index]));
    if (indexes.length === 0) return lost;
    const results = await this.commits.write(
      indexes.map((index) => ({ made: [(tried[index] as Tried).made as Made] })),
    );
    results.forEach((result, n) => {
      if (result.ok) return;
      const index = indexes[n] as number;
      const one = tried[index] as Tried;
      if (one.obj_id !== null) lost.ids.add(one.obj_id);
      if (result.why === 'ref') one.result = { failure: TAKEN };
      else lost.add(index);
    });
    return lost;
  }

  /** One operation by itself, as often as others are in the way. What cannot be done fails alone. */
  private async alone(op: TaskOp): Promise<TaskOpResult> {
    try {
      return await this.commits.settle<TaskOpResult>(
        async () => {
          const fresh = await this.fresh(op);
          if (fresh === null) return { done: { failure: NOT_ACTIVE } };
          const { made, result } = await this.attempt(fresh, new View(this.ports.tasks));
          return made === null ? { done: result } : { plan: { made: [made] }, value: result };
        },
        () => ({ failure: TAKEN }),
      );
    } catch (error) {
      if (!(error instanceof TaktError)) throw error;
      return { failure: { code: error.code, message: error.message } };
    }
  }

  /** The operation on the process as it is in force now: that may be why it lost. Null where the process is gone. */
  private async fresh(op: TaskOp): Promise<TaskOp | null> {
    if (op.do === 'show') return op;
    const live = await this.processes.get(op.live.object.id);
    return live === null ? null : { ...op, live };
  }

  private async attempt(op: TaskOp, view: View): Promise<Tried> {
    if (op.do === 'create') return this.tryCreate(op, view);
    const task = await view.find(op.key);
    if (task === null) return { result: { failure: NOT_FOUND }, made: null, obj_id: null };
    if (op.do === 'show') return { result: { task }, made: null, obj_id: task.obj_id };
    return this.tryModify(op, task, view);
  }

  private async tryCreate(op: TaskOp & { do: 'create' }, view: View): Promise<Tried> {
    const obj_id = this.ports.randomHex(12);
    const { live, ref, data, user_id } = op;
    const got = await this.create.make(live, { obj_id, ref, data, user_id, caller: null }, view);
    if ('failure' in got) return { result: got, made: null, obj_id: null };
    view.add(got.made.step.task);
    return { result: { task: got.made.step.task }, made: got.made, obj_id };
  }

  private async tryModify(op: TaskOp & { do: 'modify' }, before: Task, view: View): Promise<Tried> {
    const data = withoutMasks(op.data, before.data);
    const got = await this.runner.run(op.live, before, { kind: 'modify', data, user_id: op.user_id }, view);
    const { obj_id } = before;
    if ('drop' in got) return { result: { failure: NOT_FOUND }, made: null, obj_id };
    if ('refuse' in got) {
      return { result: { failure: { code: 'task_size_overflow', message: sizeText(got.size) } }, made: null, obj_id };
    }
    view.add(got.step.task);
    return { result: { task: got.step.task }, made: { before, step: got.step }, obj_id };
  }
}

function failed({ code, message }: Failure): TaktError {
  return new TaktError(code, message);
}

/** A value that is the mask comes from a masked view: the parameter stays as it is. */
export function withoutMasks(data: JsonObject, old: JsonObject): JsonObject {
  const masked = Object.keys(data).filter((key) => data[key] === MASK && Object.hasOwn(old, key));
  if (masked.length === 0) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !masked.includes(key))) as JsonObject;
}

/** The tasks as they are with the batch's own steps done. */
class View {
  /** Whether an expression has read a task that the batch has made or changed. */
  wasRead = false;
  private readonly tasks: Pick<Ports['tasks'], 'load'>;
  private readonly byId = new Map<string, Task>();
  private readonly byRef = new Map<string, string>();

  constructor(tasks: Pick<Ports['tasks'], 'load'>) {
    this.tasks = tasks;
  }

  async find(key: TaskKey): Promise<Task | null> {
    return this.own(key) ?? this.tasks.load(key);
  }

  /** What an expression reads. */
  async load(key: TaskKey): Promise<Task | null> {
    const own = this.own(key);
    if (own !== undefined) this.wasRead = true;
    return own ?? this.tasks.load(key);
  }

  private own(key: TaskKey): Task | undefined {
    const id = 'obj_id' in key ? key.obj_id : this.byRef.get(`${key.conv_id}\u0000${key.ref}`);
    const own = id === undefined ? undefined : this.byId.get(id);
    return own?.conv_id === key.conv_id ? own : undefined;
  }

  /** A live task keeps its reference against later ones: the commit refuses those. */
  add(task: Task): void {
    this.byId.set(task.obj_id, task);
    const key = `${task.conv_id}\u0000${task.ref}`;
    const holder = this.byId.get(this.byRef.get(key) ?? '');
    if (holder === undefined || holder.wait === null) this.byRef.set(key, task.obj_id);
  }
}
