/**
 * Processes run on a virtual clock: the same use cases as in a server, over ports that are handed in, with time moved
 * from one due thing to the next. Nothing here sleeps, and nothing is done that a server would not do.
 */

import { type Failure, TaktError } from '../base/errors.ts';
import { derivedId } from '../base/ids.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { HOUR } from '../base/time.ts';
import type { Problem } from '../model/process.ts';
import { readProcess } from '../model/read_process.ts';
import type { Task } from '../model/task.ts';
import type { NewObject } from '../ports/catalog.ts';
import type { LiveProcess } from './processes.ts';
import { findProblems } from './surroundings.ts';
import { makeTaskEngine, type TaskEngine } from './task_engine.ts';
import { type Listener, recordedDatabase, recordedHttp, recordedMail, recordedTasks } from './timeline.ts';
import type { AppSettings, Ports } from './world.ts';

/** Time that the simulation moves. */
export interface VirtualTime {
  now(): number;
  nextDue(): number | null;
  /** Lets time pass, and waits with `settle` after everything that came due. */
  run(ms: number, settle: () => Promise<void>): Promise<void>;
}

export interface SimulationSetup {
  ports: Ports;
  time: VirtualTime;
  /** Lets everything run that waits for nothing but other promises: a turn of the event loop. */
  turn: () => Promise<void>;
  tell: Listener;
}

/** The one user of a simulation: owns all, may do all. */
const OWNER = 1;
const SETTINGS: AppSettings = {
  min_timer_sec: 1,
  // The feeder looks an hour ahead, so that more frequent rounds would only cost time.
  recover_ms: HOUR / 2,
  public_url: 'http://127.0.0.1:8080',
  deploy_removed_nodes: 'refuse',
};

export type TaskResult = { task: Task } | { failure: Failure };

export class Simulation {
  private readonly setup: SimulationSetup;
  private readonly ports: Ports;
  private readonly engine: TaskEngine;
  /** Runs of Code under way: the only thing that happens in real time. */
  private readonly busy = new Set<Promise<unknown>>();
  private closed = false;

  constructor(setup: SimulationSetup) {
    const { ports } = setup;
    const tell: Listener = (entry) => {
      if (!this.closed) setup.tell(entry);
    };
    const now = (): number => setup.time.now();
    const { sandbox, git_runner } = ports;
    this.setup = setup;
    this.ports = {
      ...ports,
      tasks: recordedTasks(ports.tasks, tell),
      http: recordedHttp(ports.http, now, tell),
      mail: recordedMail(ports.mail, now, tell),
      database: recordedDatabase(ports.database, now, tell),
      git_runner: git_runner && { ...git_runner, http: recordedHttp(git_runner.http, now, tell) },
      sandbox: {
        run: (run) => this.track(sandbox.run(run)),
        check: (src) => sandbox.check(src),
        close: () => sandbox.close(),
      },
    };
    this.engine = makeTaskEngine(this.ports, SETTINGS);
  }

  /** Begins to take work from the queue. Called once, before anything else. */
  async start(): Promise<void> {
    await this.ports.queue.work((job) => this.engine.work.do(job));
    this.engine.recover.start();
  }

  /** Makes the process and deploys it; the errors it has are found by `problems`, once all are there. */
  async addProcess(raw: JsonObject, options: { id?: number; alias?: string } = {}): Promise<number> {
    const { process } = readProcess(raw);
    const body = { sign_key: this.ports.randomHex(20), conv_type: process.conv_type, description: process.description };
    const object: NewObject = { ...this.object('conv', process.title, null, body), status: process.status };
    const id = options.id === undefined ? {} : { id: options.id };
    const version = {
      conv_id: 0,
      version: 1,
      text: JSON.stringify(raw),
      user_id: OWNER,
      create_time: this.setup.time.now(),
    };
    const written = await this.ports.catalog.write([
      { do: 'create', object: { ...object, ...id } },
      { do: 'put_draft', version },
      { do: 'deploy', conv_id: 0, version: 1, removed: [], even_occupied: false },
    ]);
    const conv_id = written.ok ? written.objects[0]?.id : undefined;
    if (conv_id === undefined) throw new TaktError('conflict', `the process "${process.title}" cannot be added twice`);
    if (options.alias !== undefined) await this.addAlias(options.alias, conv_id);
    return conv_id;
  }

  /** Another name of a process. */
  async addAlias(name: string, conv_id: number): Promise<void> {
    await this.add(this.object('alias', name, name, { description: '', obj_to_id: conv_id, obj_to_type: 'conv' }));
    this.engine.processes.names.forget();
  }

  async addVariable(name: string, value: Json): Promise<void> {
    const isText = typeof value === 'string';
    const text = isText ? value : JSON.stringify(value);
    const body = {
      env_var_type: 'visible',
      data_type: isText ? 'raw' : 'json',
      value: text,
      description: '',
      scopes: [],
    };
    // Named by its number: it is found by that alone.
    const id = /^\d+$/.test(name) ? { id: Number(name) } : {};
    await this.add({ ...this.object('env_var', name, name, body), ...id });
    this.engine.processes.names.forget();
  }

  /** A database connection with this number, whose database is scripted. */
  async addConnection(id: number, driver: 'postgres' | 'mysql'): Promise<void> {
    const data = { driver, host: 'database', port: '1', username: 'takt', password: '', database: 'takt' };
    const rest = { timeoutMs: LIMITS.db_timeout_ms, ssl: false, ssl_verify: true, ssl_ca: '' };
    const body = { description: '', instance_type: 'db_call', data: { ...data, ...rest } };
    await this.add({ ...this.object('instance', `connection ${id}`, null, body), id });
  }

  async problems(raw: JsonObject): Promise<Problem[]> {
    const { catalog, sandbox } = this.ports;
    return findProblems(raw, 0, { catalog, sandbox, processes: this.engine.processes, settings: SETTINGS });
  }

  async createTask(conv_id: number, ref: string | null, data: JsonObject): Promise<TaskResult> {
    return this.settled({ do: 'create', live: await this.live(conv_id), ref, data, user_id: OWNER });
  }

  async modifyTask(conv_id: number, ref: string, data: JsonObject): Promise<TaskResult> {
    return this.settled({ do: 'modify', live: await this.live(conv_id), key: { conv_id, ref }, data, user_id: OWNER });
  }

  /** Lets time pass up to an instant, that included; with `idle` only as long as something is due before it. */
  async runUntil(end: number, options: { idle: boolean }): Promise<void> {
    const { time } = this.setup;
    const settle = (): Promise<void> => this.settle();
    await settle();
    for (;;) {
      if (options.idle && !(await this.isAnythingDue(end))) return;
      const next = time.nextDue();
      if (next === null || next > end) break;
      await time.run(next - time.now(), settle);
    }
    await time.run(Math.max(0, end - time.now()), settle);
  }

  /** What is under way is brought to its end, in time that nobody is told of any more. */
  async close(): Promise<void> {
    const { time } = this.setup;
    this.closed = true;
    let ended = false;
    const ending = this.end().finally(() => {
      ended = true;
    });
    for (await this.settle(); !ended; ) {
      await time.run(Math.max(0, (time.nextDue() ?? time.now()) - time.now()), () => this.settle());
    }
    await ending;
  }

  private async end(): Promise<void> {
    await this.engine.recover.stop();
    await this.ports.queue.close();
  }

  private async isAnythingDue(end: number): Promise<boolean> {
    return (await this.ports.tasks.due({ before: end + 1, limit: 1 })).length > 0;
  }

  private async settle(): Promise<void> {
    do await this.setup.turn();
    while (this.busy.size > 0 && (await Promise.race(this.busy).then(() => true)));
  }

  private track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => this.busy.delete(tracked));
    this.busy.add(tracked);
    return tracked;
  }

  private async settled(op: Parameters<TaskEngine['ops']['run']>[0][number]): Promise<TaskResult> {
    const [result] = await this.engine.ops.run([op]);
    await this.settle();
    if (result === undefined) throw new TaktError('bad_request', 'the operation has no result');
    return result;
  }

  private async live(conv_id: number): Promise<LiveProcess> {
    const live = await this.engine.processes.get(conv_id);
    if (live === null) throw new TaktError('bad_process', `process ${conv_id} has no start node`);
    return live;
  }

  private object(kind: NewObject['kind'], title: string, name: string | null, body: JsonObject): NewObject {
    const now = this.setup.time.now();
    const times = { create_time: now, change_time: now };
    return { kind, parent_id: 0, owner_id: OWNER, title, name, status: 'active', ...times, body };
  }

  private async add(object: NewObject): Promise<void> {
    const written = await this.ports.catalog.write([{ do: 'create', object }]);
    if (!written.ok) throw new TaktError('conflict', `there are two ${object.kind} objects named "${object.name}"`);
  }
}

/** Hex digits that follow from the seed and how many were asked for before: simulations repeat themselves. */
export function seededHex(seed: string): (bytes: number) => string {
  let asked = 0;
  return (bytes) => {
    let text = '';
    for (asked++; text.length < bytes * 2; ) text += derivedId(seed, asked, text.length);
    return text.slice(0, bytes * 2);
  };
}
