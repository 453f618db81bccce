/**
 * Makes a simulation ready for a person: a process as it is deployed, or its newest draft, with the processes and
 * variables that it names as far as the person may see them. What he may not see is stood in for: a process by one
 * that replies nothing, a variable by nothing, a secret variable by the mask. So a simulation shows nobody more than
 * he could read anyhow; and nothing of it reaches the outside, for it runs on scripted answers (run_scenario.ts).
 */
import { assert, TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS, MASK } from '../base/limits.ts';
import { readProcess } from '../model/read_process.ts';
import { durationMs, readScenarioFile, type Scenario } from '../model/scenario.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import { connectionData } from './connections.ts';
import type { Drafts } from './drafts.ts';
import { type Processes, rawProcess } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { ScenarioProcesses } from './run_scenario.ts';
import { type Named, namedIn } from './surroundings.ts';
import { isSecretVariable, variableValue } from './variable_values.ts';
import type { AppSettings, Ports } from './world.ts';

export interface SimulationAsked {
  conv_id: number;
  /** The newest draft, where there is one. */
  draft: boolean;
  ref: string | null;
  data: JsonObject;
  /** `30d`. */
  for: string;
  /** Fields of a scenario, and its `variables` and `with` with processes written out. */
  scenario: JsonObject;
}

/** Everything that a thread needs to run it. */
export interface SimulationJob {
  scenario: Scenario;
  processes: ScenarioProcesses;
}

/** What came of it. */
export interface SimulationOutcome {
  /** A JSON list of entries of timeline.ts, secrets masked, without what only the engine reads. */
  timeline: string;
  /** The numbers of the processes in the entries, by their names in the job; the main one under ''. */
  convs: Record<string, number>;
  /** What was not as the scenario expects. */
  differences: string[];
  /** When it ended, virtual time in ms. */
  end: number;
  /** Why it ended before its time. */
  stopped: 'time' | 'entries' | null;
}

/** `onGone` calls back when nobody waits for it any more: it then ends, and who waits behind it begins. */
export type RunSimulation = (job: SimulationJob, onGone?: (listener: () => void) => void) => Promise<SimulationOutcome>;

interface Gathered {
  main_id: number;
  others: Record<string, JsonObject>;
  aliases: Record<string, number>;
  variables: Record<string, Json>;
  connections: Record<string, string>;
  /** Real numbers of processes that are stood in for. */
  hidden: number[];
}

export interface Prepared {
  job: SimulationJob;
  /** Processes that stand-ins took the place of. */
  hidden: number[];
}

interface Parts {
  rights: Rights;
  drafts: Drafts;
  processes: Processes;
  settings: AppSettings;
}

export class Simulating {
  private readonly ports: Pick<Ports, 'catalog' | 'clock'>;
  private readonly parts: Parts;

  constructor(ports: Pick<Ports, 'catalog' | 'clock'>, parts: Parts) {
    this.ports = ports;
    this.parts = parts;
  }

  async prepare(actor: Actor, asked: SimulationAsked): Promise<Prepared> {
    const { conv_id } = asked;
    const object = await this.parts.rights.demand(actor, 'view', 'conv', conv_id);
    if (object.status === 'deleted')
      throw new TaktError('not_found', `process ${conv_id} is in the trash: restore it first`);
    const { drafts } = this.parts;
    const version = asked.draft ? await drafts.newest(conv_id) : await drafts.inForce(conv_id);
    const main = running(rawProcess(version.text));
    const found: Gathered = { main_id: conv_id, others: {}, aliases: {}, variables: {}, connections: {}, hidden: [] };
    await this.gather(actor, main, object.parent_id, found);
    return { job: jobOf(main, asked, { found, now: this.ports.clock.now() }), hidden: found.hidden };
  }

  /** What a process names, and what those name in their turn. */
  private async gather(actor: Actor, raw: JsonObject, folder_id: number, found: Gathered): Promise<void> {
    const named = namedIn(readProcess(raw).process, this.parts.settings);
    for (const name of named.env_var) await this.addVariable(actor, name, { folder_id, found });
    for (const id of named.connection) await this.addConnection(id, found);
    for (const id of await this.called(named, folder_id, found)) {
      if (id !== found.main_id && found.others[id] === undefined) await this.addProcess(actor, id, found);
    }
  }

  private async addProcess(actor: Actor, id: number, found: Gathered): Promise<void> {
    const object = await this.ports.catalog.read('conv', id);
    if (object === null) return;
    if (Object.keys(found.others).length >= LIMITS.simulation_processes) {
      const most = LIMITS.simulation_processes;
      throw new TaktError('too_large', `the process works with more than ${most} others: they cannot be simulated`);
    }
    if (!(await this.parts.rights.may(actor, 'view', object))) {
      found.others[id] = standIn(id);
      found.hidden.push(id);
      return;
    }
    const raw = running(rawProcess((await this.parts.drafts.inForce(id)).text));
    found.others[id] = raw;
    await this.gather(actor, raw, object.parent_id, found);
  }

  /** The numbers of all processes that are named; what an alias means is kept by the way. */
  private async called(named: Named, folder_id: number, found: Gathered): Promise<number[]> {
    const ids = [...named.conv];
    for (const name of named.alias) {
      const id = await this.parts.processes.resolveId(`@${name}`, folder_id);
      if (id === null) continue;
      found.aliases[name] ??= id;
      ids.push(id);
    }
    return ids;
  }

  private async addVariable(
    actor: Actor,
    name: string,
    { folder_id, found }: { folder_id: number; found: Gathered },
  ): Promise<void> {
    const written = /^\d+$/.test(name) ? name : `@${name}`;
    if (found.variables[written] !== undefined) return;
    const variable = await this.parts.processes.variable(written, folder_id);
    if (variable !== null) found.variables[written] = await this.shownValue(actor, variable);
  }

  private async shownValue(actor: Actor, variable: CatalogObject): Promise<Json> {
    if (isSecretVariable(variable)) return MASK;
    return (await this.parts.rights.may(actor, 'view', variable)) ? variableValue(variable) : '';
  }

  private async addConnection(id: number, found: Gathered): Promise<void> {
    const instance = await this.ports.catalog.read('instance', id);
    const isMysql = instance !== null && connectionData(instance).driver === 'mysql';
    found.connections[id] = isMysql ? 'mysql' : 'postgres';
  }
}

/** The scenario that is asked for, with what was gathered where it says nothing itself. */
function jobOf(main: JsonObject, asked: SimulationAsked, at: { found: Gathered; now: number }): SimulationJob {
  const { found, now } = at;
  const { with: given = {}, variables = {}, ...scenario } = asked.scenario;
  const drivers = isObject(scenario.connections) ? scenario.connections : {};
  const task = { data: asked.data, ...(asked.ref === null ? {} : { ref: asked.ref }) };
  // From a whole second on, as timers have seconds: a day is then a day, to the second.
  const start = new Date(now - (now % 1000)).toISOString();
  const named = { name: `process ${asked.conv_id}`, start, ...scenario };
  const whole = { ...named, connections: { ...found.connections, ...drivers }, task, for: asked.for };
  const known = { ...found.variables, ...(isObject(variables) ? variables : {}) };
  const text = JSON.stringify({ process: main, with: given, variables: known, scenarios: [whole] });
  const read = readScenarioFile(text);
  if ('failure' in read) throw new TaktError(read.failure.code, read.failure.message);
  const { file } = read;
  const [one] = file.scenarios;
  assert(one !== undefined, 'a file that was read has a scenario');
  checkLength(one);
  const instead = Object.entries({ ...file.with, ...one.with }).map(([name, source]) => writtenOut(name, source));
  const others = { ...found.others, ...Object.fromEntries(instead) };
  const aliases = Object.entries(found.aliases).filter(([name]) => others[`@${name}`] === undefined);
  const names = { main_id: found.main_id, aliases: Object.fromEntries(aliases) };
  return { scenario: one, processes: { main, others, variables: { ...file.variables, ...one.variables }, ...names } };
}

/** A simulation has no debugger and nobody who would resume it. */
function running(raw: JsonObject): JsonObject {
  return { ...raw, status: 'active' };
}

function checkLength(scenario: Scenario): void {
  const ms = durationMs(scenario.for) ?? 0;
  const latest = Math.max(
    ms,
    ...scenario.events.map(({ at }) => durationMs(at) ?? Date.parse(at) - Date.parse(scenario.start)),
  );
  if (latest <= LIMITS.simulation_virtual_ms) return;
  throw new TaktError('bad_request', `a simulation takes ${LIMITS.simulation_virtual_ms / 86_400_000} days at most`);
}

function writtenOut(name: string, source: string | JsonObject): [string, JsonObject] {
  if (typeof source !== 'string') return [name, source];
  throw new TaktError('bad_request', `with.${name}: files cannot be read here; write the process out`);
}

/** A process that answers nothing to whoever calls it. */
function standIn(id: number): JsonObject {
  const node = (node_id: string, obj_type: number, logics: JsonObject[]): JsonObject => {
    return { id: node_id, obj_type, title: node_id, condition: { logics, semaphors: [] } };
  };
  const reply = { type: 'api_rpc_reply', mode: 'key_value', res_data: {}, res_data_type: {}, throw_exception: false };
  const nodes = [
    node('start', 1, [{ type: 'go', to_node_id: 'reply' }]),
    node('reply', 0, [reply, { type: 'go', to_node_id: 'end' }]),
    node('end', 2, []),
  ];
  const about = { obj_type: 1, conv_type: 'process', title: `process ${id}`, status: 'active', params: [] };
  return { ...about, scheme: { nodes } };
}
