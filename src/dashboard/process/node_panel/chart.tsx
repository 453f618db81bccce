/** Two lines over time, by uPlot, in the colours of the page. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

interface Props {
  at: number[];
  came: number[];
  went: number[];
  label: string;
}

const HEIGHT = 220;

export function Chart({ at, came, went, label }: Props) {
  const { i18n } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const colour = (name: string): string => getComputedStyle(element).getPropertyValue(name).trim();
    const axis = { stroke: colour('--ink-soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    const line = (name: string) => ({ stroke: colour(name), width: 2, points: { show: false } });
    const short = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit' });
    const long = new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short' });
    const days = (at.at(-1) ?? 0) - (at[0] ?? 0) > 2 * 86_400;
    const times = (values: number[]): string[] => values.map((time) => (days ? long : short).format(time * 1000));
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false },
        scales: { y: { range: (_plot, _from, to) => [0, Math.max(4, Math.ceil(to * 1.1))] } },
        axes: [{ ...axis, values: (_plot, values) => times(values) }, axis],
        series: [{}, { ...line('--accent'), fill: `${colour('--accent')}22` }, line('--good')],
      },
      [at, came, went],
      element,
    );
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [at, came, went, i18n.language]);
  return <div ref={box} role="img" aria-label={label} />;
}
