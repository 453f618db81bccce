/** Dashboards as the page sees them, and how they are read and written. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Json, JsonObject } from '../../base/json.ts';
import { ask, number, request, rows, text } from '../data/client.ts';
import type { Cell } from './grid.ts';
import { isMoving, RANGES, type Range, type Span, spanOf } from './ranges.ts';

export const CHART_TYPES = ['column', 'line', 'pie', 'funnel', 'table'] as const;
export type ChartType = (typeof CHART_TYPES)[number];

/** What of a node is counted: tasks that came, that left, that stand there now, or a total of a Sum. */
export const METRICS = ['in', 'out', 'count', 'sum'] as const;
export type MetricType = (typeof METRICS)[number];

export interface Metric {
  conv_id: number;
  node_id: string;
  title: string;
  type: MetricType;
  sum_id: string;
}

export interface Chart {
  obj_id: string;
  name: string;
  description: string;
  type: ChartType;
  sort: boolean;
  metrics: Metric[];
}

export interface Dashboard {
  id: number;
  title: string;
  description: string;
  folderId: number;
  mayModify: boolean;
  range: Range;
  charts: Chart[];
  /** Of charts that are there. */
  grid: Cell[];
}

export interface ListedDashboard {
  id: number;
  title: string;
  description: string;
  folderId: number;
  charts: number;
  changed: number;
  owner: string;
  mayModify: boolean;
  mayDelete: boolean;
}

export function useDashboards() {
  return useQuery({
    queryKey: ['dashboards'],
    queryFn: async () => rows((await ask({ type: 'list', obj: 'dashboards' })).list).map(readListed),
  });
}

function readListed(row: JsonObject): ListedDashboard {
  const rights = rows(row.privs).map(({ type }) => type);
  return {
    id: number(row.obj_id),
    title: text(row.title),
    description: text(row.description),
    folderId: number(row.folder_id),
    charts: number(row.charts),
    changed: number(row.change_time),
    owner: text(row.owner_name),
    mayModify: rights.includes('modify'),
    mayDelete: rights.includes('delete'),
  };
}

export function useDashboard(id: number) {
  return useQuery({ queryKey: ['dashboard', id], queryFn: async () => readDashboard(id) });
}

async function readDashboard(id: number): Promise<Dashboard> {
  const answer = await ask({ type: 'show', obj: 'dashboard', obj_id: id });
  const charts = rows(answer.chart_list).map(readChart);
  const known = new Set(charts.map(({ obj_id }) => obj_id));
  return {
    id,
    title: text(answer.title),
    description: text(answer.description),
    folderId: number(answer.folder_id),
    mayModify: rows(answer.privs).some(({ type }) => type === 'modify'),
    range: readRange(answer.time_range),
    charts,
    grid: rows(answer.grid)
      .map((row) => ({
        obj_id: text(row.obj_id),
        x: number(row.x),
        y: number(row.y),
        width: number(row.width),
        height: number(row.height),
      }))
      .filter(({ obj_id }) => known.has(obj_id)),
  };
}

function readChart(row: JsonObject): Chart {
  return {
    obj_id: text(row.obj_id),
    name: text(row.name),
    description: text(row.description),
    type: CHART_TYPES.find((type) => type === row.type) ?? 'table',
    sort: row.sort === true,
    metrics: rows(row.series).map((one) => ({
      conv_id: number(one.conv_id),
      node_id: text(one.node_id),
      title: text(one.title),
      type: METRICS.find((type) => type === one.type) ?? 'in',
      sum_id: text(one.sum_id),
    })),
  };
}

function readRange(value: Json | undefined): Range {
  const range = (value ?? {}) as JsonObject;
  const select = RANGES.find((one) => one === range.select) ?? 'online';
  return { select, start: number(range.start), stop: number(range.stop) };
}

/** The fields of a chart for the server, which takes all of it anew. */
function chartFields(chart: Omit<Chart, 'obj_id'>): JsonObject {
  const { name, description, type, sort, metrics } = chart;
  const series = metrics.map(
    ({ sum_id, ...metric }): JsonObject => ({ ...metric, ...(metric.type === 'sum' ? { sum_id } : {}) }),
  );
  return { name, description, obj_type: type, sort, series };
}

export async function createChart(dashboard_id: number, chart: Omit<Chart, 'obj_id'>): Promise<string> {
  return text((await ask({ type: 'create', obj: 'chart', dashboard_id, ...chartFields(chart) })).obj_id);
}

export async function modifyChart(dashboard_id: number, chart: Chart): Promise<void> {
  await ask({ type: 'modify', obj: 'chart', dashboard_id, obj_id: chart.obj_id, ...chartFields(chart) });
}

export async function deleteChart(dashboard_id: number, obj_id: string): Promise<void> {
  await ask({ type: 'delete', obj: 'chart', dashboard_id, obj_id });
}

export async function saveGrid(obj_id: number, grid: readonly Cell[]): Promise<void> {
  await ask({ type: 'modify', obj: 'dashboard', obj_id, grid: grid.map((cell) => ({ ...cell })) });
}

export async function saveRange(obj_id: number, { select, start, stop }: Range): Promise<void> {
  const time_range = { select, start, stop, timezone_offset: new Date().getTimezoneOffset() };
  await ask({ type: 'modify', obj: 'dashboard', obj_id, time_range });
}

/** What a metric is now. */
export interface Value {
  title: string;
  convTitle: string;
  count: number;
  in: number;
  out: number;
  sums: Map<string, number>;
  points: { at: number; in: number; out: number }[];
  /** Why there is nothing. */
  error: string | null;
}

export interface Values {
  span: Span;
  byMetric: Map<string, Value>;
}

export function keyOf({ conv_id, node_id }: Pick<Metric, 'conv_id' | 'node_id'>): string {
  return `${conv_id} ${node_id}`;
}

/** How often charts that are not live are read again, and how often live ones where nothing tells of changes, ms. */
const AGAIN_MS = 30_000;
const SOON_MS = 3000;

/** The values of all charts of a dashboard, in one request. `told`: somebody says when they have changed. */
export function useValues(charts: readonly Chart[], range: Range, told: boolean) {
  const nodes = [
    ...new Map(charts.flatMap(({ metrics }) => metrics).map((metric) => [keyOf(metric), metric])).values(),
  ];
  const series = nodes.map(({ conv_id, node_id }) => ({ conv_id, node_id }));
  const lines = charts.some(({ type }) => type === 'line');
  const live = range.select === 'online';
  return useQuery({
    queryKey: ['chart_values', series, range, lines],
    enabled: series.length > 0,
    queryFn: () => readValues(series, spanOf(range, new Date()), lines),
    placeholderData: keepPreviousData,
    refetchInterval: !isMoving(range.select) ? false : live && !told ? SOON_MS : AGAIN_MS,
  });
}

async function readValues(series: { conv_id: number; node_id: string }[], span: Span, lines: boolean): Promise<Values> {
  const timezone_offset = new Date().getTimezoneOffset();
  const { start, end, interval } = span;
  const body = { series, start, end, timezone_offset, ...(lines ? { interval } : {}) };
  const answer = await request('POST', '/api/takt/chart_values', body);
  const values = rows(answer.values).map(readValue);
  return {
    span,
    byMetric: new Map(
      series.flatMap((one, index) => {
        const value = values[index];
        return value === undefined ? [] : [[keyOf(one), value] as const];
      }),
    ),
  };
}

function readValue(row: JsonObject): Value {
  return {
    title: text(row.title),
    convTitle: text(row.conv_title),
    count: number(row.count),
    in: number(row.in),
    out: number(row.out),
    sums: new Map(rows(row.sums).map((sum) => [text(sum.sum_id), number(sum.total)])),
    points: rows(row.points).map((point) => ({ at: number(point.at), in: number(point.in), out: number(point.out) })),
    error: typeof row.error === 'string' ? row.error : null,
  };
}

/** The number that a chart shows of a metric. In Real-time it is what stands in the node now. */
export function shownValue(metric: Metric, values: Values | undefined, live: boolean): number {
  const value = values?.byMetric.get(keyOf(metric));
  if (value === undefined) return 0;
  if (metric.type === 'sum') return value.sums.get(metric.sum_id) ?? 0;
  if (metric.type === 'count' || live) return value.count;
  return value[metric.type];
}
