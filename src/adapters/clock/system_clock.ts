/** The clock of the machine. Node's timers end at 2^31 ms (24.8 days) and would fire at once beyond it, so a longer wait is made of pieces. */
import type { Clock } from '../../ports/clock.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function systemClock(): Clock {
  return { now: () => Date.now(), after };
}

function after(ms: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    const piece = Math.min(left, LONGEST_TIMER_MS);
    timer = setTimeout(() => (left > piece ? wait(left - piece) : callback()), piece);
  };
  wait(Math.max(0, ms));
  return () => clearTimeout(timer);
}
