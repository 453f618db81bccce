/** A chart by its type, drawn with what the browser has; lines are uPlot's. Whoever cannot see it hears a table. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Line, LineChart } from '../ui/chart.tsx';
import { seriesColour } from '../ui/colours.ts';
import css from './chart_body.module.css';
import { type Chart, keyOf, type Metric, shownValue, type Value, type Values } from './data.ts';
import { Columns, Funnel, Pie, type Row, useNumber } from './drawings.tsx';
import { stepsOf } from './ranges.ts';

interface Props {
  chart: Chart;
  values: Values | undefined;
  live: boolean;
  /** Pixels that lines have. */
  height: number;
}

export function ChartBody(props: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: no field is in it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and whoever has no mouse scrolls it too.
    <div className={css.body} tabIndex={0} role="group" aria-label={props.chart.name}>
      <Drawn {...props} />
    </div>
  );
}

function Drawn({ chart, values, live, height }: Props) {
  const { t } = useTranslation();
  const rows = useRows(chart, values, live);
  if (rows.length === 0) return <p className={css.none}>{t('dashboards.noMetrics')}</p>;
  if (chart.type === 'table') return <Table rows={rows} label={chart.name} shown />;
  if (chart.type === 'line') return <Lines chart={chart} values={values} rows={rows} height={height} />;
  const Draw = { column: Columns, pie: Pie, funnel: Funnel }[chart.type];
  return (
    <>
      <div className={css.drawing} aria-hidden="true">
        <Draw rows={rows} />
      </div>
      <Table rows={rows} label={chart.name} />
      <Errors rows={rows} />
    </>
  );
}

function useRows({ metrics, type, sort }: Chart, values: Values | undefined, live: boolean): Row[] {
  const { t } = useTranslation();
  const rows = metrics.map((metric, index): Row => {
    const value = values?.byMetric.get(keyOf(metric));
    return {
      key: `${index} ${keyOf(metric)}`,
      title: titleOf(metric, value),
      about: [value?.convTitle, t(`dashboards.metric.${live && metric.type !== 'sum' ? 'count' : metric.type}`)]
        .filter((part) => part !== undefined && part !== '')
        .join(' · '),
      value: shownValue(metric, values, live),
      error: value?.error ?? null,
      colour: seriesColour(index),
    };
  });
  return type === 'funnel' && sort ? rows.toSorted((a, b) => b.value - a.value) : rows;
}

function titleOf(metric: Metric, value: Value | undefined): string {
  return metric.title || value?.title || metric.node_id;
}

/** Read out beside a drawing; with `shown` it is the chart itself. */
function Table({ rows, label, shown = false }: { rows: Row[]; label: string; shown?: boolean }) {
  const { t } = useTranslation();
  const format = useNumber();
  return (
    <table className={shown ? css.table : 'hidden-text'}>
      <caption className="hidden-text">{label}</caption>
      <thead>
        <tr>
          <th scope="col">{t('dashboards.metricTitle')}</th>
          <th scope="col">{t('dashboards.value')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, title, about, value, error }) => (
          <tr key={key}>
            <th scope="row">
              {title}
              {shown && <small>{about}</small>}
            </th>
            <td>
              {error === null ? format(value) : t(`dashboards.error.${error === 'access_denied' ? 'denied' : 'gone'}`)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Metrics that cannot be read, and why. */
function Errors({ rows }: { rows: Row[] }) {
  const { t } = useTranslation();
  const bad = rows.filter(({ error }) => error !== null);
  if (bad.length === 0) return null;
  return (
    <p className={css.errors}>
      {bad
        .map(
          ({ title, error }) => `${title}: ${t(`dashboards.error.${error === 'access_denied' ? 'denied' : 'gone'}`)}`,
        )
        .join('; ')}
    </p>
  );
}

function Lines({
  chart,
  values,
  rows,
  height,
}: {
  chart: Chart;
  values: Values | undefined;
  rows: Row[];
  height: number;
}) {
  const { t } = useTranslation();
  const { metrics } = chart;
  // Drawn anew only where there is something new: whoever drags a chart draws the grid many times a second.
  const { at, lines } = useMemo(() => {
    const at = values === undefined ? [] : stepsOf(values.span, new Date().getTimezoneOffset());
    const lines = metrics.map((metric): Line => {
      const value = values?.byMetric.get(keyOf(metric));
      return { title: titleOf(metric, value), values: pointsOf(metric, value, at) };
    });
    return { at, lines };
  }, [metrics, values]);
  if (values === undefined) return <div style={{ height }} />;
  const noLine = chart.metrics.some(({ type }) => type === 'sum' || type === 'count');
  return (
    <>
      <LineChart
        label={chart.name}
        at={at}
        lines={lines}
        height={Math.max(80, height - (lines.length > 1 ? 40 : 12))}
      />
      <Points label={chart.name} at={at} lines={lines} />
      {noLine && <p className={css.errors}>{t('dashboards.noLine')}</p>}
      <Errors rows={rows} />
    </>
  );
}

/** Rows of the table that is read out; of longer series the last ones. */
const READ_ROWS = 60;

/** A line as whoever cannot see it hears it. */
function Points({ label, at, lines }: { label: string; at: number[]; lines: Line[] }) {
  const { t, i18n } = useTranslation();
  const from = Math.max(0, at.length - READ_ROWS);
  // Titles may be alike: lines are told apart by their order.
  const keys = Array.from(lines.keys(), String);
  const format = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short', timeStyle: 'short' });
  return (
    <table className="hidden-text">
      <caption>{label}</caption>
      <thead>
        <tr>
          <th scope="col">{t('dashboards.time')}</th>
          {keys.map((key, index) => (
            <th key={key} scope="col">
              {lines[index]?.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {at.slice(from).map((time, row) => (
          <tr key={time}>
            <th scope="row">{format.format(time * 1000)}</th>
            {keys.map((key, index) => (
              <td key={key}>{lines[index]?.values[from + row] ?? 0}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What stands in a node, and what a Sum is, has no past: lines show what came in. */
function pointsOf({ type }: Metric, value: Value | undefined, at: number[]): number[] {
  const known = new Map(value?.points.map((point) => [point.at, type === 'out' ? point.out : point.in]));
  return at.map((time) => known.get(time) ?? 0);
}
