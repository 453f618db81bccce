/** A process as it is when it has just been made: a start that leads to a final node. */
import { TaktError } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
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

export function newProcess(
  fields: { title: string; description: string; conv_type: ConvType; status: ConvStatus; folder_id: number },
  ids: { start: string; final: string },
): JsonObject {
  const { folder_id, ...rest } = fields;
  const empty = exportObject(
    { ...rest, obj_id: null, parent_id: folder_id, params: [], ref_mask: true },
    emptyScheme(),
  );
  const final = {
    title: 'Final',
    obj_type: NODE_KIND.final,
    position: [500, 400],
    extra: { modeForm: 'collapse', icon: 'success' },
    options: { save_task: true },
  };
  const start = {
    title: 'Start',
    obj_type: NODE_KIND.start,
    position: [500, 100],
    logics: [{ type: 'go', to_node_id: ids.final }],
    options: { direct_url: true, type_auth: 'no_auth' },
  };
  const started = createRawNode(empty, ids.start, start) ?? empty;
  return createRawNode(started, ids.final, final) ?? started;
}
