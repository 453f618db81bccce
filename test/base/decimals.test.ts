import { addDecimals, LARGEST, sixDecimals } from '../../src/base/decimals.ts';

test('numbers have at most six decimals, and no negative zero', () => {
  expect([sixDecimals(1 / 3), sixDecimals(2), sixDecimals(-0.0000001)]).toEqual([0.333333, 2, 0]);
});

test('a million small additions leave no error behind', () => {
  let total = 0;
  for (let n = 0; n < 1_000_000; n++) total = addDecimals(total, 0.1);
  expect(total).toBe(100_000);
});

test('a total stays at its bound instead of growing past what a number can tell', () => {
  expect(addDecimals(LARGEST, 1)).toBe(LARGEST);
  expect(addDecimals(-LARGEST, -LARGEST)).toBe(-LARGEST);
  expect(addDecimals(LARGEST, -1)).toBe(LARGEST - 1);
});
