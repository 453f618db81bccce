/** An instant, as near as a person thinks of it; the exact one on pointing at it. */
import { language } from '../words/index.ts';

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
];

/** Making a format takes long beside using it, and a list has many instants. */
const formats = new Map<string, ReturnType<typeof formatsOf>>();

function formatsOf(language: string) {
  const day = { day: 'numeric', month: 'short' } as const;
  return {
    exact: new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }),
    day: new Intl.DateTimeFormat(language, day),
    dayOfYear: new Intl.DateTimeFormat(language, { ...day, year: 'numeric' }),
    ago: new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }),
  };
}

function formatsIn(language: string) {
  const known = formats.get(language) ?? formatsOf(language);
  formats.set(language, known);
  return known;
}

/** `at` in unix seconds. It listens for no change of the language itself, as lists have many: what it stands in is drawn anew then. */
export function When({ at }: { at: number }) {
  if (at === 0) return null;
  const date = new Date(at * 1000);
  return (
    <time dateTime={date.toISOString()} title={formatsIn(language()).exact.format(date)}>
      {near(date, language())}
    </time>
  );
}

function near(date: Date, language: string): string {
  const ago = (Date.now() - date.getTime()) / 1000;
  if (ago < 60) return formatsIn(language).ago.format(0, 'second');
  if (ago > 7 * 86_400) {
    const { day, dayOfYear } = formatsIn(language);
    return (date.getFullYear() === new Date().getFullYear() ? day : dayOfYear).format(date);
  }
  const [unit, size] = STEPS.findLast(([, seconds]) => ago >= seconds) ?? ['minute', 60];
  return formatsIn(language).ago.format(-Math.floor(ago / size), unit);
}
