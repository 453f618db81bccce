/** What a debugger keeps to in a process, as it stands in the body of its object. */
import type { JsonObject } from '../base/json.ts';

export interface Points {
  /** Nodes before which tasks are held; without any, before every node. */
  breakpoints: string[];
  /** Where new tasks begin; null: in the start. */
  start_point: string | null;
}

export function pointsOf({ breakpoints, start_point }: JsonObject): Points {
  return {
    breakpoints: Array.isArray(breakpoints) ? breakpoints.map(String) : [],
    start_point: typeof start_point === 'string' ? start_point : null,
  };
}
