/** Runs one scenario over a simulation: the processes, the task, what happens at which instant, and what is expected. */
import { TaktError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { readProcess } from '../model/read_process.ts';
import { type DbRule, durationMs, type Rule, type Scenario, type ScenarioEvent } from '../model/scenario.ts';
import { type Looked, type Observed, unmet } from './observed.ts';
import type { Simulation, TaskResult, VirtualTime } from './simulation.ts';
import type { Listener } from './timeline.ts';

/** The scripted outside. */
export interface Script {
  setRules(rules: Rule[]): void;
  /** Requests that no rule answered. */
  readonly unexpected: readonly string[];
}

/** The same of databases. */
export interface DbScript {
  setRules(rules: DbRule[]): void;
  readonly unexpected: readonly string[];
}

export interface ScenarioParts {
  simulation: Simulation;
  time: Pick<VirtualTime, 'now'>;
  script: Script;
  database: DbScript;
  observed: Observed;
  tell: Listener;
}

/** The processes of a scenario, read from their files. */
export interface ScenarioProcesses {
  main: JsonObject;
  /** By their names in `with`. */
  others: Record<string, JsonObject>;
  variables: Record<string, Json>;
  /** The number of the main process, where it has one by which it is called. */
  main_id?: number;
  /** Further names of processes that have a number here. */
  aliases?: Record<string, number>;
}

export interface ScenarioResult {
  /** Everything that was not as expected. */
  differences: string[];
  /** The numbers of the processes: the main one under ''. */
  convs: Map<string, number>;
}

export async function runScenario(
  scenario: Scenario,
  processes: ScenarioProcesses,
  parts: ScenarioParts,
): Promise<ScenarioResult> {
  return new ScenarioRun(scenario, parts).run(processes);
}

type Change = Pick<Scenario['before'][number], 'process' | 'ref' | 'data'>;

class ScenarioRun {
  private readonly scenario: Scenario;
  private readonly parts: ScenarioParts;
  private readonly convs = new Map<string, number>();
  private readonly differences: string[] = [];
  private looked: Looked;

  constructor(scenario: Scenario, parts: ScenarioParts) {
    this.scenario = scenario;
    this.parts = parts;
    this.looked = { observed: parts.observed, obj_id: null, titles: new Map(), others: this.convs };
  }

  async run(processes: ScenarioProcesses): Promise<ScenarioResult> {
    const { scenario, parts } = this;
    const { simulation, script, time } = parts;
    const start = time.now();
    await this.add(processes);
    script.setRules(scenario.world);
    parts.database.setRules(scenario.database);
    for (const change of scenario.before) await this.create(change, undefined);
    const made = await this.create(scenario.task, undefined);
    const obj_id = 'task' in made ? made.task.obj_id : null;
    const titles = new Map(readProcess(processes.main).process.nodes.map(({ id, title }) => [id, title]));
    this.looked = { ...this.looked, obj_id, titles };
    const events = scenario.events.map((event) => ({ event, at: instantOf(event.at, start) }));
    for (const { event, at } of events.sort((a, b) => a.at - b.at)) {
      await simulation.runUntil(at, { idle: false });
      await this.happen(event);
    }
    const end = start + (durationMs(scenario.for) ?? 0);
    await simulation.runUntil(Math.max(end, time.now()), { idle: true });
    this.expect(scenario.expect, 'at the end');
    for (const query of new Set(parts.database.unexpected))
      this.differences.push(`no rule of the database answers ${query}`);
    for (const request of new Set(script.unexpected)) this.differences.push(`no rule of the world answers ${request}`);
    return { differences: this.differences, convs: this.convs };
  }

  /** All processes are there before any of them is checked: they may name each other. */
  private async add({ main, others, variables, main_id, aliases = {} }: ScenarioProcesses): Promise<void> {
    const { simulation } = this.parts;
    for (const [name, value] of Object.entries(variables)) await simulation.addVariable(name.replace(/^@/, ''), value);
    for (const [name, raw] of Object.entries(others)) {
      const id = name.startsWith('@') ? { alias: name.slice(1) } : { id: Number(name) };
      this.convs.set(name, await simulation.addProcess(raw, id));
    }
    this.convs.set('', await simulation.addProcess(main, main_id === undefined ? {} : { id: main_id }));
    for (const [name, id] of Object.entries(aliases)) await simulation.addAlias(name, id);
    for (const id of connectionsIn([main, ...Object.values(others)])) {
      await simulation.addConnection(id, this.scenario.connections[id] ?? 'postgres');
    }
    for (const [name, raw] of [...Object.entries(others), ['', main] as const]) {
      const problems = (await simulation.problems(raw)).filter(({ level }) => level === 'error');
      const [first] = problems;
      if (first === undefined) continue;
      const called = name === '' ? 'the process' : `the process ${name}`;
      const where = first.node_id === null ? '' : `node "${first.node_title}" (${first.node_id}): `;
      const details = { conv_id: this.conv(name), problems };
      throw new TaktError('bad_process', `${called} cannot run: ${where}${first.message}`, details);
    }
  }

  private async happen(event: ScenarioEvent): Promise<void> {
    const { simulation, script } = this.parts;
    if (event.expect !== undefined) this.expect(event.expect, `at ${event.at}`);
    if (event.world !== undefined) {
      script.setRules(event.world);
      this.parts.tell({ kind: 'event', at: this.parts.time.now(), text: 'the world changes' });
    }
    if (event.database !== undefined) {
      this.parts.database.setRules(event.database);
      this.parts.tell({ kind: 'event', at: this.parts.time.now(), text: 'the databases change' });
    }
    const { modify, create, refused } = event;
    if (modify !== undefined) {
      const { process = '', ref = this.scenario.task.ref ?? '', data } = modify;
      await this.attempt({ what: 'modify', process, ref, data }, refused, () =>
        simulation.modifyTask(this.conv(process), ref, data),
      );
    }
    if (create !== undefined) await this.create(create, refused);
  }

  private async create({ process = '', ref, data }: Change, refused: string | undefined): Promise<TaskResult> {
    return this.attempt({ what: 'create', process, ref: ref ?? '', data }, refused, () =>
      this.parts.simulation.createTask(this.conv(process), ref ?? null, data),
    );
  }

  /** Tells what is done before it is done, and that it was refused after. */
  private async attempt(
    { what, process, ref, data }: { what: string; process: string; ref: string; data: JsonObject },
    expected: string | undefined,
    act: () => Promise<TaskResult>,
  ): Promise<TaskResult> {
    const text = [what, process, ref, Object.keys(data).join(', ')].filter((part) => part !== '').join(' ');
    this.parts.tell({ kind: 'event', at: this.parts.time.now(), text });
    const result = await act();
    const refused = 'failure' in result ? `${result.failure.code}: ${result.failure.message}` : null;
    if (refused !== null) this.parts.tell({ kind: 'event', at: this.parts.time.now(), text: `refused: ${refused}` });
    const code = 'failure' in result ? result.failure.code : undefined;
    if (code !== expected) {
      const wanted = expected === undefined ? 'to be taken' : `to be refused with ${expected}`;
      this.differences.push(`${text}: expected ${wanted}, was ${refused === null ? 'taken' : `refused (${refused})`}`);
    }
    return result;
  }

  private expect(expect: Scenario['expect'], when: string): void {
    this.differences.push(...unmet(expect, this.looked).map((text) => `${when}: ${text}`));
  }

  private conv(name: string): number {
    const id = this.convs.get(name);
    if (id === undefined) throw new TaktError('bad_request', `"${name}" is none of the processes in "with"`);
    return id;
  }
}

/** Numbers of the database connections that are written out in the processes. */
function connectionsIn(raws: JsonObject[]): Set<number> {
  const nodes = raws.flatMap((raw) => readProcess(raw).process.nodes);
  const numbers = nodes.flatMap(({ logics }) =>
    logics.filter(({ type }) => type === 'db_call').map(({ instance_id }) => Number(instance_id)),
  );
  return new Set(numbers.filter((id) => Number.isSafeInteger(id) && id > 0));
}

function instantOf(at: string, start: number): number {
  const duration = durationMs(at);
  return duration === null ? Date.parse(at) : start + duration;
}
