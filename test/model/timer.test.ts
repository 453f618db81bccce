/** The documented rule for the unit of a timer, and what it makes of the forms that are found in exports. */
import { isTimerTemplate, isUnitAmbiguous, type TimerValue, timerMs } from '../../src/model/timer.ts';

const MINUTE = 60_000;

function timer(value: number | string, dimension: TimerValue['dimension'] = 'sec'): TimerValue {
  return { value, dimension };
}

describe('a literal timer', () => {
  test.each([
    [30, 'sec', 30_000],
    [1.5, 'sec', 1500],
    [600, 'sec', 10 * MINUTE],
  ] as const)('of %s %s counts seconds', (value, dimension, ms) => {
    expect(timerMs(timer(value, dimension))).toBe(ms);
    expect(isUnitAmbiguous(timer(value, dimension))).toBe(false);
  });

  test.each([
    [10, 'min', 10 * MINUTE],
    [25, 'min', 25 * MINUTE],
    [90, 'min', 90 * MINUTE],
    [0.5, 'min', MINUTE / 2],
    [2, 'hour', 120 * MINUTE],
    [14, 'day', 14 * 24 * 60 * MINUTE],
  ] as const)('of %s %s counts units, as people write it', (value, dimension, ms) => {
    expect(timerMs(timer(value, dimension))).toBe(ms);
    expect(isUnitAmbiguous(timer(value, dimension))).toBe(false);
  });

  test.each([
    [600, 'min', 10 * MINUTE],
    [60, 'min', MINUTE],
    [1800, 'min', 30 * MINUTE],
    [3600, 'hour', 60 * MINUTE],
    [86_400, 'day', 24 * 60 * MINUTE],
    [172_800, 'day', 48 * 60 * MINUTE],
  ] as const)('of %s %s counts seconds, as the editor writes it, and is called ambiguous', (value, dimension, ms) => {
    expect(timerMs(timer(value, dimension))).toBe(ms);
    expect(isUnitAmbiguous(timer(value, dimension))).toBe(true);
  });

  test('may stand as text', () => {
    expect(timerMs(timer('10', 'min'))).toBe(10 * MINUTE);
    expect(timerMs(timer(' 45 '))).toBe(45_000);
  });

  test('may be zero or below, which validation refuses', () => {
    expect(timerMs(timer(0))).toBe(0);
    expect(timerMs(timer(-60, 'min'))).toBe(-60 * MINUTE);
  });
});

test.each(['{{at}}', '<<at>>', '$.math({{a}}+1)', '1{{a}}'])(
  '%s is an instant that is evaluated, not a duration',
  (value) => {
    expect(timerMs(timer(value, 'min'))).toBeNull();
    expect(isTimerTemplate(value)).toBe(true);
  },
);

test.each(['soon', '', '1e3', '1700000000x'])('%j is neither a duration nor an expression', (value) => {
  expect(timerMs(timer(value))).toBeNull();
  expect(isTimerTemplate(value)).toBe(false);
});
