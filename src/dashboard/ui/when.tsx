/** An instant, as near as a person thinks of it; the exact one on pointing at it. */
import { useTranslation } from 'react-i18next';

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
];

/** `at` in unix seconds. */
export function When({ at }: { at: number }) {
  const { t, i18n } = useTranslation();
  if (at === 0) return null;
  const date = new Date(at * 1000);
  const exact = date.toLocaleString(i18n.language);
  return (
    <time dateTime={date.toISOString()} title={exact}>
      {near(date, i18n.language) ?? t('shell.common.justNow')}
    </time>
  );
}

function near(date: Date, language: string): string | null {
  const ago = (Date.now() - date.getTime()) / 1000;
  if (ago < 60) return null;
  if (ago > 7 * 86_400) {
    const year = date.getFullYear() === new Date().getFullYear() ? {} : ({ year: 'numeric' } as const);
    return date.toLocaleDateString(language, { day: 'numeric', month: 'short', ...year });
  }
  const [unit, size] = STEPS.findLast(([, seconds]) => ago >= seconds) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }).format(
    -Math.floor(ago / size),
    unit,
  );
}
