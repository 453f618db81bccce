/**
 * A whole life of a Takt from one seed. Phase one: random tasks in random processes, while servers die, the queue loses,
 * repeats and mixes up jobs, the clock jumps, requests fail, processes are paused and deployed anew. Phase two: nothing
 * fails any more, and everything must come to its end within a bounded time. Then the outside is asked what happened.
 */
import { type Prng, prng } from '../../src/base/prng.ts';
import type { Reply } from './callee.ts';
import {
  BOARD_REF,
  HELPERS,
  type Helpers,
  marksAllowed,
  processOfStages,
  randomStages,
  type Stage,
} from './grammar.ts';
import { HEALED_MS, World, type WorldOptions } from './harness.ts';
import { brokenLaws } from './laws.ts';
import type { Kill } from './life.ts';

const SECOND = 1000;
const STORM_STEPS = 60;
/** Phase two: the longest chain of stages, each held up by the longest lease. */
const HEALING_MS = 6 * HEALED_MS + 15 * 60 * SECOND;

interface Process {
  conv_id: number;
  stages: Stage[];
  version: number;
}

interface Made {
  process: Process;
  ref: string;
  yes: boolean;
}

interface Parts {
  random: Prng;
  weather: { stormy: boolean };
  world: World;
  helpers: Helpers;
}

export class Simulator {
  private readonly random: Prng;
  private readonly weather: { stormy: boolean };
  private readonly world: World;
  private readonly helpers: Helpers;
  private readonly processes: Process[] = [];
  private readonly made: Made[] = [];
  /** Paths at which a request was answered with a failure, or not at all. */
  private readonly failedPaths = new Set<string>();
  private besidesCount = 0;

  private constructor({ random, weather, world, helpers }: Parts) {
    this.random = random;
    this.weather = weather;
    this.world = world;
    this.helpers = helpers;
  }

  static async open(seed: number): Promise<Simulator> {
    const random = prng(`seed ${seed}`);
    const weather = { stormy: true };
    const world = await World.open(faults(random, weather));
    return new Simulator({ random, weather, world, helpers: await deployHelpers(world) });
  }

  /** What went wrong, in words. */
  async run(): Promise<string[]> {
    await this.prepare();
    for (let step = 0; step < STORM_STEPS; step++) await this.stormStep();
    await this.heal();
    const wrong = [...(await this.judge()), ...(await brokenLaws(this.world))];
    this.world.close();
    return wrong;
  }

  private async prepare(): Promise<void> {
    for (let i = this.random.int(1, 3); i > 0; i--) {
      const stages = randomStages(this.random);
      const conv_id = await this.world.deploy(`p${i}`, processOfStages(stages, this.helpers));
      this.processes.push({ conv_id, stages, version: 1 });
    }
    await this.world.createSurely(this.helpers.board, BOARD_REF, { n: 0 });
    this.world.callee.reply = ({ path }, nth) => this.answer(path, nth);
    this.world.begin();
  }

  private answer(path: string, nth: number): Reply {
    const good: Reply = { status: 200, body: `{"at${path.split('/')[2]}":${nth}}` };
    const chance = this.weather.stormy ? this.random.int(0, 99) : 99;
    if (chance < 8) {
      this.failedPaths.add(path);
      return { status: 500, body: '{}' };
    }
    if (chance < 16) {
      this.failedPaths.add(path);
      return { lost: 'reset', sent: true, after_ms: this.random.int(1, 5000) };
    }
    return chance < 24 ? { ...good, after_ms: this.random.int(1, 45) * SECOND } : good;
  }

  private async stormStep(): Promise<void> {
    const { random, world } = this;
    await world.pass(random.int(0, 3000));
    const chance = random.int(0, 99);
    if (chance < 40) await this.makeTask();
    else if (chance < 60) await this.answerCallbacks();
    else if (chance < 66) await this.deployAnew();
    else if (chance < 70) await this.pauseOrResume();
    else if (chance < 74) world.clock.step(random.int(-20, 20) * SECOND);
    else if (chance < 78) await world.emptyQueue();
    else if (chance < 82) this.besides();
  }

  private besides(): void {
    this.besidesCount++;
    this.world.besides(this.random.int(1, 60) * SECOND);
  }

  private async makeTask(): Promise<void> {
    if (this.made.length >= 12) return;
    const process = this.processes[this.random.int(0, this.processes.length - 1)] as Process;
    const yes = this.random.int(0, 1) === 1;
    const ref = `r${this.made.length}`;
    const conditions = Object.fromEntries(process.stages.map((_, i) => [`c${i}`, yes ? 'yes' : 'no']));
    const object = await this.world.store.catalog.read('conv', process.conv_id);
    if (object?.status !== 'active') return;
    await this.world.create(process.conv_id, ref, conditions);
    this.made.push({ process, ref, yes });
  }

  /** A person looks where tasks wait, and answers; where no answer comes back, the person looks again another time. */
  private async answerCallbacks(): Promise<void> {
    for (const { process, ref } of this.made) {
      const task = await this.world.store.tasks.load({ conv_id: process.conv_id, ref });
      if (task?.wait?.kind !== 'callback') continue;
      await this.world.modify(
        { conv_id: process.conv_id, obj_id: task.obj_id },
        { told: `${ref}/${task.node_id.slice(1)}` },
      );
    }
  }

  private async deployAnew(): Promise<void> {
    const process = this.processes[this.random.int(0, this.processes.length - 1)] as Process;
    process.version++;
    await this.world.redeploy(process.conv_id, process.version, processOfStages(process.stages, this.helpers));
  }

  private async pauseOrResume(): Promise<void> {
    const { conv_id } = this.processes[this.random.int(0, this.processes.length - 1)] as Process;
    const object = await this.world.store.catalog.read('conv', conv_id);
    const resumed = object?.status === 'paused';
    await this.world.setStatus(conv_id, resumed ? 'active' : 'paused');
    if (resumed) await this.world.ask(({ engine }) => engine.release(conv_id));
  }

  private async heal(): Promise<void> {
    this.weather.stormy = false;
    this.world.calm();
    await this.world.pass(5 * SECOND);
    for (const { conv_id } of this.processes) {
      await this.world.setStatus(conv_id, 'active');
      await this.world.ask(({ engine }) => engine.release(conv_id));
    }
    for (let passed = 0; passed < HEALING_MS && (await this.unfinished()).length > 0; passed += 10 * SECOND) {
      await this.world.pass(10 * SECOND);
      await this.answerCallbacks();
    }
    await this.world.pass(HEALED_MS);
  }

  private async unfinished(): Promise<string[]> {
    const left: string[] = [];
    for (const { process, ref } of this.made) {
      const task = await this.world.store.tasks.load({ conv_id: process.conv_id, ref });
      if (task !== null && task.node_id !== 'end') left.push(`${ref} stands in ${task.node_id}`);
    }
    return left;
  }

  private async judge(): Promise<string[]> {
    const wrong = await this.unfinished();
    let told = 0;
    for (const one of this.made) {
      const { conv_id, stages } = one.process;
      const tasks = (await this.world.tasksIn(conv_id, 'end')).filter((task) => task.ref === one.ref);
      if (tasks.length > 1) wrong.push(`${one.ref} exists ${tasks.length} times`);
      for (const { data } of tasks) {
        wrong.push(...(await this.judgeTask(one, String(data.trace ?? ''))).map((what) => `${one.ref}: ${what}`));
        told += stages.filter(({ kind }) => kind === 'board').length;
      }
    }
    const board = await this.world.task(this.helpers.board, BOARD_REF);
    if (Number(board.data.n) !== told) wrong.push(`the board counts ${board.data.n}, not ${told}`);
    return wrong;
  }

  private async judgeTask(one: Made, trace: string): Promise<string[]> {
    const marks = trace.split(';').slice(0, -1);
    const { stages } = one.process;
    if (marks.length !== stages.length) return [`${stages.length} stages left the trace ${trace}`];
    const wrong: string[] = [];
    for (const [i, stage] of stages.entries()) {
      const mark = marksAllowed(stage, i, one).find((allowed) => marks[i] === `${i}:${allowed}`);
      if (mark === undefined) wrong.push(`stage ${i} (${stage.kind}) left "${marks[i]}"`);
      else wrong.push(...(await this.judgeOutside(one.ref, i, stage, mark)));
    }
    return wrong;
  }

  private async judgeOutside(ref: string, i: number, stage: Stage, mark: string): Promise<string[]> {
    if (stage.kind === 'api') return this.judgeRequest(`/${ref}/${i}`, stage, mark);
    const { sink, mute, repliers } = this.helpers;
    const where = { copy: sink, mute, rpc: repliers[stage.replier] }[stage.kind as 'copy' | 'mute' | 'rpc'];
    if (where === undefined) return [];
    const tasks = await this.world.tasksIn(where, 'end');
    const times = tasks.filter(({ data }) => data.from === ref && data.stage === String(i)).length;
    return times === 1 ? [] : [`stage ${i} (${stage.kind}) made ${times} tasks`];
  }

  private judgeRequest(path: string, { repeat }: Stage, mark: string): string[] {
    const times = this.world.callee.times(path);
    const most = { never: 1, once: 2, always: Number.POSITIVE_INFINITY }[repeat];
    if (repeat !== 'always' && this.world.callee.overlapping.some((arrival) => arrival.path === path))
      return [`${path} was asked again while it was being asked, with repeat ${repeat}`];
    if (times > most) return [`${path} was asked ${times} times with repeat ${repeat}`];
    if (mark === 'ok' && times === 0) return [`${path} was never asked, and the task says it was`];
    if (mark === 'ok' || mark === 'api_expire_query' || this.failedPaths.has(path)) return [];
    // Without a failure out there, only a death can have cost the answer, and only where it may not be asked again.
    const excused = mark === 'api_in_doubt' && repeat !== 'always' && this.someDeath();
    return excused ? [] : [`${path} failed as ${mark} without a reason, with repeat ${repeat}`];
  }

  private someDeath(): boolean {
    return this.world.deaths.length + this.besidesCount > 0;
  }
}

/** What fails in this life, and how often; in some the queue loses everything for ever. */
export function faults(random: Prng, weather: { stormy: boolean }): WorldOptions {
  const loss = random.int(0, 40);
  const repeats = random.int(0, 40);
  const slow = random.int(0, 60);
  const useless = random.int(0, 9) === 0;
  const mischief = (): number => {
    if (useless) return 0;
    if (!weather.stormy || random.int(0, 99) >= loss + repeats) return 1;
    return random.int(0, loss + repeats) < loss ? 0 : 2;
  };
  const kills = Array.from({ length: random.int(0, 10) }, (): Kill => {
    return { at: random.int(1, 100), mode: random.int(0, 1) === 0 ? 'before' : 'after' };
  });
  const disorder_ms = (): number => (weather.stormy && random.int(0, 3) === 0 ? random.int(0, 5000) : 0);
  const latency_ms = (): number => (random.int(0, 99) < slow ? random.int(1, 3) : 0);
  const lost_lock_ms = (): number => (weather.stormy && random.int(0, 3) === 0 ? random.int(1, 10_000) : 0);
  return { kills, mischief, disorder_ms, latency_ms, lost_lock_ms };
}

async function deployHelpers(world: World): Promise<Helpers> {
  const deploy = (name: keyof typeof HELPERS): Promise<number> => world.deploy(name, HELPERS[name]);
  return {
    sink: await deploy('sink'),
    board: await deploy('board'),
    mute: await deploy('mute'),
    repliers: { at_once: await deploy('at_once'), later: await deploy('later'), twice: await deploy('twice') },
    url: world.callee.url,
  };
}
