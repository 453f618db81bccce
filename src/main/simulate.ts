/** `takt simulate` and `takt test`: scenarios read from files, run on virtual time, and told. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Observed } from '../app/observed.ts';
import { rawProcess } from '../app/processes.ts';
import { runScenario, type ScenarioProcesses, type ScenarioResult } from '../app/run_scenario.ts';
import type { Entry, Listener } from '../app/timeline.ts';
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { readProcess } from '../model/read_process.ts';
import { durationMs, type ProcessSource, readScenarioFile, Scenario, type ScenarioFile } from '../model/scenario.ts';
import type { CodeSandbox } from '../ports/code_sandbox.ts';
import { maskedEntries, type Names, timelineLines } from './print_timeline.ts';
import { openSandbox, openSimulatedWorld } from './simulated_world.ts';

/** Where the scenarios of the templates lie. */
const SCENARIOS = join('processes', 'scenarios');

export interface LoadedScenario {
  scenario: Scenario;
  processes: ScenarioProcesses;
}

/**
 * Prints the timeline of a process. `scenario` is a scenario file, or `FILE#name` for one scenario of it; without it
 * the first one in scenarios/NAME.json beside the process, and without that a task without data in an empty world.
 */
export async function simulateFile(
  file: string,
  options: { scenario?: string; for?: string; json: boolean },
): Promise<number> {
  const loaded = choose(file, options.scenario);
  if (options.for !== undefined) {
    if (durationMs(options.for) === null)
      throw new TaktError('bad_request', `--for "${options.for}" is no duration like 30d`);
    // What the scenario expects at its own end says nothing about another one.
    loaded.scenario = { ...loaded.scenario, for: options.for, expect: {} };
  }
  const entries: Entry[] = [];
  const sandbox = openSandbox();
  try {
    const result = await runLoaded(loaded, sandbox, (entry) => void entries.push(entry));
    const { differences } = result;
    if (options.json) {
      const masked = maskedEntries(entries, (entry) => entry).join(',');
      process.stdout.write(`{"entries":[${masked}],"differences":${JSON.stringify(differences)}}\n`);
    } else process.stdout.write(`${[...timelineLines(entries, namesOf(loaded, result)), ...differences].join('\n')}\n`);
    return differences.length === 0 ? 0 : 1;
  } finally {
    await sandbox.close();
  }
}

interface Tested {
  file: string;
  scenario: string;
  ok: boolean;
  differences: string[];
}

/** Runs all scenarios of the files and says which of them did not go as expected; 1 where one did not. */
export async function testFiles(files: string[], options: { json: boolean }): Promise<number> {
  const all = files.length > 0 ? files : scenarioFiles(SCENARIOS);
  if (all.length === 0) throw new TaktError('not_found', `there are no scenarios in ${SCENARIOS}: name a FILE`);
  const tested: Tested[] = [];
  const sandbox = openSandbox();
  try {
    for (const file of all) {
      for (const loaded of loadScenarios(file)) {
        const differences = await differencesOf(loaded, sandbox);
        const one = { file, scenario: loaded.scenario.name, ok: differences.length === 0, differences };
        tested.push(one);
        if (!options.json) process.stdout.write(`${testedText(one)}\n`);
      }
    }
  } finally {
    await sandbox.close();
  }
  const failed = tested.filter(({ ok }) => !ok).length;
  if (options.json) process.stdout.write(`${JSON.stringify(tested)}\n`);
  else process.stdout.write(`${tested.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

/** Runs a scenario; what keeps it from being run is a difference too. */
export async function differencesOf(loaded: LoadedScenario, sandbox: CodeSandbox): Promise<string[]> {
  try {
    return (await runLoaded(loaded, sandbox, () => {})).differences;
  } catch (error) {
    if (error instanceof TaktError) return [error.message];
    throw error;
  }
}

/** The scenarios of a file with their processes; throws with the place of every mistake. */
export function loadScenarios(file: string): LoadedScenario[] {
  const read = readScenarioFile(readText(file));
  if ('failure' in read) throw new TaktError(read.failure.code, `${file}:\n${read.failure.message}`);
  return read.file.scenarios.map((scenario) => ({ scenario, processes: processesOf(file, read.file, scenario) }));
}

/** Scenario files of a folder, in order. */
export function scenarioFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => join(folder, name));
}

export async function runLoaded(loaded: LoadedScenario, sandbox: CodeSandbox, tell: Listener): Promise<ScenarioResult> {
  const { scenario, processes } = loaded;
  const observed = new Observed();
  const both: Listener = (entry) => {
    observed.hear(entry);
    tell(entry);
  };
  const start = Date.parse(scenario.start);
  const world = await openSimulatedWorld({ start, seed: scenario.name, sandbox, tell: both });
  const { simulation, clock: time, http: script, database } = world;
  try {
    return await runScenario(scenario, processes, { simulation, time, script, database, observed, tell: both });
  } finally {
    await world.close();
  }
}

function choose(file: string, wanted: string | undefined): LoadedScenario {
  const [named, name] = (wanted ?? join(dirname(file), 'scenarios', basename(file))).split('#');
  const path = named ?? '';
  if (wanted === undefined && !existsSync(path)) {
    const scenario = Scenario.parse({ name: 'without a scenario', task: { data: {} } });
    return { scenario, processes: { main: rawProcess(readText(file)), others: {}, variables: {} } };
  }
  const all = loadScenarios(path);
  const loaded = name === undefined ? all[0] : all.find(({ scenario }) => scenario.name === name);
  if (loaded === undefined) {
    const names = all.map(({ scenario }) => `"${scenario.name}"`).join(', ');
    throw new TaktError('not_found', `${path} has no scenario "${name}": it has ${names}`);
  }
  return { ...loaded, processes: { ...loaded.processes, main: rawProcess(readText(file)) } };
}

function processesOf(file: string, all: ScenarioFile, scenario: Scenario): ScenarioProcesses {
  const sources = Object.entries({ ...all.with, ...scenario.with });
  const variables: Record<string, Json> = { ...all.variables, ...scenario.variables };
  const others = Object.fromEntries(sources.map(([name, source]) => [name, processOf(file, source)]));
  return { main: processOf(file, all.process), others, variables };
}

function processOf(file: string, source: ProcessSource): JsonObject {
  const text = typeof source === 'string' ? readText(resolve(dirname(file), source)) : JSON.stringify(source);
  return rawProcess(text);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new TaktError('not_found', `the file ${file} cannot be read`);
  }
}

function namesOf({ processes }: LoadedScenario, { convs }: ScenarioResult): Names {
  const raws = new Map(Object.entries({ ...processes.others, '': processes.main }));
  const named = [...convs].map(([name, id]) => {
    const raw = raws.get(name);
    const read = isObject(raw) ? readProcess(raw).process : null;
    const nodes = new Map(read?.nodes.map((node) => [node.id, node.title]));
    return [id, { title: read?.title ?? name, nodes }] as const;
  });
  return { convs: new Map(named) };
}

function testedText({ file, scenario, ok, differences }: Tested): string {
  const lines = differences.flatMap((text) => text.split('\n')).map((line) => `      ${line}`);
  return [`${ok ? 'pass' : 'FAIL'}  ${basename(file, '.json')}: ${scenario}`, ...lines].join('\n');
}
