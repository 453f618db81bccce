/** What an expression may name: declared parameters, those that nodes upstream write, variables, aliases, functions. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Json, JsonObject } from '../../../../base/json.ts';
import type { Suggest, Suggestion } from '../../../code/code_mirror.tsx';
import { ask, rows, text } from '../../../data/client.ts';
import { isObject, readNode } from '../../../graph/model.ts';
import { byId, type Draft, objects, textOf } from '../draft.ts';
import { useEditor, useStore } from '../store.ts';

const ROOT = ['task_id', 'ref', 'conv_id', 'node_id', 'prev_node_id', 'create_time', 'change_time', 'user_id'];

/** The parameters that a task may have when it comes to a node, each with where it comes from. */
export function paramsAt(draft: Draft, nodeId: string): Map<string, string> {
  const found = new Map(draft.params.map(({ name, descr }) => [name, descr]));
  const nodes = byId(draft.nodes);
  const before = new Map<string, string[]>();
  for (const node of draft.nodes) {
    for (const { to } of readNode(node).exits) before.set(to, [...(before.get(to) ?? []), node.obj_id]);
  }
  const seen = new Set<string>();
  const queue = [...(before.get(nodeId) ?? [])];
  while (queue.length > 0) {
    const id = queue.pop() ?? '';
    if (seen.has(id)) continue;
    seen.add(id);
    const node = nodes.get(id);
    for (const name of node?.logics.flatMap(written) ?? []) {
      if (!found.has(name)) found.set(name, node?.title ?? '');
    }
    queue.push(...(before.get(id) ?? []));
  }
  return found;
}

/** The parameters that a logic writes, as far as its text shows. */
function written(logic: JsonObject): string[] {
  const keys = (value: Json | undefined): string[] => (isObject(value) ? Object.keys(value).filter(isName) : []);
  switch (logic.type) {
    case 'set_param':
      return keys(logic.extra);
    case 'api':
      return logic.customize_response === true ? keys(logic.response) : [];
    case 'api_code': {
      const source = textOf(logic.src) || textOf(logic.code);
      return [...source.matchAll(/\bdata\.([A-Za-z_$][\w$]*)\s*=(?!=)/g)].map((match) => match[1] ?? '');
    }
    case 'api_form':
      return objects(logic.fields).map(({ id }) => textOf(id));
    default:
      return [];
  }
}

function isName(name: string): boolean {
  return !name.includes('{{');
}

export function useSuggest(nodeId: string): Suggest {
  const store = useStore();
  const draft = useEditor(({ history }) => history.present);
  const { data: outside } = useQuery({
    queryKey: ['editor names'],
    staleTime: 60_000,
    queryFn: async () => {
      const [variables, aliases] = await Promise.all([
        ask({ type: 'list', obj: 'env_var' }).catch(() => ({ list: [] })),
        ask({ type: 'list', obj: 'aliases' }).catch(() => ({ list: [] })),
      ]);
      const names = (list: JsonObject): string[] => rows(list.list).map((row) => text(row.short_name));
      return { variables: names(variables), aliases: names(aliases) };
    },
  });
  return useMemo(() => {
    const params = paramsAt(draft, nodeId);
    const named = (labels: Iterable<string>, detail?: string): Suggestion[] =>
      [...labels].map((label) => ({ label, ...(detail === undefined ? {} : { detail }) }));
    const lists = {
      params: [...params].map(([label, detail]) => ({ label, detail: detail.slice(0, 40) })),
      roots: named(ROOT.map((name) => `root.${name}`)),
      variables: named((outside?.variables ?? []).map((name) => `@${name}`)),
      aliases: named((outside?.aliases ?? []).map((name) => `@${name}`)),
      functions: store.catalogue.functions.map((name) => ({ label: `$.${name}`, apply: `$.${name}(` })),
    };
    return (typed) => suggestAt(typed, lists);
  }, [draft, nodeId, outside, store]);
}

type Lists = Record<'params' | 'roots' | 'variables' | 'aliases' | 'functions', Suggestion[]>;

function suggestAt(typed: string, lists: Lists): ReturnType<Suggest> {
  const at = (pattern: RegExp, options: Suggestion[]): ReturnType<Suggest> => {
    const match = pattern.exec(typed);
    return match === null ? null : { from: typed.length - (match[1] ?? '').length, options };
  };
  const starts: Suggestion[] = [
    { label: 'env_var[@', detail: '…]' },
    { label: 'conv[@', detail: '…].ref[…]' },
  ];
  return (
    at(/env_var\[(@?[\w-]*)$/, lists.variables) ??
    at(/conv\[(@?[\w-]*)$/, lists.aliases) ??
    at(/(?:\{\{|<<)([\w.@]*)$/, [...lists.params, ...lists.roots, ...starts]) ??
    at(/(\$\.[a-z0-9_]*)$/, lists.functions) ??
    at(/\bdata\.([\w$]*)$/, lists.params)
  );
}

/** For where a parameter stands by its bare name: the left side of a condition. */
export function useParamNames(nodeId: string): string[] {
  const draft = useEditor(({ history }) => history.present);
  return useMemo(() => [...paramsAt(draft, nodeId).keys()], [draft, nodeId]);
}
