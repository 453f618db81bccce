/**
 * Whatever is uploaded, the server answers: with what it made of it and what is wrong, or with a failure in words. What
 * it deploys takes tasks, and each of them stands somewhere for a reason. It never stops answering others.
 */
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { mutant } from '../fixtures/mutants.ts';
import { exported, go, node } from '../model/exports.ts';
import { listOf, one, request, type Served, withServer } from './harness.ts';

const COUNT = process.env.TAKT_LONG === undefined ? 500 : 10_000;
/** What a sentence of an error must at least be. */
const WORDS = /\p{L}{2,} .*\p{L}{2,}/u;
const MINUTES = 10 * 60_000;

jest.setTimeout(3_600_000);

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((item) => (isObject(item) ? [String(item.message)] : [])) : [];
}

/** Uploads one export, tries what was made of it, and throws it away. What happened is told. */
async function tryOut(served: Served, text: string): Promise<'refused' | 'with errors' | 'deployed'> {
  const made = await one(served, { type: 'create', obj: 'obj_scheme', folder_id: 0, scheme: text });
  if (made.proc !== 'ok') {
    expect(made.description).toMatch(WORDS);
    return 'refused';
  }
  const errors = listOf(made, 'errors');
  for (const { errors: list } of errors) {
    expect(texts(list)).not.toEqual([]);
    for (const message of texts(list)) expect(message).toMatch(WORDS);
  }
  const convs = listOf(made, 'scheme').filter(({ obj_type }) => obj_type === 'conv');
  for (const { obj_id } of convs)
    await tryTask(
      served,
      obj_id as number,
      errors.some((row) => row.obj_id === obj_id),
    );
  for (const { obj_id, obj_type } of listOf(made, 'scheme')) {
    await one(served, { type: 'delete', obj: String(obj_type), obj_id: obj_id as number });
    await one(served, { type: 'destroy', obj: String(obj_type), obj_id: obj_id as number });
  }
  return errors.length > 0 ? 'with errors' : 'deployed';
}

/** A task in it is refused in words, or it is somewhere for a reason after a while. */
async function tryTask(served: Served, conv_id: number, paused: boolean): Promise<void> {
  const data = { a: '1', b: { c: [1, 'x'] } };
  const task = await one(served, { type: 'create', obj: 'task', conv_id, ref: 'r', data });
  if (task.proc !== 'ok') {
    expect(task.description).toMatch(/\p{L}/u);
    return;
  }
  expect(paused).toBe(false);
  const { clock, ports } = served.world;
  await clock.run(MINUTES);
  const found = await ports.tasks.load({ conv_id, ref: 'r' });
  if (found === null || found.wait === null) return;
  expect(found.wait.code ?? '').not.toBe('engine_failed');
  await one(served, { type: 'modify', obj: 'task', conv_id, ref: 'r', data: { status: 'success' } });
}

async function lives(served: Served): Promise<void> {
  expect((await request(`${served.url}/health`)).status).toBe(200);
  const scheme = JSON.stringify(exported([node('start', 1, [go('end')]), node('end', 2, [])]));
  const made = await one(served, { type: 'create', obj: 'obj_scheme', folder_id: 0, scheme });
  const conv_id = (listOf(made, 'scheme')[0] as JsonObject).obj_id as number;
  const task = await one(served, { type: 'create', obj: 'task', conv_id, ref: 'alive', data: { still: 'here' } });
  expect(task.proc).toBe('ok');
}

test(`${COUNT} mutants of exports are uploaded and tried, and the server answers each of them and lives`, async () => {
  await withServer({}, async (served) => {
    const told = { refused: 0, 'with errors': 0, deployed: 0 };
    for (let i = 0; i < COUNT; i++) {
      const text = mutant(`upload ${i}`);
      try {
        told[await tryOut(served, text)]++;
      } catch (error) {
        throw new Error(`mutant ${i} of ${text.slice(0, 4000)}`, { cause: error });
      }
      if (i % 100 === 0) await lives(served);
    }
    await lives(served);
    expect(served.world.log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
    // All three ends are reached, so none goes unseen.
    for (const count of Object.values(told)) expect(count).toBeGreaterThan(COUNT / 50);
  });
});
