/** A length of time as people say it: its two largest units. */
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** `whole`: without parts of a second, as a countdown wants it. */
export function duration(ms: number, language: string, whole = false): string {
  const said = (value: number, unit: string): string =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
      value,
    );
  if (ms < 1000 && !whole) return said(Math.max(0, Math.round(ms)), 'millisecond');
  if (ms < 60_000) return said(whole ? Math.ceil(ms / 1000) : Math.round(ms / 100) / 10, 'second');
  const at = UNITS.findIndex(([, size]) => ms >= size);
  const [unit, size] = UNITS[at] ?? UNITS[3];
  const [next, part] = UNITS[at + 1] ?? UNITS[3];
  const rest = Math.floor((ms % size) / part);
  return rest === 0 ? said(Math.floor(ms / size), unit) : `${said(Math.floor(ms / size), unit)} ${said(rest, next)}`;
}
