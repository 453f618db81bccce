/**
 * A task as a scenario for `takt test` (docs/scenarios.md): the data it began with, the way it went and where it is. What
 * the outside answered is not kept in a history; an API Call gets a rule that answers with what the node changed.
 */
import type { Json, JsonObject } from '../../../base/json.ts';
import { text } from '../../data/client.ts';
import type { GraphModel, GraphNode } from '../../graph/model.ts';
import { firstData, type Stay, staysOf, type Task } from './task_data.ts';

export function scenarioOf(title: string, task: Task, graph: GraphModel): JsonObject {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const stays = staysOf(task).reverse();
  const name = (id: string): string => byId.get(id)?.title || id;
  const world = stays.flatMap((stay): JsonObject[] => {
    const node = byId.get(stay.node);
    return node?.action === 'api' ? [ruleOf(node, stay)] : [];
  });
  return {
    process: `../${fileName(title)}.json`,
    scenarios: [
      {
        name: `as task ${task.ref ?? task.id} went`,
        task: { ...(task.ref === null ? {} : { ref: task.ref }), data: firstData(task) },
        ...(world.length === 0 ? {} : { world }),
        expect: {
          node: name(task.node),
          wait: task.waits ?? 'final',
          path: stays.map(({ node }) => name(node)),
        },
      },
    ],
  };
}

function ruleOf({ raw }: GraphNode, { changes }: Stay): JsonObject {
  const logics = Array.isArray(raw.logics) ? raw.logics : [];
  const logic = logics.find((one) => typeof one === 'object' && one !== null && 'type' in one && one.type === 'api');
  const { method, url } = (logic ?? {}) as JsonObject;
  const body: Record<string, Json> = {};
  for (const change of changes) if (change.kind !== 'removed') body[change.path] = change.after;
  // The longest part of the address that holds no expression.
  const parts = text(url).split(/\{\{.*?\}\}|<<.*?>>/);
  const part = parts.reduce((longest, one) => (one.length > longest.length ? one : longest), '');
  return { when: { method: text(method) || 'POST', ...(part === '' ? {} : { url: part }) }, answers: [{ body }] };
}

function fileName(title: string): string {
  return (
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || 'process'
  );
}
