/** Small processes to build exports of, as a person would write them. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { Problem, Process } from '../../src/model/process.ts';
import { readExport, readProcess } from '../../src/model/read_process.ts';

export function node(id: string, obj_type: number, logics: Json[], more: JsonObject = {}): JsonObject {
  return {
    id,
    obj_type,
    condition: { logics, semaphors: [] },
    title: `Title of ${id}`,
    description: '',
    x: 10,
    y: 20,
    extra: '{"modeForm":"expand","icon":""}',
    options: null,
    ...more,
  };
}

export function go(to_node_id: string): JsonObject {
  return { type: 'go', to_node_id };
}

export function exported(nodes: Json[], more: JsonObject = {}): JsonObject {
  return {
    obj_type: 1,
    obj_id: 7,
    parent_id: 0,
    title: 'A process',
    description: '',
    status: 'active',
    params: [],
    ref_mask: true,
    conv_type: 'process',
    scheme: { nodes, web_settings: [[], []] },
    ...more,
  };
}

export function startAndEnd(): JsonObject[] {
  return [node('start', 1, [go('end')]), node('end', 2, [])];
}

/** Reads an export that must be readable and hold one process first. */
export function readOne(value: Json): { process: Process; problems: Problem[]; raw: JsonObject } {
  const read = readExport(JSON.stringify(value));
  if ('failure' in read) throw new Error(read.failure.message);
  const raw = read.elements[0]?.raw ?? {};
  return { ...readProcess(raw), raw };
}
