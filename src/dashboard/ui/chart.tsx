/** Lines over time. What draws them is loaded when the first is shown; whoever cannot see it hears the sums. */
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import css from './chart.module.css';
import { seriesColour } from './colours.ts';

export interface Line {
  title: string;
  /** One for each instant. */
  values: number[];
  /** As CSS names it; without it the next of the page's own. */
  colour?: string;
}

interface Props {
  /** What is shown. */
  label: string;
  /** Instants, unix seconds. */
  at: number[];
  lines: Line[];
  /** Pixels, without the key. */
  height?: number;
}

const Plot = lazy(() => import('./plot.tsx'));

export function LineChart({ label, at, lines, height = 240 }: Props) {
  const { i18n } = useTranslation();
  const drawn = useMemo(() => lines.map((line, index) => ({ colour: seriesColour(index), ...line })), [lines]);
  const sum = (values: number[]): string => values.reduce((all, value) => all + value, 0).toLocaleString(i18n.language);
  return (
    <figure className={css.chart}>
      {drawn.length > 1 && (
        <figcaption className={css.legend} aria-hidden="true">
          {drawn.map(({ title, colour }, index) => (
            <span key={title} className={css.line}>
              <i className={index % 2 === 1 ? css.dashed : undefined} style={{ borderColor: colour }} />
              {title}
            </span>
          ))}
        </figcaption>
      )}
      <div
        role="img"
        aria-label={`${label}: ${drawn.map(({ title, values }) => `${title} ${sum(values)}`).join(', ')}`}
      >
        <Suspense fallback={<div style={{ height }} />}>
          <Plot at={at} lines={drawn} height={height} />
        </Suspense>
      </div>
    </figure>
  );
}
