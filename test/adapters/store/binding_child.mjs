/**
 * Binds strange values to a statement of libsql, in a process of its own because one that slips through ends it.
 * Arguments: the folder of the built store, a seed. Prints how many were stored and how many refused.
 */
import Database from 'libsql';

const [built, seed] = process.argv.slice(2);
const { bind } = await import(`${built}/bind.js`);
const { prng } = await import(`${built}/../../base/prng.js`);
const random = prng(seed);
const statement = new Database(':memory:').prepare('select ?, ?').raw();

const makers = [
  () => true,
  () => undefined,
  () => ({ a: 1 }),
  () => [],
  () => new Date(),
  () => Symbol('s'),
  () => () => 1,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -0,
  () => random.int(-5, 5) / 3,
  () => 2n ** 63n,
  () => -(2n ** 63n),
  () => BigInt(random.int(0, 1000)),
  () => null,
  () => Buffer.alloc(random.int(0, 3)),
  () => new Uint8Array(random.int(0, 3)),
  () => new Float64Array(1),
  () => new ArrayBuffer(2),
  () => Object.create(null),
  () => new String('boxed'),
  () => '',
  () => 'a\u0000b',
  () => '\ud800',
  () => 'text'.repeat(random.int(0, 1000)),
];
const any = () => makers[random.int(0, makers.length - 1)]();
const calls = [() => [any(), any()], () => [any(), any()], () => [any(), any()], any];

let [stored, refused] = [0, 0];
for (let i = 0; i < 20_000; i++) {
  const values = calls[random.int(0, calls.length - 1)]();
  let bound;
  try {
    bound = bind(values);
  } catch {
    refused++;
    continue;
  }
  if (bound.length === 2) statement.get(bound);
  stored++;
}
console.log(JSON.stringify({ stored, refused }));
