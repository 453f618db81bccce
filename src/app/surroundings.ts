/**
 * What a process names outside of itself, looked up for its validation. Validation asks without waiting; so it is run
 * once to hear what it asks, the answers are fetched, and it is run again with them.
 */

import type { JsonObject } from '../base/json.ts';
import { type ValidateSettings, validate, type World } from '../engine/validate.ts';
import type { Problem, Process } from '../model/process.ts';
import { readProcess } from '../model/read_process.ts';
import { api_queue } from '../nodes/api_queue.ts';
import { connectionData } from './connections.ts';
import type { Processes } from './processes.ts';
import type { Ports } from './world.ts';

/** Where it is looked up: in what is stored, or in what will be (import_view.ts). */
export interface Surroundings {
  catalog: Pick<Ports['catalog'], 'read'>;
  processes: Pick<Processes, 'resolveId'> &
    Partial<Pick<Processes, 'get'>> & { names: Pick<Processes['names'], 'find'> };
}

/** What does not depend on where the process lies. */
export interface Checks {
  settings: ValidateSettings;
  /** Where the code of Code nodes would run. */
  sandbox: Pick<Ports['sandbox'], 'check'>;
}

/** What a process names outside of itself. */
export interface Named {
  alias: Set<string>;
  conv: Set<number>;
  env_var: Set<string>;
  /** JSON of [process, node]. */
  queue: Set<string>;
  connection: Set<number>;
  /** Sources of Code nodes. */
  code: Set<string>;
}

/** Aliases without their `@`; variables by short name, or by number as text. */
export function namedIn(process: Process, settings: ValidateSettings): Named {
  const named: Named = {
    ...{ alias: new Set<string>(), conv: new Set<number>(), env_var: new Set<string>() },
    queue: new Set<string>(),
    connection: new Set<number>(),
    code: new Set<string>(),
  };
  const listening: World = {
    aliasExists: (name) => named.alias.add(name).size > 0,
    convExists: (id) => named.conv.add(id).size > 0,
    envVarExists: (name) => named.env_var.add(name).size > 0,
    queueExists: (conv, node_id) => named.queue.add(JSON.stringify([conv, node_id])).size > 0,
    connection: (id) => (named.connection.add(id).size > 0 ? 'postgres' : null),
    codeError: (src) => (named.code.add(src).size > 0 ? null : ''),
  };
  validate(process, listening, settings);
  return named;
}

/** Everything wrong or doubtful in a process that lies in a folder, what could not be read included. */
export async function findProblems(raw: JsonObject, folder_id: number, at: Surroundings & Checks): Promise<Problem[]> {
  const { process, problems } = readProcess(raw);
  const asked = namedIn(process, at.settings);
  const { names } = at.processes;
  const aliases = await those(
    asked.alias,
    async (name) => (await at.processes.resolveId(`@${name}`, folder_id)) !== null,
  );
  const convs = await those(asked.conv, async (id) => (await at.catalog.read('conv', id)) !== null);
  const variables = await those(asked.env_var, async (name) =>
    /^\d+$/.test(name)
      ? (await at.catalog.read('env_var', Number(name))) !== null
      : (await names.find('env_var', name, folder_id)) !== null,
  );
  const queues = await those(asked.queue, async (pair) => {
    const [conv, node_id] = JSON.parse(pair) as [string, string];
    return isQueue(at.processes, await at.processes.resolveId(conv, folder_id), node_id);
  });
  const drivers = new Map<number, string | null>();
  for (const id of asked.connection) drivers.set(id, await driverOf(at.catalog, id));
  const codeErrors = new Map(
    await Promise.all([...asked.code].map(async (src) => [src, await at.sandbox.check(src)] as const)),
  );
  const world: World = {
    aliasExists: (name) => aliases.has(name),
    convExists: (id) => convs.has(id),
    envVarExists: (name) => variables.has(name),
    queueExists: (conv, node_id) => queues.has(JSON.stringify([conv, node_id])),
    connection: (id) => drivers.get(id) ?? null,
    // What could not be checked now is not called wrong: it is compiled again where it runs.
    codeError: (src) => codeErrors.get(src) ?? null,
  };
  return [...problems, ...validate(process, world, at.settings)];
}

async function driverOf(catalog: Surroundings['catalog'], id: number): Promise<string | null> {
  const instance = await catalog.read('instance', id);
  return instance === null || instance.status === 'deleted' ? null : connectionData(instance).driver;
}

/** What is not in force yet, or cannot be asked, is not called wrong. */
async function isQueue(
  processes: Surroundings['processes'],
  conv_id: number | null,
  node_id: string,
): Promise<boolean> {
  const live = conv_id === null ? null : ((await processes.get?.(conv_id)) ?? null);
  if (live === null) return true;
  const { nodes, byId } = live.compiled;
  return nodes[byId.get(node_id) ?? -1]?.logics.some(({ type }) => type === api_queue) ?? false;
}

async function those<Name>(names: Set<Name>, exists: (name: Name) => Promise<boolean>): Promise<Set<Name>> {
  const found = await Promise.all([...names].map(async (name) => ((await exists(name)) ? [name] : [])));
  return new Set(found.flat());
}
