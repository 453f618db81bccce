/** What chart.tsx loads: uPlot in the colours of the page, as wide as there is room. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Line } from './chart.tsx';

interface Props {
  at: number[];
  lines: Required<Line>[];
  height: number;
}

/** Longer is told by days, shorter by seconds. */
const DAYS = 2 * 86_400;
const SHORT = 300;

export default function Plot({ at, lines, height }: Props) {
  const { i18n } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read through the styles.
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const plot = new uPlot(optionsOf(element, { at, lines, height }, i18n.language), dataOf(at, lines), element);
    const watch = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [at, lines, height, i18n.language, theme]);
  return <div ref={box} />;
}

function dataOf(at: number[], lines: Required<Line>[]): uPlot.AlignedData {
  return [at, ...lines.map(({ values }) => values)];
}

function optionsOf(element: HTMLElement, { at, lines, height }: Props, language: string): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string =>
    style.getPropertyValue(/^var\((.*)\)$/.exec(name)?.[1] ?? name).trim() || name;
  const grid = { stroke: colour('--line'), width: 1 };
  const axis = { stroke: colour('--ink-soft'), grid, ticks: { show: false } };
  const isLong = (at.at(-1) ?? 0) - (at[0] ?? 0) > DAYS;
  const isShort = (at.at(-1) ?? 0) - (at[0] ?? 0) <= SHORT;
  const seconds: Intl.DateTimeFormatOptions = isShort ? { second: '2-digit' } : {};
  const time: Intl.DateTimeFormatOptions = isLong
    ? { day: 'numeric', month: 'short' }
    : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...seconds };
  const times = new Intl.DateTimeFormat(language, time);
  const numbers = new Intl.NumberFormat(language, { notation: 'compact' });
  return {
    width: element.clientWidth,
    height,
    // The first and the last number of the lower axis stand half outside of it.
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { y: false },
    scales: { y: { range: (_plot, _from, to) => [0, Math.max(4, Math.ceil((to ?? 0) * 1.1))] } },
    axes: [
      { ...axis, size: 26, space: 72, values: (_plot, values) => values.map((value) => times.format(value * 1000)) },
      {
        ...axis,
        size: 44,
        values: (_plot, values) => values.map((value) => (Number.isInteger(value) ? numbers.format(value) : '')),
      },
    ],
    series: [
      {},
      ...lines.map((line, index) => {
        const stroke = colour(line.colour);
        const fill = lines.length === 1 ? { fill: `${stroke}22` } : {};
        // Every other line is dashed: they are told apart without colours too.
        const dash = index % 2 === 1 ? { dash: [6, 4] } : {};
        return { label: line.title, stroke, width: 2, points: { show: false }, ...fill, ...dash };
      }),
    ],
  };
}

/** A canvas has no CSS: it is drawn again when the theme is changed. */
function useTheme(): string {
  return useSyncExternalStore(
    (changed) => {
      const watch = new MutationObserver(changed);
      watch.observe(document.documentElement, { attributeFilter: ['data-theme'] });
      return () => watch.disconnect();
    },
    () => document.documentElement.dataset.theme ?? '',
  );
}
