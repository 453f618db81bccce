/** A chart by its type, drawn with what the browser has; lines are uPlot's. Whoever cannot see it hears a table. */
import { useTranslation } from 'react-i18next';
import { LineChart } from '../ui/chart.tsx';
import { seriesColour } from '../ui/colours.ts';
import css from './chart_body.module.css';
import { type Chart, keyOf, type Metric, shownValue, type Value, type Values } from './data.ts';
import { stepsOf } from './ranges.ts';

export interface Row {
  key: string;
  title: string;
  /** The process, and what of the node is counted. */
  about: string;
  value: number;
  /** Why there is no value. */
  error: string | null;
  colour: string;
}

interface Props {
  chart: Chart;
  values: Values | undefined;
  live: boolean;
  /** Pixels that lines have. */
  height: number;
}

export function ChartBody({ chart, values, live, height }: Props) {
  const { t } = useTranslation();
  const rows = useRows(chart, values, live);
  if (rows.length === 0) return <p className={css.none}>{t('dashboards.noMetrics')}</p>;
  if (chart.type === 'table') return <Table rows={rows} label={chart.name} shown />;
  if (chart.type === 'line') return <Lines chart={chart} values={values} rows={rows} height={height} />;
  const Draw = { column: Columns, pie: Pie, funnel: Funnel }[chart.type];
  return (
    <div className={css.body}>
      <div className={css.drawing} aria-hidden="true">
        <Draw rows={rows} />
      </div>
      <Table rows={rows} label={chart.name} />
      <Errors rows={rows} />
    </div>
  );
}

function useRows({ metrics, type, sort }: Chart, values: Values | undefined, live: boolean): Row[] {
  const { t } = useTranslation();
  const rows = metrics.map((metric, index): Row => {
    const value = values?.byMetric.get(keyOf(metric));
    return {
      key: `${index} ${keyOf(metric)}`,
      title: metric.title || value?.title || metric.node_id,
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

function useNumber(): (value: number) => string {
  const { i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  return (value) => format.format(value);
}

/** Read out beside a drawing; with `shown` it is the chart itself. */
function Table({ rows, label, shown = false }: { rows: Row[]; label: string; shown?: boolean }) {
  const { t } = useTranslation();
  const format = useNumber();
  const table = (
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
            <td>{error === null ? format(value) : t(`dashboards.error.${error === 'access_denied' ? 'denied' : 'gone'}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  return shown ? <div className={css.body}>{table}</div> : table;
}

/** Metrics that cannot be read, and why. */
function Errors({ rows }: { rows: Row[] }) {
  const { t } = useTranslation();
  const bad = rows.filter(({ error }) => error !== null);
  if (bad.length === 0) return null;
  return (
    <p className={css.errors}>
      {bad.map(({ title, error }) => `${title}: ${t(`dashboards.error.${error === 'access_denied' ? 'denied' : 'gone'}`)}`).join('; ')}
    </p>
  );
}

function Columns({ rows }: { rows: Row[] }) {
  const format = useNumber();
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <div className={css.columns}>
      {rows.map(({ key, title, about, value, colour }) => (
        <div key={key} className={css.column} title={`${title} · ${about}: ${format(value)}`}>
          <div className={css.room}>
            <b>{format(value)}</b>
            <span style={{ height: `calc((100% - 22px) * ${Math.max(0, value / most)})`, background: colour }} />
          </div>
          <small>{title}</small>
        </div>
      ))}
    </div>
  );
}

const ROUND = 2 * Math.PI * 40;

function Pie({ rows }: { rows: Row[] }) {
  const format = useNumber();
  const shown = rows.filter(({ value }) => value > 0);
  const all = shown.reduce((sum, { value }) => sum + value, 0);
  let before = 0;
  return (
    <div className={css.pie}>
      <svg viewBox="0 0 100 100" role="presentation">
        <circle cx="50" cy="50" r="40" fill="none" stroke="var(--sunken)" strokeWidth="18" />
        {shown.map(({ key, value, colour }) => {
          const length = (value / all) * ROUND;
          const from = before;
          before += length;
          // A line of the ground between two pieces: they are told apart without colours too.
          const gap = shown.length > 1 ? Math.min(1, length / 2) : 0;
          return (
            <circle
              key={key}
              cx="50"
              cy="50"
              r="40"
              fill="none"
              stroke={colour}
              strokeWidth="18"
              strokeDasharray={`${length - gap} ${ROUND - length + gap}`}
              strokeDashoffset={-from}
              transform="rotate(-90 50 50)"
            />
          );
        })}
        <text x="50" y="50" textAnchor="middle" dominantBaseline="central" className={css.total}>
          {format(all)}
        </text>
      </svg>
      <ul>
        {rows.map(({ key, title, value, colour, about }) => (
          <li key={key} title={about}>
            <span className={css.key} style={{ background: colour }} />
            <span className={css.name}>{title}</span>
            <b>{format(value)}</b>
            <small>{all === 0 ? '' : `${Math.round((Math.max(0, value) / all) * 100)} %`}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Funnel({ rows }: { rows: Row[] }) {
  const format = useNumber();
  const most = Math.max(1, ...rows.map(({ value }) => value));
  const first = rows[0]?.value ?? 0;
  return (
    <div className={css.funnel}>
      {rows.map(({ key, title, value, colour, about }) => (
        <div key={key} className={css.stage} title={`${title} · ${about}`}>
          <span className={css.name}>{title}</span>
          <span className={css.track}>
            <span style={{ width: `${Math.max(0.5, (value / most) * 100)}%`, background: colour }} />
          </span>
          <b>{format(value)}</b>
          <small>{first > 0 ? `${Math.round((value / first) * 100)} %` : ''}</small>
        </div>
      ))}
    </div>
  );
}

function Lines({ chart, values, rows, height }: { chart: Chart; values: Values | undefined; rows: Row[]; height: number }) {
  const { t } = useTranslation();
  if (values === undefined) return <div style={{ height }} />;
  const at = stepsOf(values.span, new Date().getTimezoneOffset());
  const lines = chart.metrics.map((metric, index) => {
    const value = values.byMetric.get(keyOf(metric));
    return { title: rows[index]?.title ?? metric.title, values: pointsOf(metric, value, at) };
  });
  const noLine = chart.metrics.some(({ type }) => type === 'sum' || type === 'count');
  return (
    <div className={css.body}>
      <LineChart label={chart.name} at={at} lines={lines} height={Math.max(80, height - (lines.length > 1 ? 40 : 12))} />
      {noLine && <p className={css.errors}>{t('dashboards.noLine')}</p>}
      <Errors rows={rows} />
    </div>
  );
}

/** What stands in a node, and what a Sum is, has no past: lines show what came in. */
function pointsOf({ type }: Metric, value: Value | undefined, at: number[]): number[] {
  const known = new Map(value?.points.map((point) => [point.at, type === 'out' ? point.out : point.in]));
  return at.map((time) => known.get(time) ?? 0);
}
