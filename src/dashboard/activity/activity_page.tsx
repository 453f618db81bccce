/** How much goes on: tacts, new tasks and errors over time, the busiest processes, and how the server is. */

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ActivityReport } from '../../app/activity.ts';
import { RangeField } from '../dashboards/range_field.tsx';
import { isMoving, type Range, spanOf } from '../dashboards/ranges.ts';
import { request } from '../data/client.ts';
import { isLost } from '../data/is_lost.ts';
import { LineChart } from '../ui/chart.tsx';
import { Icon } from '../ui/icon.tsx';
import list from '../ui/list.module.css';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { Frame } from '../workspace/frame.tsx';
import css from './activity.module.css';

const AGAIN_MS = 10_000;

const MEASURES = ['tacts', 'tasks', 'errors'] as const;
type Measure = (typeof MEASURES)[number];

function useActivity(range: Range, by: Measure) {
  return useQuery({
    queryKey: ['activity', range, by],
    placeholderData: keepPreviousData,
    refetchInterval: isMoving(range.select) ? AGAIN_MS : false,
    queryFn: async (): Promise<ActivityReport> => {
      const { start, end } = spanOf(range, new Date());
      const query = new URLSearchParams({ from: String(start * 1000), to: String(end * 1000), by });
      return (await request('GET', `/api/takt/activity?${query}`)) as unknown as ActivityReport;
    },
  });
}

export default function ActivityPage() {
  const { t } = useTranslation();
  const [range, setRange] = useState<Range>({ select: 'lastHour', start: 0, stop: 0 });
  const [by, setBy] = useState<Measure>('tacts');
  const activity = useActivity(range, by);
  const { data } = activity;
  return (
    <Frame title={t('activity.title')} actions={<RangeField range={range} onChange={setRange} />}>
      {activity.isPending && <Loading />}
      {isLost(activity) && <Failed error={activity.error} onRetry={() => void activity.refetch()} />}
      {data !== undefined && !isLost(activity) && (
        <>
          <Lines report={data} />
          {data.server !== null && <Server server={data.server} />}
          <Top report={data} by={by} onBy={setBy} />
        </>
      )}
    </Frame>
  );
}

function Lines({ report }: { report: ActivityReport }) {
  const { t, i18n } = useTranslation();
  const { points, total } = report;
  const at = useMemo(() => points.map((point) => Math.floor(point.at / 1000)), [points]);
  const lines = useMemo(
    () => ({
      tacts: [{ title: t('activity.tacts'), values: points.map(({ tacts }) => tacts), colour: 'var(--accent)' }],
      tasks: [{ title: t('activity.tasks'), values: points.map(({ tasks }) => tasks), colour: 'var(--good)' }],
      errors: [{ title: t('activity.errors'), values: points.map(({ errors }) => errors), colour: 'var(--bad)' }],
    }),
    [points, t],
  );
  const shown = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <>
      <dl className={css.tiles}>
        <Tile name={t('activity.tacts')} value={shown(total.tacts)} />
        <Tile name={t('activity.tasks')} value={shown(total.tasks)} />
        <Tile name={t('activity.errors')} value={shown(total.errors)} bad={total.errors > 0} />
      </dl>
      <div className={css.charts}>
        {MEASURES.map((name) => (
          <section key={name} className={`${list.card} ${css.chart}`}>
            <h2>{t(`activity.${name}`)}</h2>
            <LineChart
              label={t(`activity.${name}`)}
              at={at}
              lines={lines[name]}
              height={name === 'tacts' ? 240 : 180}
            />
          </section>
        ))}
      </div>
    </>
  );
}

function Tile({ name, value, hint, bad = false }: { name: string; value: ReactNode; hint?: string; bad?: boolean }) {
  return (
    <div className={css.tile} title={hint}>
      <dt>{name}</dt>
      <dd className={bad ? css.bad : undefined}>{value}</dd>
    </div>
  );
}

function Server({ server }: { server: NonNullable<ActivityReport['server']> }) {
  const { t, i18n } = useTranslation();
  const { tasks, outbox, overdue, oldest_due, queue, store_bytes, memory_bytes } = server;
  const shown = (value: number): string => value.toLocaleString(i18n.language);
  const late = oldest_due === null ? 0 : Math.max(0, Math.floor((Date.now() - oldest_due) / 1000));
  const jobs = Object.values(queue).reduce((sum, count) => sum + Number(count), 0);
  return (
    <section>
      <h2 className={css.subtitle}>{t('activity.server')}</h2>
      <dl className={css.tiles}>
        <Tile name={t('activity.live')} value={shown(tasks)} />
        <Tile name={t('activity.outbox')} value={shown(outbox)} />
        <Tile name={t('activity.queue')} value={shown(jobs)} />
        <Tile name={t('activity.overdue')} value={shown(overdue)} bad={overdue > 0 && late > 60} />
        <Tile name={t('activity.late')} value={duration(late, i18n.language)} bad={late > 60} />
        <Tile name={t('activity.store')} value={bytes(store_bytes, i18n.language)} />
        <Tile name={t('activity.memory')} value={bytes(memory_bytes, i18n.language)} />
      </dl>
    </section>
  );
}

/** In the largest unit that fits. */
function duration(seconds: number, language: string): string {
  const [unit, size] =
    seconds >= 7200 ? (['hour', 3600] as const) : seconds >= 120 ? (['minute', 60] as const) : (['second', 1] as const);
  const format = { style: 'unit', unit, unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(language, format).format(Math.floor(seconds / size));
}

function bytes(count: number, language: string): string {
  const [unit, size] = count >= 1e9 ? (['gigabyte', 1e9] as const) : (['megabyte', 1e6] as const);
  const format = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(count / size);
}

interface TopProps {
  report: ActivityReport;
  by: Measure;
  onBy(by: Measure): void;
}

/** The busiest processes, by what a person asks for. */
function Top({ report, by, onBy }: TopProps) {
  const { t, i18n } = useTranslation();
  const shown = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <section className={list.card}>
      <div className={list.bar}>
        <h2>{t('activity.top')}</h2>
      </div>
      {report.top.length === 0 && by === 'tacts' && (
        <Empty icon="chart" title={t('activity.nothing')}>
          {t('activity.nothingText')}
        </Empty>
      )}
      {(report.top.length > 0 || by !== 'tacts') && (
        <div className={list.scroll}>
          <table className={list.table}>
            <thead>
              <tr>
                <th scope="col">{t('activity.process')}</th>
                <th scope="col" className={list.wide}>
                  {t('activity.owner')}
                </th>
                {MEASURES.map((name) => (
                  <th key={name} scope="col" className={list.number} aria-sort={name === by ? 'descending' : undefined}>
                    <button type="button" className={css.sort} onClick={() => onBy(name)}>
                      {t(`activity.${name}`)} {name === by && <Icon name="down" size={12} />}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {report.top.map(({ conv_id, title, owner, ...sums }) => (
                <tr key={conv_id}>
                  <td>
                    <Link href={`/process/${conv_id}/view`}>{title}</Link>
                  </td>
                  <td className={list.wide}>{owner}</td>
                  {MEASURES.map((name) => (
                    <td key={name} className={list.number}>
                      {shown(sums[name])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
