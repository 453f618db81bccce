/** Which total of a node an expression means: rows of Sum are found by their id, and else by their name. */
import { type ApiSum, api_sum } from '../nodes/api_sum.ts';
import type { Compiled } from './compile.ts';

/** The id of the row, or null where the node has no such row (any more). */
export function sumNamed(compiled: Compiled, node_id: string, name: string): string | null {
  const logics = compiled.nodes[compiled.byId.get(node_id) ?? -1]?.logics ?? [];
  const rows = logics.flatMap(({ type, logic }) => (type.type === api_sum.type ? (logic as ApiSum).extra : []));
  return (rows.find(({ id }) => id === name) ?? rows.find((row) => row.name === name))?.id ?? null;
}
