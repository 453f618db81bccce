/** The timer of a node: its time semaphor, or else what a logic of old exports (delay, form) brings along. */
import { NODE_KIND, type ProcessNode, type TimeSemaphor } from '../model/process.ts';
import { nodeType } from '../nodes/registry.ts';

export function timerOf(node: ProcessNode): TimeSemaphor | null {
  if (node.timer !== null || node.obj_type === NODE_KIND.final) return node.timer;
  for (const raw of node.logics) {
    const type = nodeType(raw.type);
    if (type?.timer === undefined) continue;
    const read = type.schema.safeParse(raw);
    const timer = read.success ? type.timer(read.data, node) : null;
    if (timer !== null) return timer;
  }
  return null;
}
