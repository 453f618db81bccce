/** What can be done with the chosen node, by its menu and by keys; what may not be done is missing. */
import type { GraphNode } from '../../graph/model.ts';
import type { ProcessInfo } from '../data.ts';
import { type Points, useSetPoints } from './data.ts';
import type { Debugger } from './use_debugger.ts';

export interface NodeDeeds {
  point?: () => void;
  start?: () => void;
  put?: () => void;
  /** Neither breakpoint nor start point is left. */
  clear?: () => void;
}

/** A task is never held in a node that ends it. */
export function holds({ kind }: GraphNode): boolean {
  return kind !== 'success' && kind !== 'error';
}

/** `toggle` sets a breakpoint at any node, or removes it; null where nothing may be set. */
export function useNodeDeeds(
  { id, may }: ProcessInfo,
  points: Points,
): { toggle: ((node: string) => void) | null; deedsOf(node: GraphNode | undefined, steps: Debugger): NodeDeeds } {
  const set = useSetPoints(id);
  const { breakpoints, start } = points;
  const without = (node: string): string[] => breakpoints.filter((one) => one !== node);
  const toggle = (node: string): void =>
    set({ start, breakpoints: breakpoints.includes(node) ? without(node) : [...breakpoints, node] });
  const deedsOf = (node: GraphNode | undefined, steps: Debugger): NodeDeeds => {
    if (node === undefined) return {};
    const put = steps.canPut ? { put: () => steps.put(node.id) } : {};
    if (!may.create || !holds(node)) return put;
    return {
      ...put,
      point: () => toggle(node.id),
      start: () => set({ breakpoints, start: start === node.id ? null : node.id }),
      clear: () => set({ breakpoints: without(node.id), start: start === node.id ? null : start }),
    };
  };
  return { toggle: may.create ? toggle : null, deedsOf };
}
