/** Takes a whole import back: what it made goes into the trash, and aliases that it led elsewhere lead where they did. */
import type { JsonObject } from '../../base/json.ts';
import { askAll, number, type Op, rows, text } from '../data/client.ts';

/** Of what an import made, all that does not lie in a folder that came along. */
export function madeAtTop(result: JsonObject): JsonObject[] {
  const made = rows(result.scheme);
  const folders = new Set(made.filter(({ obj_type }) => obj_type === 'folder').map(({ old_obj_id }) => old_obj_id));
  return made.filter(({ old_parent_id }) => !folders.has(old_parent_id));
}

export async function rollBack(result: JsonObject): Promise<void> {
  const relinked = rows(result.relinked).map(({ obj_id, obj_to_id }): Op => {
    const link = typeof obj_to_id === 'number' ? { link: true, obj_to_id } : { link: false };
    return { type: 'link', obj: 'alias', obj_id, ...link };
  });
  const gone = [...rows(result.names), ...madeAtTop(result)].map(({ obj_type, obj_id }): Op => {
    return { type: 'delete', obj: text(obj_type), obj_id: number(obj_id) };
  });
  await askAll([...relinked, ...gone]);
}
