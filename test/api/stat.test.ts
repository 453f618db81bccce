/** How many tasks came and went: to the minute, in the hours and days of a place. */
import type { JsonObject } from '../../src/base/json.ts';
import { HOUR_TIMER, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN, START } from '../fixtures/world.ts';
import { listOf, one, type Served, serve } from './harness.ts';

let served: Served;
let conv_id = 0;
beforeEach(async () => {
  served = await serve();
  const text = JSON.stringify(rawChain({ semaphors: [HOUR_TIMER] }));
  const { scheme } = await served.world.importing.importScheme(ADMIN, 0, text, { deploy: true });
  conv_id = scheme[0]?.obj_id ?? 0;
  // At 12:00, 12:20 and 12:50 of 15 January 2024; an hour later each goes on.
  for (const minutes of [0, 20, 30]) {
    await served.world.clock.run(minutes * 60_000);
    await served.world.addTask(conv_id, {});
  }
  await served.world.clock.run(3 * 3_600_000);
});
afterEach(() => served.close());

const NOON = START / 1000;

async function stat(fields: JsonObject): Promise<JsonObject[]> {
  const op = { type: 'show', obj: 'stat', conv_id, node_id: WORK, start: NOON, end: NOON + 7200, ...fields };
  return listOf(await one(served, op), 'data');
}

test('the sum of a time is exact to the minute, wherever it begins and ends', async () => {
  const sums = async (from: number, to: number): Promise<JsonObject[]> =>
    stat({ group: 'all', node_ids: [WORK], start: NOON + from * 60, end: NOON + to * 60 });
  expect(await sums(0, 120)).toMatchObject([{ id: WORK, title: 'Work', in: 3, out: 3 }]);
  expect(await sums(10, 40)).toMatchObject([{ in: 1, out: 0 }]);
  expect(await sums(10, 75)).toMatchObject([{ in: 2, out: 1 }]);
  expect(await sums(-600, 21)).toMatchObject([{ in: 2, out: 0 }]);
  expect(await sums(51, 600)).toMatchObject([{ in: 0, out: 3 }]);
});

test('an interval is shown whole, under its beginning, wherever the time asked for begins', async () => {
  const hours = [
    { date: '2024-01-15 12:00:00', in: 3, out: 0 },
    { date: '2024-01-15 13:00:00', in: 0, out: 3 },
  ];
  expect(await stat({ interval: 'hour' })).toEqual(hours);
  expect(await stat({ interval: 'hour', start: NOON - 30 })).toEqual(hours);
  expect(await stat({ interval: 'hour', start: NOON + 600 })).toEqual(hours);
  expect(await stat({ interval: 'minute', start: NOON + 1219, end: NOON + 1261 })).toEqual([
    { date: '2024-01-15 12:20:00', in: 1, out: 0 },
  ]);
});

test('days and hours are those of the place', async () => {
  expect(await stat({ interval: 'day', timezone_offset: 720 })).toEqual([
    { date: '2024-01-15 00:00:00', in: 3, out: 3 },
  ]);
  expect(await stat({ interval: 'day', timezone_offset: 750 })).toEqual([
    { date: '2024-01-14 00:00:00', in: 2, out: 0 },
    { date: '2024-01-15 00:00:00', in: 1, out: 3 },
  ]);
  expect(await stat({ interval: 'hour', timezone_offset: -180, timestamp: true })).toEqual([
    { date: NOON, in: 3, out: 0 },
    { date: NOON + 3600, in: 0, out: 3 },
  ]);
});
