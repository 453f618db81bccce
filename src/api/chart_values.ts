/**
 * POST /api/takt/chart_values: what the metrics of charts are now. All of a dashboard come in one answer, processes are
 * looked up once each, and a metric of a process that the actor may not see says so in its own place.
 */
import { z } from 'zod';
import type { Actor } from '../app/rights.ts';
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/time.ts';
import { parseJson } from '../model/parse_json.ts';
import type { StatRow } from '../ports/archive.ts';
import type { ApiApp } from './app.ts';
import { type HttpAnswer, jsonAnswer, type SignedCall } from './http.ts';
import { hexId, id } from './ops/fields.ts';
import { readFields } from './ops/op.ts';
import { type Piece, wholeTime } from './ops/stat.ts';
import { tooMany } from './ops_endpoint.ts';
import type { Site } from './site.ts';

const seconds = z.coerce.number().min(0).max(253_402_300_799);
const INTERVALS = { minute: MINUTE, hour: HOUR, day: DAY };

const fields = z.object({
  series: z.array(z.object({ conv_id: id, node_id: hexId })).max(LIMITS.chart_values),
  /** Unix seconds; without them only what is so now is told. */
  start: seconds.optional(),
  end: seconds.optional(),
  /** Asks for the points of lines too. */
  interval: z.enum(['minute', 'hour', 'day']).optional(),
  /** Minutes that local time is behind UTC: days begin there. */
  timezone_offset: z.coerce.number().min(-1440).max(1440).default(0),
});
type Fields = z.output<typeof fields>;

export async function chartValues(site: Site, call: SignedCall): Promise<HttpAnswer> {
  const asked = readFields(fields, bodyOf(call));
  if (!site.limiter.take(call.actor.user_id, Math.max(1, asked.series.length), site.app.ports.clock.now())) {
    return tooMany();
  }
  const byConv = new Map<number, string[]>();
  for (const { conv_id, node_id } of asked.series) {
    byConv.set(conv_id, [...(byConv.get(conv_id) ?? []), node_id]);
  }
  const found = new Map<number, (node_id: string) => Promise<JsonObject>>();
  for (const [conv_id, node_ids] of byConv) {
    found.set(conv_id, await readConv(site.app, call.actor, { conv_id, node_ids: [...new Set(node_ids)], asked }));
  }
  const values: Json[] = [];
  for (const { conv_id, node_id } of asked.series) values.push((await found.get(conv_id)?.(node_id)) ?? {});
  return jsonAnswer({ values });
}

interface Wanted {
  conv_id: number;
  node_ids: string[];
  asked: Fields;
}

/** The values of a process's nodes, read once for all of them. */
async function readConv(app: ApiApp, actor: Actor, wanted: Wanted): Promise<(node_id: string) => Promise<JsonObject>> {
  const { conv_id, node_ids, asked } = wanted;
  const { archive, catalog } = app.ports;
  const object = await catalog.read('conv', conv_id);
  if (object === null || object.status === 'deleted') return async () => ({ error: 'not_found' });
  if (!(await app.rights.may(actor, 'view', object))) return async () => ({ error: 'access_denied' });
  const nodes = new Map((await app.processes.get(conv_id))?.process.nodes.map((node) => [node.id, node]));
  const counts = new Map((await archive.counts(conv_id)).map(({ node_id, count }) => [node_id, count]));
  const rows: StatRow[] = [];
  const { start, end } = asked;
  const range = start === undefined || end === undefined ? null : { start, end };
  for (const piece of range === null ? [] : wholeTime(range)) {
    rows.push(...(await archive.stats({ conv_id, node_ids, ...piece })));
  }
  const points = range === null ? null : pieceOf(asked, range);
  const steps = points === null ? [] : await archive.stats({ conv_id, node_ids, ...points });
  return async (node_id) => {
    const node = nodes.get(node_id);
    if (node === undefined) return { error: 'not_found', conv_title: object.title };
    const of = ({ node_id: at }: StatRow): boolean => at === node_id;
    const sums = node.logics.some(({ type }) => type === 'api_sum') ? await archive.sums(conv_id, node_id) : [];
    return {
      title: node.title,
      conv_title: object.title,
      count: counts.get(node_id) ?? 0,
      ...total(rows.filter(of)),
      ...(sums.length === 0
        ? {}
        : { sums: sums.map(({ sum_id, total: sum }): JsonObject => ({ sum_id, total: sum })) }),
      ...(points === null ? {} : { points: pointsOf(steps.filter(of), asked) }),
    };
  };
}

/** What the points of lines are read from: days of a place are summed up from its hours, or minutes. */
function pieceOf({ interval, timezone_offset }: Fields, { start, end }: { start: number; end: number }): Piece | null {
  if (interval === undefined) return null;
  const length = INTERVALS[interval];
  if (((end - start) * SECOND) / length > LIMITS.chart_points) {
    throw new TaktError('bad_request', `a line has at most ${LIMITS.chart_points} points: ask for a longer interval`);
  }
  const shift = timezone_offset * MINUTE;
  const from = Math.floor((start * SECOND - shift) / length) * length + shift;
  return { from, to: end * SECOND, interval_ms: shift % HOUR === 0 ? Math.min(length, HOUR) : MINUTE };
}

function pointsOf(rows: StatRow[], { interval = 'hour', timezone_offset }: Fields): JsonObject[] {
  const length = INTERVALS[interval];
  const shift = timezone_offset * MINUTE;
  const at = new Map<number, { in: number; out: number }>();
  for (const row of rows) {
    const start = Math.floor((row.at - shift) / length) * length + shift;
    const known = at.get(start) ?? { in: 0, out: 0 };
    at.set(start, { in: known.in + row.in, out: known.out + row.out });
  }
  const starts = [...at.keys()].sort((a, b) => a - b);
  return starts.map((start) => ({ at: start / SECOND, ...(at.get(start) ?? {}) }));
}

/** The body of a request that is one JSON object. */
export function bodyOf({ body }: SignedCall): JsonObject {
  const parsed = parseJson(body.toString('utf8'));
  if ('failure' in parsed) throw new TaktError(parsed.failure.code, parsed.failure.message);
  if (!isObject(parsed.value)) throw new TaktError('bad_request', 'the body is no JSON object');
  return parsed.value;
}

function total(rows: StatRow[]): { in: number; out: number } {
  return rows.reduce((sum, row) => ({ in: sum.in + row.in, out: sum.out + row.out }), { in: 0, out: 0 });
}
