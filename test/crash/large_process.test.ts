/**
 * 150 nodes with loops, escalations and chains of calls, in lives made from a seed each: servers die, the queue loses,
 * repeats and mixes up jobs, requests fail, called processes are paused. What every task comes to is known beforehand.
 */

import { type Prng, prng } from '../../src/base/prng.ts';
import type { Repeat } from '../../src/model/effect.ts';
import { type Arrival, keyOf, type Reply } from './callee.ts';
import { HEALED_MS, World } from './harness.ts';
import {
  answered,
  type Called,
  CHAIN,
  largeProcess,
  NODES,
  type Order,
  outcome,
  repeatAt,
  STATIONS,
} from './large_process.ts';
import { brokenLaws } from './laws.ts';
import { faults } from './simulator.ts';
import { go } from './sketch.ts';

const { TAKT_SEED, TAKT_LONG } = process.env;
const FIRST = Number(TAKT_SEED ?? 1);
const COUNT = TAKT_SEED !== undefined ? 1 : TAKT_LONG === undefined ? 100 : 1000;
const SECOND = 1000;
/** The longest, where every step is one that the sweeper finds. */
const HEALING_MS = 4 * 3_600_000;

jest.setTimeout(3_600_000);

/** How often a request may arrive. */
const MOST: Record<Repeat, number> = { never: 1, once: 2, always: Number.POSITIVE_INFINITY };

interface Parts {
  random: Prng;
  weather: { stormy: boolean };
  world: World;
  /** The processes that are called, one by the other. */
  chains: { first: number; second: number; third: number };
  sink: number;
  conv_id: number;
}

class Bank {
  private readonly parts: Parts;
  private readonly orders = new Map<string, Order>();

  private constructor(parts: Parts) {
    this.parts = parts;
  }

  static async open(seed: number): Promise<Bank> {
    const random = prng(`large ${seed}`);
    const weather = { stormy: true };
    const world = await World.open(faults(random, weather));
    const third = await world.deploy('third', CHAIN.third(0));
    const second = await world.deploy('second', CHAIN.second(third));
    const first = await world.deploy('first', CHAIN.first(second));
    const sink = await world.deploy('sink', [{ id: 's', logics: [go('end')] }, { id: 'end' }]);
    const called: Called = { chain: first, sink, url: world.callee.url };
    const conv_id = await world.deploy('large', largeProcess(called));
    return new Bank({ random, weather, world, chains: { first, second, third }, sink, conv_id });
  }

  async run(): Promise<string[]> {
    const { random, world } = this.parts;
    world.callee.reply = (arrival) => this.answer(arrival);
    world.begin();
    for (let i = random.int(1, 4); i > 0; i--) await this.order(`r${i}`);
    for (let step = 0; step < 40; step++) await this.storm();
    await this.heal();
    const wrong = [...(await this.judge()), ...(await brokenLaws(world))];
    world.close();
    return wrong;
  }

  private async order(ref: string): Promise<void> {
    const order = { total: this.parts.random.int(0, 999), rounds: this.parts.random.int(1, 3) };
    await this.parts.world.createSurely(this.parts.conv_id, ref, { ...order });
    this.orders.set(ref, order);
  }

  private answer({ path, body }: Arrival): Reply {
    const { x } = JSON.parse(body) as { x: number };
    const chance = this.parts.weather.stormy ? this.parts.random.int(0, 99) : 99;
    if (chance < 10) return { status: 503, body: '{}' };
    if (chance < 15) return { lost: 'failed_connect', sent: false };
    if (chance < 20) return { lost: 'reset', sent: true, after_ms: this.parts.random.int(1, 5000) };
    const answer = { status: 200, body: JSON.stringify({ z: answered(Number(path.slice(1)), x) }) };
    return chance < 40 ? { ...answer, after_ms: this.parts.random.int(1, 20) * SECOND } : answer;
  }

  private async storm(): Promise<void> {
    const { random, world, chains } = this.parts;
    await world.pass(random.int(0, 20) * SECOND);
    const chance = random.int(0, 99);
    if (chance < 10) await this.answerCallbacks();
    else if (chance < 20) await this.pauseOrResume([chains.first, chains.second, chains.third][random.int(0, 2)] ?? 0);
    else if (chance < 25) await world.emptyQueue();
    else if (chance < 30) world.clock.step(random.int(-20, 20) * SECOND);
    else if (chance < 40) world.besides(random.int(1, 60) * SECOND);
  }

  private async pauseOrResume(conv_id: number): Promise<void> {
    if (await this.isPaused(conv_id)) await this.resume(conv_id);
    else await this.parts.world.setStatus(conv_id, 'paused');
  }

  private async isPaused(conv_id: number): Promise<boolean> {
    return (await this.parts.world.store.catalog.read('conv', conv_id))?.status === 'paused';
  }

  /** Once: a server that dies over it leaves the rest to the next one. */
  private async resume(conv_id: number): Promise<void> {
    await this.parts.world.setStatus(conv_id, 'active');
    await this.parts.world.ask(({ engine }) => engine.release(conv_id));
  }

  private async answerCallbacks(): Promise<void> {
    for (const ref of this.orders.keys()) {
      const task = await this.parts.world.store.tasks.load({ conv_id: this.parts.conv_id, ref });
      if (task?.wait?.kind !== 'callback') continue;
      await this.parts.world.modify({ conv_id: this.parts.conv_id, obj_id: task.obj_id }, { said: 'yes' });
    }
  }

  private async heal(): Promise<void> {
    this.parts.weather.stormy = false;
    this.parts.world.calm();
    await this.parts.world.pass(5 * SECOND);
    for (const conv_id of Object.values(this.parts.chains))
      if (await this.isPaused(conv_id)) await this.resume(conv_id);
    for (let passed = 0; passed < HEALING_MS && (await this.unfinished()).length > 0; passed += 30 * SECOND) {
      await this.parts.world.pass(30 * SECOND);
      await this.answerCallbacks();
    }
    await this.parts.world.pass(HEALED_MS);
  }

  private async unfinished(): Promise<string[]> {
    const left: string[] = [];
    for (const ref of this.orders.keys()) {
      const task = await this.parts.world.task(this.parts.conv_id, ref);
      if (task.node_id !== 'end') left.push(`${ref} stands in ${task.node_id}`);
    }
    return left;
  }

  private async judge(): Promise<string[]> {
    const wrong = await this.unfinished();
    let sum = 0;
    let calls = 0;
    for (const [ref, order] of this.orders) {
      const { data } = await this.parts.world.task(this.parts.conv_id, ref);
      const totals = outcome(order);
      totals.forEach((total, k) => {
        if (data[`after${k}`] !== total) wrong.push(`${ref} left station ${k} with ${data[`after${k}`]}, not ${total}`);
      });
      sum += totals.at(-1) ?? 0;
      calls += order.rounds * STATIONS;
    }
    for (const [name, conv_id] of Object.entries(this.parts.chains)) {
      const made = (await this.parts.world.tasksIn(conv_id, 'end')).length;
      if (made !== calls) wrong.push(`${name} was called ${made} times, not ${calls}`);
    }
    const told = (await this.parts.world.tasksIn(this.parts.sink, 'end')).length;
    if (told !== this.orders.size) wrong.push(`the sink was told ${told} times, not ${this.orders.size}`);
    const sums = await this.parts.world.store.archive.sums(this.parts.conv_id, 'add');
    const added = sums.map(({ total }) => total);
    if (added.length !== 1 || added[0] !== sum) wrong.push(`the node adds up to ${added}, not ${sum}`);
    return [...wrong, ...this.judgeRequests()];
  }

  /** What may not be repeated was not, and never while it was being done. */
  private judgeRequests(): string[] {
    const { arrivals, overlapping } = this.parts.world.callee;
    const most = ({ path }: Arrival): number => MOST[repeatAt(Number(path.slice(1)))];
    const times = new Map<string, number>();
    for (const arrival of arrivals) times.set(keyOf(arrival), (times.get(keyOf(arrival)) ?? 0) + 1);
    const tooMany = arrivals.filter((arrival) => (times.get(keyOf(arrival)) ?? 0) > most(arrival));
    const together = overlapping.filter((arrival) => Number.isFinite(most(arrival)));
    return [
      ...tooMany.map((arrival) => `${keyOf(arrival)} was asked more than ${most(arrival)} times`),
      ...together.map((arrival) => `${keyOf(arrival)} was asked again while it was being asked`),
    ];
  }
}

test('the process has 150 nodes', () => {
  expect(largeProcess({ chain: 1, sink: 2, url: '' })).toHaveLength(NODES);
});

test(`in ${COUNT} lives every task of a large process comes to what arithmetic says, and nothing is done twice`, async () => {
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const wrong = await (await Bank.open(seed)).run().catch((error: unknown) => [String(error)]);
    if (wrong.length === 0) continue;
    const again = `to repeat it: TAKT_SEED=${seed} npx jest test/crash/large_process`;
    throw new Error([`seed ${seed}; ${again}`, ...wrong].join('\n'));
  }
});
