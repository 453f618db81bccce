/** Time zones: how far the clocks of a zone are from UTC at an instant. */
import { HOUR, MINUTE } from '../base/time.ts';

/** Formatters are slow to make. Names differ in case only, so the number of them is small, but not ours to trust. */
const formatters = new Map<string, Intl.DateTimeFormat>();
const KEPT_FORMATTERS = 500;

const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/i;

/**
 * Milliseconds to add to UTC, undefined when there is no such zone. `GMT+2` is two hours ahead, as people mean it;
 * `Etc/GMT+2` is the name of the time zone database, two hours behind.
 */
export function zoneOffset(zone: string, instant: number): number | undefined {
  if (/^(utc|gmt|z)$/i.test(zone)) return 0;
  const fixed = OFFSET.exec(zone);
  if (fixed !== null) {
    const ahead = Number(fixed[2]) * HOUR + Number(fixed[3] ?? 0) * MINUTE;
    return ahead > 14 * HOUR ? undefined : fixed[1] === '-' ? -ahead : ahead;
  }
  const formatter = formatterOf(zone);
  return formatter === undefined ? undefined : wallClock(formatter, instant) - Math.floor(instant / 1000) * 1000;
}

/** The instant at which the clocks of the zone show this time; the earlier offset decides in the hour that repeats. */
export function instantOf(zone: string, wall: number): number | undefined {
  const first = zoneOffset(zone, wall);
  if (first === undefined) return undefined;
  const second = zoneOffset(zone, wall - first);
  return second === undefined ? undefined : wall - second;
}

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  if (formatters.size >= KEPT_FORMATTERS) formatters.clear();
  formatters.set(zone, made);
  return made;
}

/** What the clocks show, as if it were UTC. */
function wallClock(formatter: Intl.DateTimeFormat, instant: number): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatter.formatToParts(instant)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
