/**
 * A process as it is when it has just been made: a start that leads to a final node. A state diagram: a start that leads
 * to the first of two states, between which the parameter `status` moves a task.
 */
import { TaktError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { DAY } from '../base/time.ts';
import { ConvStatus, type ConvType, NODE_KIND } from '../model/process.ts';
import { createRawNode, emptyScheme, exportObject } from '../model/write_process.ts';

/** Version number of what was there first. Clients count theirs in seconds since 1970, so this is never one of theirs. */
export const FIRST_VERSION = 1;

/** The spellings of older servers, and the numbers that `modify conv` answers. */
const SPELLINGS: Record<string, ConvStatus> = {
  actived: 'active',
  debugged: 'debug',
  active_debug: 'debug',
  inactive: 'paused',
};

/** A status as clients write it; throws for one that nobody may set. */
export function readStatus(text: string): ConvStatus {
  const status = ConvStatus.safeParse(SPELLINGS[text] ?? text);
  if (status.success) return status.data;
  throw new TaktError('bad_request', `status "${text}" is unknown: active, paused, debug or blocked`);
}

interface NewProcess {
  title: string;
  description: string;
  conv_type: ConvType;
  status: ConvStatus;
  folder_id: number;
}

/** `next` is the final node, or the first state; `other` the second state. */
interface NewNodes {
  start: string;
  next: string;
  other: string;
}

export function newProcess({ folder_id, ...fields }: NewProcess, ids: NewNodes): JsonObject {
  const empty = exportObject(
    { ...fields, obj_id: null, parent_id: folder_id, params: [], ref_mask: true },
    emptyScheme(),
  );
  const start = {
    title: 'Start',
    obj_type: NODE_KIND.start,
    position: [500, 100],
    logics: [{ type: 'go', to_node_id: ids.next }],
    options: { direct_url: true, type_auth: 'no_auth' },
  };
  const final = {
    title: 'Final',
    obj_type: NODE_KIND.final,
    position: [500, 400],
    extra: { modeForm: 'collapse', icon: 'success' },
    options: { save_task: true },
  };
  const idle = { idle: ids.other };
  const rest =
    fields.conv_type === 'state'
      ? [
          {
            id: ids.next,
            ...setState('Active users', 240, { ...idle, self: ids.next, status: 'inactive', to: ids.other }),
          },
          {
            id: ids.other,
            ...setState('Inactive users', 680, { ...idle, self: ids.other, status: 'active', to: ids.next }),
          },
        ]
      : [{ id: ids.next, ...final }];
  return [{ id: ids.start, ...start }, ...rest].reduce<JsonObject>(
    (made, { id, ...node }) => createRawNode(made, id, node) ?? made,
    empty,
  );
}

/** Waits for a Modify: `status` leads on, anything else leaves the task here, and a day without news makes it idle. */
function setState(title: string, x: number, way: { self: string; status: string; to: string; idle: string }) {
  const { self, status, to, idle } = way;
  const when = { type: 'go_if_const', to_node_id: to };
  return {
    title,
    position: [x, 400] as [number, number],
    logics: [
      { type: 'api_callback' },
      { ...when, conditions: [{ param: 'status', const: status, fun: 'eq', cast: 'string' }] },
      { type: 'go', to_node_id: self },
    ],
    semaphors: [{ type: 'time', value: DAY / 1000, dimension: 'sec', to_node_id: idle }],
    extra: { modeForm: 'expand', icon: 'state' },
  };
}
