/** How many tasks came into a node and left it, over a time that is chosen. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, number, rows } from '../../data/client.ts';
import { LineChart } from '../../ui/chart.tsx';
import { Failed, Loading } from '../../ui/state.tsx';
import css from './node_panel.module.css';

const PRESETS = {
  minutes10: [600, 'minute'],
  hour: [3600, 'minute'],
  day: [86_400, 'hour'],
  week: [604_800, 'hour'],
  month: [2_592_000, 'day'],
} as const;
type Preset = keyof typeof PRESETS;

const SECONDS = { minute: 60, hour: 3600, day: 86_400 };

interface Series {
  at: number[];
  came: number[];
  went: number[];
}

/** Every interval has a point: where nothing is told, nothing came and nothing went. */
async function readSeries(conv_id: number, node_id: string, preset: Preset): Promise<Series> {
  const [length, interval] = PRESETS[preset];
  const end = Math.ceil(Date.now() / 1000);
  const start = end - length;
  const timezone_offset = new Date().getTimezoneOffset();
  const when = { start, end, interval, timezone_offset, timestamp: true, group: 'time' };
  const answer = await ask({ type: 'show', obj: 'stat', conv_id, node_id, ...when });
  const known = new Map(rows(answer.data).map((row) => [number(row.date), row]));
  const step = SECONDS[interval];
  const shift = timezone_offset * 60;
  const at: number[] = [];
  for (let time = Math.floor((start - shift) / step) * step + shift; time <= end; time += step) at.push(time);
  return {
    at,
    came: at.map((time) => number(known.get(time)?.in)),
    went: at.map((time) => number(known.get(time)?.out)),
  };
}

export default function StatsTab({ convId, nodeId }: { convId: number; nodeId: string }) {
  const { t, i18n } = useTranslation();
  const [preset, setPreset] = useState<Preset>('hour');
  const series = useQuery({
    queryKey: ['stat', convId, nodeId, preset],
    queryFn: () => readSeries(convId, nodeId, preset),
  });
  const sum = (values: number[]): string => values.reduce((all, one) => all + one, 0).toLocaleString(i18n.language);
  return (
    <>
      <div className={css.tools}>
        <select
          className={css.filter}
          aria-label={t('process.stats.range')}
          value={preset}
          onChange={(event) => setPreset(event.target.value as Preset)}
        >
          {(Object.keys(PRESETS) as Preset[]).map((one) => (
            <option key={one} value={one}>
              {t(`process.stats.${one}`)}
            </option>
          ))}
        </select>
      </div>
      {series.isPending && <Loading />}
      {series.isError && <Failed error={series.error} onRetry={() => void series.refetch()} />}
      {series.data !== undefined && (
        <div className={css.chart}>
          <LineChart
            label={t('process.node.statistics')}
            at={series.data.at}
            lines={[
              { title: t('process.stats.in', { sum: sum(series.data.came) }), values: series.data.came },
              { title: t('process.stats.out', { sum: sum(series.data.went) }), values: series.data.went },
            ]}
          />
        </div>
      )}
    </>
  );
}
