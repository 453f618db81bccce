/**
 * A process as Corezoid exports it. The schemas are lenient: everything but the nodes may be missing, and unknown
 * fields are kept, so that what was imported can be written back unchanged. What cannot run is found by
 * engine/validate, which names every problem at once.
 */
import { z } from 'zod';

export const ConvType = z.enum(['process', 'state']);
export type ConvType = z.infer<typeof ConvType>;

/** How a process stands. */
export const ConvStatus = z.enum(['active', 'paused', 'debug', 'blocked']);
export type ConvStatus = z.infer<typeof ConvStatus>;

/** Whether a process of this status takes tasks and moves them on; one in the trash has the status `deleted`. */
export function runs(status: string): boolean {
  return status === 'active' || status === 'debug';
}

export const ParamType = z.enum(['string', 'number', 'boolean', 'object', 'array']);
export type ParamType = z.infer<typeof ParamType>;

/** A declared parameter of a process. */
export const Param = z.looseObject({
  name: z.string(),
  type: ParamType.catch('string'),
  descr: z.string().catch(''),
  flags: z.array(z.string()).catch([]),
  regex: z.string().catch(''),
  regex_error_text: z.string().catch(''),
});
export type Param = z.infer<typeof Param>;

/** A logic before its own node type has read it: only the type is known. */
export const RawLogic = z.looseObject({ type: z.string() });
export type RawLogic = z.infer<typeof RawLogic>;

export const TimeSemaphor = z.looseObject({
  type: z.literal('time'),
  value: z.union([z.number(), z.string()]),
  dimension: z.enum(['sec', 'min', 'hour', 'day']).catch('sec'),
  to_node_id: z.string().catch(''),
});
export type TimeSemaphor = z.infer<typeof TimeSemaphor>;

export const CountSemaphor = z.looseObject({
  type: z.literal('count'),
  value: z.union([z.number(), z.string()]),
  esc_node_id: z.string().catch(''),
});
export type CountSemaphor = z.infer<typeof CountSemaphor>;

/** Node kinds of Corezoid: `stub` is a Call a Process whose Stub Mode is on. */
export const NODE_KIND = { logic: 0, start: 1, final: 2, escalation: 3, stub: 4 } as const;

/** A node in the form everything works with, made from an export by model/read_process. */
export interface ProcessNode {
  id: string;
  obj_type: number;
  title: string;
  description: string;
  x: number;
  y: number;
  logics: RawLogic[];
  timer: TimeSemaphor | null;
  alarm: CountSemaphor | null;
  /** Branches of Stub Mode, each a list of logics. */
  stub: RawLogic[][];
  /** The parsed `extra` (form, icon) and `options` (save_task, direct_url, …). */
  extra: Record<string, unknown>;
  options: Record<string, unknown>;
}

/** A process in the form everything works with. */
export interface Process {
  title: string;
  description: string;
  conv_type: ConvType;
  status: ConvStatus;
  ref_mask: boolean;
  params: Param[];
  nodes: ProcessNode[];
}

/** One thing found wrong (or doubtful) in a process, and what to do about it. */
export interface Problem {
  level: 'error' | 'warning';
  /** Stable name of the rule. */
  rule: string;
  node_id: string | null;
  node_title: string | null;
  message: string;
}
