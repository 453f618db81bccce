/** Which operation is carried out by whom: `obj` and `type` of an op lead to one row. */
import { type JsonObject } from '../../base/json.ts';
import type { OpHandler, TaskOpHandler } from './op.ts';
import * as task from './task.ts';

type Handler = OpHandler | TaskOpHandler;

const TABLE: Record<string, Record<string, Handler>> = {
  task: { create: task.create, modify: task.modify, show: task.show, get: task.show, delete: task.remove },
};

export function findOp({ obj, type }: JsonObject): Handler | null {
  if (typeof obj !== 'string' || typeof type !== 'string' || !Object.hasOwn(TABLE, obj)) return null;
  const ofObject = TABLE[obj] ?? {};
  return Object.hasOwn(ofObject, type) ? (ofObject[type] ?? null) : null;
}
