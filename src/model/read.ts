/** What an expression may ask of the world: the caller of the engine gets the answers, and the engine goes on. */
import type { Json } from '../base/json.ts';

export type Read =
  /** {{conv[ID].ref[REF]…}}; conv is "123" or "@alias". */
  | { kind: 'task'; conv: string; ref: string }
  /** {{env_var[@name]}}; "@name" or "12". */
  | { kind: 'env_var'; name: string }
  /** {{node[N].count}} of this process (conv null) or another. */
  | { kind: 'count'; conv: string | null; node: string }
  /** {{node[N].SumID}}. */
  | { kind: 'sum'; conv: string | null; node: string; id: string }
  /** {{node[N].public_callback_corezoid}}. */
  | { kind: 'callback_url'; conv: string | null; node: string; style: string };

/** What a number is a count or total of: so the engine can add what the run in hand has done itself. */
export interface NumberOf {
  conv_id: number;
  node_id: string;
  /** null: the number of tasks in the node. */
  sum_id: string | null;
}

export type ReadAnswer =
  | { value: Json | undefined; secret?: boolean; of?: NumberOf }
  | { failure: { tag: string; description: string } };

/** A text that is the same for the same read, by which answers are found. */
export function readKey(read: Read): string {
  return JSON.stringify(Object.values(read));
}
