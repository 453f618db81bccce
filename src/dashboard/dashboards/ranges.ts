/** Times that charts are shown of, as instants: from a choice, now, in the person's own time zone. */
export const RANGES = [
  ...['online', 'last10minute', 'lastHour', 'today', 'last24hour', 'lastWeek', 'lastMonth'],
  ...['previous_hour', 'previous_day', 'previous_week', 'previous_month', 'fromTo'],
] as const;
export type RangeName = (typeof RANGES)[number];

export interface Range {
  select: RangeName;
  /** Unix seconds, of a range of the person's own. */
  start: number;
  stop: number;
}

export type Interval = 'minute' | 'hour' | 'day';

export interface Span {
  start: number;
  end: number;
  interval: Interval;
}

export const STEP: Record<Interval, number> = { minute: 60, hour: 3600, day: 86_400 };
const { minute: MINUTE, hour: HOUR, day: DAY } = STEP;

/** Of Real-time it is the hour that lines show. */
export function spanOf({ select, start, stop }: Range, now: Date): Span {
  const second = Math.floor(now.getTime() / 1000);
  // What ends now has the second under way in it: else what came just after a full minute would be missing.
  const at = second + 1;
  const midnight = (days: number): number => day(now.getFullYear(), now.getMonth(), now.getDate() + days);
  // Weeks begin on Monday.
  const sinceMonday = (now.getDay() + 6) % 7;
  const hour = second - now.getMinutes() * MINUTE - now.getSeconds();
  const spans: Record<RangeName, [number, number]> = {
    online: [at - HOUR, at],
    last10minute: [at - 10 * MINUTE, at],
    lastHour: [at - HOUR, at],
    today: [midnight(0), at],
    last24hour: [at - DAY, at],
    lastWeek: [at - 7 * DAY, at],
    lastMonth: [at - 30 * DAY, at],
    previous_hour: [hour - HOUR, hour],
    previous_day: [midnight(-1), midnight(0)],
    previous_week: [midnight(-sinceMonday - 7), midnight(-sinceMonday)],
    previous_month: [day(now.getFullYear(), now.getMonth() - 1, 1), day(now.getFullYear(), now.getMonth(), 1)],
    fromTo: [Math.min(start, stop), Math.max(start, stop)],
  };
  const [from, to] = spans[select];
  const length = to - from;
  const interval = length <= 3 * HOUR ? 'minute' : length <= 14 * DAY ? 'hour' : 'day';
  return { start: from, end: to, interval };
}

/** Whether its end moves on with the clock. */
export function isMoving(select: RangeName): boolean {
  return select !== 'fromTo' && !select.startsWith('previous_');
}

/** Where the intervals of a span begin, as the server counts them. */
export function stepsOf({ start, end, interval }: Span, offsetMinutes: number): number[] {
  const step = STEP[interval];
  const shift = offsetMinutes * 60;
  const steps: number[] = [];
  for (let at = Math.floor((start - shift) / step) * step + shift; at < end || steps.length === 0; at += step)
    steps.push(at);
  return steps;
}

function day(year: number, month: number, date: number): number {
  return Math.floor(new Date(year, month, date).getTime() / 1000);
}
