/** How many tasks came into a node and left it: as it happens, second by second, or over a time that is chosen. */
import { useQuery } from '@tanstack/react-query';
import { useContext, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RangeField } from '../../dashboards/range_field.tsx';
import { isMoving, type Range, spanOf, stepsOf } from '../../dashboards/ranges.ts';
import { ask, number, rows } from '../../data/client.ts';
import { LineChart } from '../../ui/chart.tsx';
import { Failed, Loading } from '../../ui/state.tsx';
import { LiveContext } from '../live.ts';
import css from './node_panel.module.css';
import { useFollow } from './use_follow.ts';

/** Seconds that are shown of what happens now. */
const SECONDS = 120;
/** How soon a time that ends now is read again after something happened: statistics are by the minute. */
const FOLLOW_MS = 3000;

interface Series {
  at: number[];
  came: number[];
  went: number[];
}

/** Every interval has a point: where nothing is told, nothing came and nothing went. */
async function readSeries(conv_id: number, node_id: string, range: Range): Promise<Series> {
  const span = spanOf(range, new Date());
  const timezone_offset = new Date().getTimezoneOffset();
  const answer = await ask({
    ...{ type: 'show', obj: 'stat', conv_id, node_id, timestamp: true, group: 'time' },
    ...{ ...span, timezone_offset },
  });
  const known = new Map(rows(answer.data).map((row) => [number(row.date), row]));
  const at = stepsOf(span, timezone_offset);
  return {
    at,
    came: at.map((time) => number(known.get(time)?.in)),
    went: at.map((time) => number(known.get(time)?.out)),
  };
}

export default function StatsTab({ convId, nodeId }: { convId: number; nodeId: string }) {
  const [range, setRange] = useState<Range>({ select: 'lastHour', start: 0, stop: 0 });
  return (
    <>
      <div className={css.tools}>
        <RangeField range={range} onChange={setRange} />
      </div>
      {range.select === 'online' ? <RealTime nodeId={nodeId} /> : <Kept {...{ convId, nodeId, range }} />}
    </>
  );
}

function Kept({ convId, nodeId, range }: { convId: number; nodeId: string; range: Range }) {
  const queryKey = ['stat', convId, nodeId];
  const series = useQuery({
    queryKey: [...queryKey, range],
    queryFn: () => readSeries(convId, nodeId, range),
  });
  useFollow({ nodeId, queryKey, on: isMoving(range.select), soon: FOLLOW_MS });
  if (series.isPending) return <Loading />;
  if (series.isError) return <Failed error={series.error} onRetry={() => void series.refetch()} />;
  return <Chart {...series.data} />;
}

/** Counted here from what the server tells as it happens; nothing is asked. */
function RealTime({ nodeId }: { nodeId: string }) {
  const live = useContext(LiveContext);
  const counted = useRef(new Map<number, { came: number; went: number }>());
  const [now, setNow] = useState(() => Math.floor(Date.now() / 1000));
  useEffect(() => {
    const timer = setInterval(() => setNow(Math.floor(Date.now() / 1000)), 1000);
    const end = live?.onBatch(({ moves }) => {
      const second = Math.floor(Date.now() / 1000);
      const of = counted.current.get(second) ?? { came: 0, went: 0 };
      counted.current.set(second, of);
      for (const [from, to, count] of moves) {
        if (to === nodeId) of.came += count;
        if (from === nodeId) of.went += count;
      }
      for (const old of counted.current.keys()) if (old < second - SECONDS) counted.current.delete(old);
    });
    return () => {
      clearInterval(timer);
      end?.();
    };
  }, [live, nodeId]);
  const at = Array.from({ length: SECONDS }, (_, index) => now - SECONDS + 1 + index);
  const of = (what: 'came' | 'went'): number[] => at.map((second) => counted.current.get(second)?.[what] ?? 0);
  return <Chart at={at} came={of('came')} went={of('went')} />;
}

function Chart({ at, came, went }: Series) {
  const { t, i18n } = useTranslation();
  const sum = (values: number[]): string => values.reduce((all, one) => all + one, 0).toLocaleString(i18n.language);
  return (
    <div className={css.chart}>
      <LineChart
        label={t('process.node.statistics')}
        at={at}
        lines={[
          { title: t('process.stats.in', { sum: sum(came) }), values: came },
          { title: t('process.stats.out', { sum: sum(went) }), values: went },
        ]}
      />
    </div>
  );
}
