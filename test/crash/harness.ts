/**
 * A world in which servers die: one store and one clock outlive them, everything else of a server goes with it. After
 * a death a new server starts on the same store with an empty queue and recovers. What is outside (the callee, the
 * client that made the tasks) judges.
 */
import { VirtualClock } from '../../src/adapters/clock/virtual_clock.ts';
import { MemoryQueue } from '../../src/adapters/queue/memory/memory_queue.ts';
import { openMemoryStore } from '../../src/adapters/store/memory_store.ts';
import type { Store } from '../../src/adapters/store/store.ts';
import { type LiveProcess, processOf } from '../../src/app/processes.ts';
import { makeTaskEngine, type TaskEngine } from '../../src/app/task_engine.ts';
import type { TaskOp, TaskOpResult } from '../../src/app/task_ops.ts';
import type { AppSettings, Ports } from '../../src/app/world.ts';
import type { JsonObject } from '../../src/base/json.ts';
import type { Task } from '../../src/model/task.ts';
import type { CatalogChange, WriteResult } from '../../src/ports/catalog.ts';
import type { CodeSandbox } from '../../src/ports/code_sandbox.ts';
import type { Job, Queue } from '../../src/ports/queue.ts';
import type { TaskKey } from '../../src/ports/tasks.ts';
import { countedHex, newsHere, START } from '../fixtures/world.ts';
import { Callee } from './callee.ts';
import { type Kill, Life } from './life.ts';
import { exportText, type NodeSketch } from './sketch.ts';

export const RECOVER_MS = 10_000;
/** The longest anything may be held by something that died: the lease of a request, and the rounds that find it. */
export const HEALED_MS = 90_000 + 4 * RECOVER_MS;

const SETTINGS: AppSettings = {
  min_timer_sec: 1,
  recover_ms: RECOVER_MS,
  public_url: 'http://takt.test',
  deploy_removed_nodes: 'refuse',
};
const RETENTION = { archive_days: 30, history_days: 7, minute_stats_days: 30, hour_stats_days: 730 };
const OWNER = 9001;
/** The next server is up so long after a death. */
const RESTART_MS = 1000;

export interface WorldOptions {
  /** The n-th life dies at the n-th of these; later ones live. */
  kills?: (Kill | null)[];
  /** How the queue misbehaves, see MemoryQueue. */
  mischief?: (job: Job) => number;
  /** By how much a job comes late, ms: jobs overtake each other. */
  disorder_ms?: () => number;
  /** How long a call through a port takes, there and back; without it no time at all. */
  latency_ms?: () => number;
  /** How long after a job was handed out another server is handed it too, as where a lock is lost; 0 is never. */
  lost_lock_ms?: () => number;
  /** The queue refuses every call. */
  broken?: boolean;
  sandbox?: CodeSandbox;
}

/** What a server that died owes its caller: no answer at all. */
export const NO_ANSWER = Symbol('no answer');

export interface Server {
  life: Life;
  ports: Ports;
  queue: MemoryQueue;
  engine: TaskEngine;
}

let worlds = 0;

export class World {
  readonly clock = new VirtualClock(START);
  readonly store: Store;
  readonly callee: Callee;
  /** Those a client was told of: they must never be lost. */
  readonly acknowledged: { conv_id: number; obj_id: string; ref: string }[] = [];
  readonly convs = new Map<string, number>();
  /** The server that runs now, or ran last. */
  server: Server;
  deaths: string[] = [];
  private readonly options: WorldOptions;
  private readonly randomHex = countedHex();
  private readonly jobs = new Set<string>();
  private readonly servers = new Set<Server>();
  private codeRuns = 0;

  private constructor(store: Store, options: WorldOptions) {
    this.store = store;
    this.options = options;
    this.callee = new Callee(this.clock, `run-${++worlds}`);
    this.server = this.boot(null);
  }

  /** With a server that has not died yet and counts its calls from the moment `begin` is called. */
  static async open(options: WorldOptions = {}): Promise<World> {
    const clock: { now(): number } = { now: () => START };
    const store = await openMemoryStore({ now: () => clock.now(), keepFinishedSec: 0, retention: RETENTION });
    const world = new World(store, options);
    clock.now = () => world.clock.now();
    return world;
  }

  /** From here on calls are counted, and the first life may die. */
  begin(): void {
    this.server.life.die('the preparations are over');
    this.deaths = [];
    this.server = this.boot(this.options.kills?.[0] ?? null);
  }

  /** Nobody dies any more. */
  calm(): void {
    this.server.life.kill = null;
    this.options.kills = [];
  }

  /** Nothing of this world does anything any more. */
  close(): void {
    this.options.kills = [];
    this.server.life.die('the test is over');
  }

  /** A server beside the one that runs, as in a cluster; nobody stops it. */
  second(): Server {
    return this.boot(null, false);
  }

  /** Another server works on the same store for a while, and then dies. */
  besides(ms: number): void {
    const { life } = this.second();
    this.clock.after(ms, () => life.die('it was there for a while only'));
  }

  private boot(kill: Kill | null, restarts = true): Server {
    const onDeath = (): void => {
      if (!restarts) return;
      this.deaths.push(life.diedAt ?? '');
      const next = this.options.kills?.[this.deaths.length] ?? null;
      this.clock.after(RESTART_MS, () => {
        if (this.server.life === life) this.server = this.boot(next);
      });
    };
    const life = new Life(kill, onDeath, this.pause);
    const clock = life.clock(this.clock);
    const { mischief } = this.options;
    const queue = new MemoryQueue({ clock, ...(mischief === undefined ? {} : { mischief }) });
    const silent = { error() {}, warn() {}, info() {}, debug() {} };
    const ports: Ports = {
      tasks: life.port('tasks', this.store.tasks),
      archive: life.port('archive', this.store.archive),
      catalog: life.port('catalog', this.store.catalog),
      overview: this.store.overview,
      queue: life.port('queue', this.disordered(queue)),
      http: life.port('http', this.callee),
      sandbox: life.port('sandbox', this.countedSandbox()),
      mail: { send: async () => ({ ok: true, id: '' }), close: async () => undefined },
      database: { query: () => Promise.reject(new Error('no database')), close: async () => undefined },
      git_runner: null,
      ...{ clock, news: newsHere(), log: silent, randomHex: this.randomHex },
    };
    const engine = makeTaskEngine(ports, SETTINGS);
    const server = { life, ports, queue, engine };
    this.servers.add(server);
    void ports.queue.work((job) => {
      this.loseLock(job, server);
      return engine.work.do(job);
    });
    engine.recover.start();
    return server;
  }

  private loseLock(job: Job, first: Server): void {
    const ms = this.options.lost_lock_ms?.() ?? 0;
    if (ms === 0) return;
    this.clock.after(ms, () => {
      for (const server of this.servers) {
        if (server.life.dead) this.servers.delete(server);
        else if (server !== first) void server.engine.work.do(job).catch(() => undefined);
      }
    });
  }

  private readonly pause = async (): Promise<void> => {
    const ms = this.options.latency_ms?.() ?? 0;
    if (ms > 0) await new Promise<void>((resolve) => this.clock.after(ms, resolve));
  };

  private disordered(queue: Queue): Queue {
    const { disorder_ms, broken } = this.options;
    const late = (job: Job): Job => ({ ...job, due: Math.max(job.due, this.clock.now()) + (disorder_ms?.() ?? 0) });
    const add: Queue['add'] = async (jobs) => {
      if (broken) throw new Error('the queue is away');
      for (const { id } of jobs) this.jobs.add(id);
      return queue.add(disorder_ms === undefined ? jobs : jobs.map(late));
    };
    return new Proxy(queue, { get: (port, key) => (key === 'add' ? add : Reflect.get(port, key).bind(port)) });
  }

  /** Takes all jobs away, as FLUSHALL does; answers how many. Later jobs are taken as ever. */
  async emptyQueue(): Promise<number> {
    const ids = [...this.jobs];
    this.jobs.clear();
    const { waiting, delayed } = await this.server.queue.sizes();
    await this.server.queue.remove(ids.map((id) => ({ id })));
    return waiting + delayed;
  }

  /** Code may run outside the event loop: time stands still until it has. */
  private countedSandbox(): CodeSandbox {
    const sandbox = this.options.sandbox;
    const run: CodeSandbox['run'] = async (job) => {
      if (sandbox === undefined) return { data: job.data };
      this.codeRuns++;
      return sandbox.run(job).finally(() => this.codeRuns--);
    };
    return { run, check: async () => null, close: async () => undefined };
  }

  /** Waits until everything that needs no time has happened. */
  readonly settle = async (): Promise<void> => {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.codeRuns > 0);
  };

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    await this.clock.run(ms, this.settle);
    await this.settle();
  }

  /** Makes a process, deployed. The store itself is asked: this is no part of what may fail. */
  async deploy(name: string, nodes: NodeSketch[] | string, conv_type?: string): Promise<number> {
    const text = typeof nodes === 'string' ? nodes : exportText(name, nodes, conv_type);
    if (processOf(text) === null) throw new Error(`process ${name} has no start`);
    const now = this.clock.now();
    const common = { parent_id: 0, owner_id: OWNER, title: name, status: 'active', create_time: now, change_time: now };
    const written = await this.write([
      { do: 'create', object: { ...common, kind: 'conv', name: null, body: { sign_key: 'key' } } },
      { do: 'put_draft', version: { conv_id: 0, version: 1, text, user_id: OWNER, create_time: now } },
      { do: 'deploy', conv_id: 0, version: 1, removed: [], even_occupied: false },
    ]);
    const id = written.objects[0]?.id ?? 0;
    this.convs.set(name, id);
    return id;
  }

  /** Another version of a process becomes live, behind the back of whoever remembers the one before. */
  async redeploy(conv_id: number, version: number, nodes: NodeSketch[], name = 'again'): Promise<void> {
    const text = exportText(name, nodes);
    await this.write([
      { do: 'put_draft', version: { conv_id, version, text, user_id: OWNER, create_time: this.clock.now() } },
      { do: 'deploy', conv_id, version, removed: [], even_occupied: true },
    ]);
  }

  async setStatus(conv_id: number, status: string): Promise<void> {
    const object = await this.store.catalog.read('conv', conv_id);
    if (object !== null) await this.write([{ do: 'update', object: { ...object, status } }]);
  }

  async write(changes: CatalogChange[]): Promise<Extract<WriteResult, { ok: true }>> {
    const written = await this.store.catalog.write(changes);
    if (!written.ok) throw new Error(JSON.stringify(written));
    return written;
  }

  /** A caller's request to the server that runs now: its answer, or none where the server died meanwhile. */
  async ask<T>(request: (server: Server) => Promise<T>): Promise<T | typeof NO_ANSWER> {
    const { server } = this;
    const got: { value?: T; error?: unknown; settled: boolean } = { settled: false };
    request(server).then(
      (value) => Object.assign(got, { value, settled: true }),
      (error) => Object.assign(got, { error, settled: true }),
    );
    await this.settle();
    for (let turns = 0; !got.settled && !server.life.dead && turns < 1000; turns++) await this.pass(1);
    if (got.settled && got.error !== undefined) throw got.error;
    if (!got.settled && !server.life.dead) throw new Error('the request is never answered');
    return got.settled ? (got.value as T) : NO_ANSWER;
  }

  /** Makes a task once; null where no answer came. */
  async create(conv_id: number, ref: string, data: JsonObject = {}): Promise<Task | null> {
    const got = await this.op(conv_id, (live) => ({ do: 'create', live, ref, data, user_id: OWNER }));
    if (got === NO_ANSWER) return null;
    if ('failure' in got) throw new Error(JSON.stringify(got.failure));
    this.acknowledged.push({ conv_id, obj_id: got.task.obj_id, ref });
    return got.task;
  }

  /** As a careful client makes a task that waits: again with the same reference until it is there. */
  async createSurely(conv_id: number, ref: string, data: JsonObject = {}): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      const got = await this.op(conv_id, (live) => ({ do: 'create', live, ref, data, user_id: OWNER }));
      if (got === NO_ANSWER) {
        await this.pass(2 * RESTART_MS);
        continue;
      }
      if ('failure' in got && got.failure.code !== 'not_unical_ref') throw new Error(JSON.stringify(got.failure));
      if ('task' in got) this.acknowledged.push({ conv_id, obj_id: got.task.obj_id, ref });
      return;
    }
    throw new Error(`no server lives long enough to make ${ref}`);
  }

  modify(key: TaskKey, data: JsonObject): Promise<TaskOpResult | typeof NO_ANSWER> {
    return this.op(key.conv_id, (live) => ({ do: 'modify', live, key, data, user_id: OWNER }));
  }

  private async op(conv_id: number, make: (live: LiveProcess) => TaskOp): Promise<TaskOpResult | typeof NO_ANSWER> {
    return this.ask(async ({ engine }) => {
      const live = await engine.processes.get(conv_id);
      if (live === null) throw new Error(`nothing runs in process ${conv_id}`);
      const [result] = await engine.ops.run([make(live)]);
      if (result === undefined) throw new Error('an operation is answered');
      return result;
    });
  }

  async task(conv_id: number, ref: string): Promise<Task> {
    const task = await this.store.tasks.load({ conv_id, ref });
    if (task === null) throw new Error(`no task ${ref} in process ${conv_id}`);
    return task;
  }

  /** The tasks that stand in a node, or are kept there. */
  async tasksIn(conv_id: number, node_id: string): Promise<Task[]> {
    const page = { conv_id, node_id, limit: 10_000, offset: 0, order: 'ASC' as const };
    return await this.store.archive.in_node(page);
  }

  /** Nodes of the live version. */
  async nodesOf(conv_id: number): Promise<{ id: string; final: boolean }[]> {
    const version = await this.store.catalog.version(conv_id, 'live');
    const process = processOf(version?.text ?? '');
    return (process?.nodes ?? []).map(({ id, obj_type }) => ({ id, final: obj_type === 2 }));
  }
}
