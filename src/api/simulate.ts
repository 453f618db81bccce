/** POST /api/takt/simulate: a process run on virtual time with scripted answers; or the same written out as a scenario. */
import { z } from 'zod';
import type { SimulationJob } from '../app/simulate_process.ts';
import { TaktError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { readProcess } from '../model/read_process.ts';
import type { OpContext } from './app.ts';
import { bodyOf } from './chart_values.ts';
import { type HttpAnswer, jsonAnswer, type SignedCall } from './http.ts';
import { anyObject, data, id, optionalFlag, ref } from './ops/fields.ts';
import { shownElement } from './ops/node_secrets.ts';
import { readFields } from './ops/op.ts';
import { tooMany } from './ops_endpoint.ts';
import type { Site } from './site.ts';

const fields = z.object({
  conv_id: id,
  draft: optionalFlag,
  data,
  ref,
  /** Fields of a scenario; its task is `data` and `ref`, its time `for`. */
  scenario: anyObject.default({}),
  for: z.string().max(100).default('1d'),
  /** Answers the scenario file instead of running it. */
  save: optionalFlag,
});

/** What a simulation costs of the pace that a key may keep. */
const COST = 100;

export async function simulate(site: Site, call: SignedCall): Promise<HttpAnswer> {
  const { app } = site;
  const asked = readFields(fields, bodyOf(call));
  if (!site.limiter.take(call.actor.user_id, COST, app.ports.clock.now())) return tooMany();
  const { draft = false, save = false, ref: wanted, ...rest } = asked;
  const prepared = await app.simulating.prepare(call.actor, { ...rest, draft, ref: wanted ?? null });
  const { job, hidden } = prepared;
  if (save) return jsonAnswer({ file: await fileOf({ actor: call.actor, app, place: call.place }, job) });
  if (app.simulate === undefined) throw new TaktError('not_supported', 'simulations: not supported by this server');
  const { timeline, convs, differences, end, stopped } = await app.simulate(job, call.onGone);
  const start = Date.parse(job.scenario.start);
  const around = jsonAnswer({ start, end, stopped, differences, convs: namesOf(job, convs), hidden });
  return counted(call, { ...around, body: `${around.body.slice(0, -1)},"timeline":${timeline}}` });
}

/** Timelines are large: those that were made and not taken have a limit together, as all answers of a key have. */
function counted({ place }: SignedCall, answer: HttpAnswer & { body: string }): HttpAnswer {
  const bytes = Buffer.byteLength(answer.body);
  if (bytes > place.left()) throw new TaktError('busy', 'take the answers that wait for you first, or simulate less');
  place.set(bytes);
  return answer;
}

/** Titles of the processes and their nodes, by the numbers they have in the timeline. */
function namesOf({ processes }: SimulationJob, numbers: Record<string, number>): JsonObject {
  const { main, main_id = 0, others } = processes;
  const all: [string, JsonObject][] = [[String(main_id), main], ...Object.entries(others)];
  const named = all.map(([name, raw]): [string, Json] => {
    const { title, nodes } = readProcess(raw).process;
    return [
      String(numbers[name] ?? name),
      { title, nodes: Object.fromEntries(nodes.map((node) => [node.id, node.title])) },
    ];
  });
  return Object.fromEntries(named);
}

/** A scenario file that `takt test` runs anywhere: with every process in it, named as it is called. */
async function fileOf(ctx: OpContext, { scenario, processes }: SimulationJob): Promise<JsonObject> {
  const { main, main_id = 0, others, aliases = {}, variables } = processes;
  const shown = async (raw: JsonObject, obj_id: number): Promise<JsonObject> => shownElement(ctx, { ...raw, obj_id });
  const beside: JsonObject = {};
  for (const [name, raw] of Object.entries(others)) beside[name] = await shown(raw, Number(name) || 0);
  for (const [alias, target] of Object.entries(aliases)) {
    const raw = target === main_id ? await shown(main, main_id) : beside[target];
    if (raw !== undefined) beside[`@${alias}`] = raw;
  }
  const { with: _with, variables: _variables, ...own } = scenario;
  const one = JSON.parse(JSON.stringify(own)) as JsonObject;
  return { process: await shown(main, main_id), with: beside, variables, scenarios: [one] };
}
