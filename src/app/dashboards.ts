/**
 * Dashboards as people make and change them: charts, each with a series of metrics (what came into a node, left it,
 * stands in it, or a total of a Sum), and a grid of 12 columns that says where each chart lies. All of it is the body
 * of one object, so that a change is whole or not at all. A chart that the grid does not name is there, but not shown:
 * Corezoid's clients make a chart first and place it after.
 */
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { folderAt } from './folder_at.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';
import type { Writes } from './writes.ts';

/** `line` is a chart over time: Takt's own, beside Corezoid's four. */
export const CHART_TYPES = ['column', 'pie', 'funnel', 'table', 'line'] as const;
export type ChartType = (typeof CHART_TYPES)[number];

export const RANGES = [
  ...['fromTo', 'online', 'last10minute', 'today', 'lastHour', 'last24hour', 'lastWeek', 'lastMonth'],
  ...['previous_hour', 'previous_day', 'previous_week', 'previous_month'],
] as const;

/** Columns of the grid. */
export const GRID_COLUMNS = 12;
/** The lowest row that a chart may lie in or reach to. */
const GRID_ROWS = 10_000;

/** A metric: of Corezoid's fields nothing is lost, also where it means nothing here. */
export type Series = JsonObject & { conv_id: number; node_id: string };

export interface Chart {
  obj_id: string;
  name: string;
  description: string;
  obj_type: ChartType;
  series: Series[];
  /** A funnel's stages from the largest down. */
  sort: boolean;
}

export type ChartFields = Omit<Chart, 'obj_id'>;

export interface Cell {
  obj_id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DashboardFields {
  title?: string;
  description?: string;
  time_range?: JsonObject;
  grid?: Cell[];
}

const ONLINE: JsonObject = { select: 'online', start: 0, stop: 0, timezone_offset: 0 };

export class Dashboards {
  private readonly ports: Pick<Ports, 'clock' | 'randomHex'>;
  private readonly rights: Rights;
  private readonly writes: Writes;

  constructor(ports: Pick<Ports, 'clock' | 'randomHex'>, parts: { rights: Rights; writes: Writes }) {
    this.ports = ports;
    this.rights = parts.rights;
    this.writes = parts.writes;
  }

  async create(actor: Actor, fields: DashboardFields & { title: string; folder_id: number }): Promise<CatalogObject> {
    await folderAt(this.rights, actor, 'modify', fields.folder_id);
    const now = this.ports.clock.now();
    const { title, folder_id, description = '', time_range = ONLINE } = fields;
    const place = { kind: 'dashboard', parent_id: folder_id, owner_id: actor.user_id, name: null } as const;
    const body = { description, time_range, grid: [], charts: [] };
    const object = { ...place, title, status: 'active', create_time: now, change_time: now, body };
    const [made] = await this.writes.write([{ do: 'create', object }], []);
    return made as CatalogObject;
  }

  /** What is absent stays. The grid is given whole, and names charts that are there. */
  async modify(actor: Actor, id: number, fields: DashboardFields): Promise<CatalogObject> {
    return this.change(actor, id, (object) => {
      const { title = object.title, description, time_range, grid } = fields;
      const known = new Set(chartsOf(object).map(({ obj_id }) => obj_id));
      for (const cell of grid ?? []) checkCell(cell, known);
      const body = {
        ...object.body,
        ...(description === undefined ? {} : { description }),
        ...(time_range === undefined ? {} : { time_range }),
        ...(grid === undefined ? {} : { grid: grid.map((cell): JsonObject => ({ ...cell })) }),
      };
      return { ...object, title, body };
    });
  }

  async createChart(actor: Actor, dashboard_id: number, fields: ChartFields): Promise<Chart> {
    const chart: Chart = { obj_id: this.ports.randomHex(12), ...fields };
    await this.change(actor, dashboard_id, (object) => {
      const charts = chartsOf(object);
      if (charts.length < LIMITS.charts_per_dashboard) return withCharts(object, [...charts, chart]);
      throw new TaktError('too_large', `a dashboard holds at most ${LIMITS.charts_per_dashboard} charts`);
    });
    return chart;
  }

  /** All of it is given anew. */
  async modifyChart(actor: Actor, dashboard_id: number, chart: Chart): Promise<void> {
    await this.change(actor, dashboard_id, (object) => {
      const charts = chartsOf(object);
      chartIn(charts, dashboard_id, chart.obj_id);
      const changed = charts.map((one) => (one.obj_id === chart.obj_id ? chart : one));
      return withCharts(object, changed);
    });
  }

  /** Out of the grid too. */
  async deleteChart(actor: Actor, dashboard_id: number, obj_id: string): Promise<void> {
    await this.change(actor, dashboard_id, (object) => {
      const charts = chartsOf(object);
      chartIn(charts, dashboard_id, obj_id);
      const left = withCharts(
        object,
        charts.filter((one) => one.obj_id !== obj_id),
      );
      const grid = gridOf(object).filter((cell) => cell.obj_id !== obj_id);
      return { ...left, body: { ...left.body, grid: grid.map((cell): JsonObject => ({ ...cell })) } };
    });
  }

  async chart(actor: Actor, dashboard_id: number, obj_id: string): Promise<Chart> {
    const object = await this.rights.demand(actor, 'view', 'dashboard', dashboard_id);
    return chartIn(chartsOf(object), dashboard_id, obj_id);
  }

  private async change(
    actor: Actor,
    id: number,
    make: (object: CatalogObject) => CatalogObject,
  ): Promise<CatalogObject> {
    const [changed] = await this.writes.settle(async () => {
      const object = await this.rights.demand(actor, 'modify', 'dashboard', id);
      if (object.status === 'deleted')
        throw new TaktError('not_found', `dashboard ${id} is in the trash: restore it first`);
      return [{ do: 'update', object: { ...make(object), change_time: this.ports.clock.now() } }];
    }, [id]);
    return changed as CatalogObject;
  }
}

/** The charts of a dashboard as it is stored; what came in with an import and is no chart is left out. */
export function chartsOf({ body }: Pick<CatalogObject, 'body'>): Chart[] {
  return objects(body.charts).flatMap((raw) => {
    const { obj_id, name, description, obj_type } = raw;
    const type = CHART_TYPES.find((known) => known === obj_type);
    if (typeof obj_id !== 'string' || type === undefined) return [];
    const series = objects(raw.series).filter(
      (one): one is Series => typeof one.conv_id === 'number' && typeof one.node_id === 'string',
    );
    return {
      obj_id,
      name: text(name),
      description: text(description),
      obj_type: type,
      series,
      sort: raw.sort === true,
    };
  });
}

export function gridOf({ body }: Pick<CatalogObject, 'body'>): Cell[] {
  return objects(body.grid).flatMap((cell) => {
    const { obj_id, x, y, width, height } = cell;
    if (typeof obj_id !== 'string') return [];
    return { obj_id, x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
  });
}

export function timeRangeOf({ body }: Pick<CatalogObject, 'body'>): JsonObject {
  return isObject(body.time_range) ? body.time_range : ONLINE;
}

/** A dashboard in an export. */
export function dashboardElement(object: CatalogObject): JsonObject {
  const { id: obj_id, parent_id, title, body } = object;
  const about = { title, description: body.description ?? '' };
  const grid = gridOf(object).map((cell): JsonObject => ({ ...cell }));
  const charts_list = chartsOf(object).map((chart): JsonObject => ({ ...chart }));
  return { obj_type: 3, obj_id, parent_id, ...about, time_range: timeRangeOf(object), grid, charts_list };
}

/** The body of a dashboard that comes with an import. */
export function dashboardBody(raw: JsonObject): JsonObject {
  const charts = objects(raw.charts_list ?? raw.charts).slice(0, LIMITS.charts_per_dashboard);
  const body = { charts, grid: objects(raw.grid), time_range: isObject(raw.time_range) ? raw.time_range : ONLINE };
  const read = { charts: chartsOf({ body }), grid: gridOf({ body }).filter(isCell) };
  const ids = new Set(read.charts.map(({ obj_id }) => obj_id));
  return {
    description: text(raw.description),
    time_range: body.time_range,
    grid: read.grid.filter(({ obj_id }) => ids.has(obj_id)).map((cell): JsonObject => ({ ...cell })),
    charts: read.charts.map((chart): JsonObject => ({ ...chart, series: chart.series.slice(0, LIMITS.chart_series) })),
  };
}

function withCharts(object: CatalogObject, charts: Chart[]): CatalogObject {
  return { ...object, body: { ...object.body, charts: charts.map((chart): JsonObject => ({ ...chart })) } };
}

function chartIn(charts: Chart[], dashboard_id: number, obj_id: string): Chart {
  const found = charts.find((chart) => chart.obj_id === obj_id);
  if (found !== undefined) return found;
  throw new TaktError('not_found', `dashboard ${dashboard_id} has no chart ${obj_id}`);
}

function checkCell(cell: Cell, known: ReadonlySet<string>): void {
  if (!known.has(cell.obj_id)) {
    throw new TaktError('bad_request', `Value is not valid for key 'grid': there is no chart ${cell.obj_id}`);
  }
  if (!isCell(cell)) {
    const text = `chart ${cell.obj_id} lies outside of the ${GRID_COLUMNS} columns`;
    throw new TaktError('bad_request', `Value is not valid for key 'grid': ${text}`);
  }
}

function isCell({ x, y, width, height }: Cell): boolean {
  const whole = [x, y, width, height].every(Number.isInteger);
  return whole && x >= 0 && y >= 0 && width >= 1 && height >= 1 && x + width <= GRID_COLUMNS && y + height <= GRID_ROWS;
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
