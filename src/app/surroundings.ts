/**
 * What a process names outside of itself, looked up for its validation. Validation asks without waiting; so it is run
 * once to hear what it asks, the answers are fetched, and it is run again with them.
 */

import type { JsonObject } from '../base/json.ts';
import { type ValidateSettings, validate, type World } from '../engine/validate.ts';
import type { Problem } from '../model/process.ts';
import { readProcess } from '../model/read_process.ts';
import type { Processes } from './processes.ts';
import type { Ports } from './world.ts';

/** Everything wrong or doubtful in a process that lies in a folder, what could not be read included. */
export async function findProblems(
  raw: JsonObject,
  folder_id: number,
  at: { catalog: Ports['catalog']; processes: Processes; settings: ValidateSettings },
): Promise<Problem[]> {
  const { process, problems } = readProcess(raw);
  const asked = { alias: new Set<string>(), conv: new Set<number>(), env_var: new Set<string>() };
  const listening: World = {
    aliasExists: (name) => asked.alias.add(name).size > 0,
    convExists: (id) => asked.conv.add(id).size > 0,
    envVarExists: (name) => asked.env_var.add(name).size > 0,
  };
  validate(process, listening, at.settings);
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
  const world: World = {
    aliasExists: (name) => aliases.has(name),
    convExists: (id) => convs.has(id),
    envVarExists: (name) => variables.has(name),
  };
  return [...problems, ...validate(process, world, at.settings)];
}

async function those<Name>(names: Set<Name>, exists: (name: Name) => Promise<boolean>): Promise<Set<Name>> {
  const found = await Promise.all([...names].map(async (name) => ((await exists(name)) ? [name] : [])));
  return new Set(found.flat());
}
