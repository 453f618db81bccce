/** The errors that several node types report in the same words, as Corezoid's tables have them. */
import { type Json, type JsonObject, sizeText } from '../../base/json.ts';
import { toText } from '../../template/text.ts';
import type { ConveyorError } from '../node_type.ts';

export function software(prefix: string, tag: string, description: string, also?: JsonObject): ConveyorError {
  const error: ConveyorError = { prefix, type: 'software', tag, description };
  return also === undefined ? error : { ...error, also };
}

export function sizeError(prefix: string, tag: string, size: number, max: number): ConveyorError {
  return software(prefix, tag, sizeText(size, max));
}

/** The one sentence Corezoid has for a value that does not fit its type. */
export function convertText(param: string, value: Json | undefined, type: string): string {
  const shown = value === null ? 'null' : toText(value);
  return `Param: ${param}, Value: ${shown}, Try convert to: ${type}`;
}
