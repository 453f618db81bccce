/** Bars, a pie and a funnel, drawn with CSS and SVG. They are for the eye alone: the numbers stand in a table beside them. */
import { useTranslation } from 'react-i18next';
import css from './chart_body.module.css';

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

export function useNumber(): (value: number) => string {
  const { i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  return (value) => format.format(value);
}

export function Columns({ rows }: { rows: Row[] }) {
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

export function Pie({ rows }: { rows: Row[] }) {
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

export function Funnel({ rows }: { rows: Row[] }) {
  const format = useNumber();
  const most = Math.max(1, ...rows.map(({ value }) => value));
  const first = rows[0]?.value ?? 0;
  return (
    <div className={css.funnel}>
      {rows.map(({ key, title, value, colour, about }) => (
        <div key={key} className={css.stage} title={`${title} · ${about}`}>
          <span className={css.name}>{title}</span>
          <span className={css.track}>
            <span style={{ width: `${Math.max(0, (value / most) * 100)}%`, background: colour }} />
          </span>
          <b>{format(value)}</b>
          <small>{first > 0 ? `${Math.round((value / first) * 100)} %` : ''}</small>
        </div>
      ))}
    </div>
  );
}
