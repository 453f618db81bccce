/** What a failed logic leaves in its task, by which people tell failures apart. */
import type { JsonObject } from '../base/json.ts';

const TAG = '__conveyor_api_return_type_tag__';
/** A tag is a short word; a task may hold anything under its name. */
const TAG_CHARS = 100;

/** The tag that an API Call, or another logic, has left in the task; '' where there is none. */
export function tagOf(data: JsonObject): string {
  const own = data[TAG];
  if (typeof own === 'string') return own.slice(0, TAG_CHARS);
  const name = Object.keys(data).find((key) => /^__conveyor_\w+_return_type_tag__$/.test(key));
  const value = name === undefined ? undefined : data[name];
  return typeof value === 'string' ? value.slice(0, TAG_CHARS) : '';
}

/** Whether it is unknown if the request was carried out: doing it once more may do it twice. */
export function isInDoubt(tag: string): boolean {
  return tag.endsWith('_in_doubt');
}

/** The data without what failures left in them: as a new task would have them. */
export function withoutErrors(data: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !/^__conveyor_\w+_return_\w+__$/.test(name)));
}
