/** What the server says of its node types, and the palette made of it. */
import { useQuery } from '@tanstack/react-query';
import type { JsonObject } from '../../../base/json.ts';
import { request, rows, text } from '../../data/client.ts';
import type { Action } from '../../graph/actions.ts';
import { isObject } from '../../graph/model.ts';
import { type DraftNode, NODE_TYPE, newNodeId } from './draft.ts';

export interface PanelField {
  name: string;
  control: string;
  types: string | null;
  options: string[];
  when: [string, (string | boolean)[]][];
  rare: boolean;
}

export interface NodeType {
  type: string;
  title: string;
  help: string;
  allowedIn: string[];
  exits: string[];
  fields: PanelField[];
  defaults: JsonObject;
}

export interface Catalogue {
  types: Map<string, NodeType>;
  functions: string[];
}

export function useCatalogue(): Catalogue | undefined {
  return useQuery({ queryKey: ['node_types'], queryFn: readCatalogue, staleTime: Number.POSITIVE_INFINITY }).data;
}

async function readCatalogue(): Promise<Catalogue> {
  const answer = await request('GET', '/api/takt/node_types');
  const types = rows(answer.list).map((row): NodeType => {
    return {
      type: text(row.type),
      title: text(row.title),
      help: text(row.help),
      allowedIn: strings(row.allowed_in),
      exits: strings(row.exits),
      fields: rows(row.fields).map(readField),
      defaults: isObject(row.defaults) ? row.defaults : {},
    };
  });
  const functions = strings(answer.functions);
  return { types: new Map(types.map((type) => [type.type, type])), functions };
}

function readField(row: JsonObject): PanelField {
  return {
    name: text(row.name),
    control: text(row.control),
    types: text(row.types) || null,
    options: strings(row.options),
    when: Object.entries(isObject(row.when) ? row.when : {}).map(([name, values]) => [
      name,
      Array.isArray(values) ? values.filter((value) => typeof value === 'string' || typeof value === 'boolean') : [],
    ]),
    rare: row.rare === true,
  };
}

function strings(value: JsonObject[string] | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** What can be put into a process, in the groups of Corezoid's palette. */
export const PALETTE: { group: string; items: Action[] }[] = [
  { group: 'flow', items: ['end', 'end_error', 'condition', 'delay'] },
  { group: 'code', items: ['set_param', 'api_code', 'git_call'] },
  { group: 'external', items: ['api', 'db_call'] },
  { group: 'queue', items: ['api_queue', 'api_get_task'] },
  {
    group: 'process',
    items: ['api_copy', 'api_rpc', 'api_rpc_reply', 'api_modify', 'api_callback', 'set_state', 'api_form'],
  },
  { group: 'dashboard', items: ['api_sum'] },
];

const TYPE_OF: Partial<Record<Action, string>> = {
  api_modify: 'api_copy',
  set_state: 'api_callback',
  condition: 'go_if_const',
  delay: 'delay',
};

export function typeOf(action: Action): string {
  return TYPE_OF[action] ?? action;
}

/** Whether it may stand in a process of this kind. Set State is how a state diagram waits for a callback. */
export function isAllowed(action: Action, convType: string, catalogue: Catalogue): boolean {
  if (action === 'set_state') return convType === 'state';
  if (action === 'api_callback' && convType === 'state') return false;
  const type = catalogue.types.get(typeOf(action));
  return type === undefined ? action === 'end' || action === 'end_error' : type.allowedIn.includes(convType);
}

/** A new node of this kind, with all its ways out leading nowhere yet. */
export function newNode(action: Action, position: [number, number], catalogue: Catalogue): DraftNode {
  const defaults = structuredClone(catalogue.types.get(typeOf(action))?.defaults ?? {});
  const base: DraftNode = {
    ...{ obj_id: newNodeId(), obj_type: NODE_TYPE.logic, title: '', description: '', stub: null, options: {} },
    ...{ logics: [], semaphors: [], position, extra: { modeForm: 'expand', icon: '' } },
  };
  const go = { type: 'go', to_node_id: '' };
  switch (action) {
    case 'end':
    case 'end_error': {
      const icon = action === 'end' ? 'success' : 'error';
      return {
        ...base,
        obj_type: NODE_TYPE.final,
        extra: { modeForm: 'collapse', icon },
        options: { save_task: true },
      };
    }
    case 'delay':
      return { ...base, semaphors: [{ type: 'time', value: 30, dimension: 'sec', to_node_id: '' }] };
    case 'set_state':
      return { ...base, logics: [defaults, go], extra: { modeForm: 'expand', icon: 'state' } };
    case 'api_modify':
      return { ...base, logics: [{ ...defaults, mode: 'modify' }, go] };
    default:
      return { ...base, logics: [defaults, go] };
  }
}
