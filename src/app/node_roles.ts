/** What the nodes of a process are for, as pages over all processes tell it: where tasks begin, fail, or are retried. */
import { isObject } from '../base/json.ts';
import { NODE_KIND, type Process } from '../model/process.ts';

export interface NodeRoles {
  start: string | null;
  /** Final nodes that mean an error: drawn so, or what an error leads to. */
  errors: Set<string>;
  /** Where tasks stand after an error, until they are tried again or end. */
  escalations: Set<string>;
}

export function rolesOf({ nodes }: Process): NodeRoles {
  const finals = new Set(nodes.filter(({ obj_type }) => obj_type === NODE_KIND.final).map(({ id }) => id));
  const escalations = nodes.filter(({ obj_type }) => obj_type === NODE_KIND.escalation);
  const drawn = nodes.filter(({ id, extra }) => finals.has(id) && isObject(extra) && extra.icon === 'error');
  const failing = nodes.flatMap(({ logics }) => logics.map(({ err_node_id }) => err_node_id));
  const onward = escalations.flatMap(({ logics }) => logics.map(({ to_node_id }) => to_node_id));
  const named = [...failing, ...onward].filter((id): id is string => typeof id === 'string');
  return {
    start: nodes.find(({ obj_type }) => obj_type === NODE_KIND.start)?.id ?? null,
    errors: new Set([...drawn.map(({ id }) => id), ...named.filter((id) => finals.has(id) && !isSuccess(nodes, id))]),
    escalations: new Set(escalations.map(({ id }) => id)),
  };
}

/** A final node that is drawn as a success is none that means an error, whatever leads to it. */
function isSuccess(nodes: Process['nodes'], id: string): boolean {
  return nodes.find((node) => node.id === id)?.extra.icon === 'success';
}
