/** Random lives of a Takt, each from one seed: whatever happens in them, the outside finds nothing lost and nothing twice. */
import { Simulator } from './simulator.ts';

const { TAKT_SEED, TAKT_LONG } = process.env;
const FIRST = Number(TAKT_SEED ?? 1);
const COUNT = TAKT_SEED !== undefined ? 1 : TAKT_LONG === undefined ? 100 : 2000;

jest.setTimeout(3_600_000);

async function lifeOf(seed: number): Promise<string[]> {
  return (await Simulator.open(seed)).run();
}

test(`${COUNT} random lives lose nothing and do nothing twice`, async () => {
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const wrong = await lifeOf(seed).catch((error: unknown) => [String(error)]);
    if (wrong.length === 0) continue;
    const again = `to repeat it: TAKT_SEED=${seed} npx jest test/crash/seeds`;
    throw new Error([`seed ${seed}; ${again}`, ...wrong].join('\n'));
  }
});
