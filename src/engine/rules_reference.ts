/**
 * Rules about what a process names outside of itself. They are warnings: what is missing today may be there when a
 * task comes.
 */
import type { Read } from '../model/read.ts';
import { literalReads } from '../template/evaluate.ts';
import { type Checked, type CheckedNode, convOf, type Finding, type Rule, textsOf } from './checked.ts';

/** A process, variable or node that is written out in a node, and where. */
interface Reference<What> {
  node: CheckedNode;
  where: string;
  what: What;
}

function readsOf({ nodes }: Checked): Reference<Read>[] {
  return nodes.flatMap((node) =>
    textsOf(node).flatMap(({ where, text }) => literalReads(text).map((what) => ({ node, where, what }))),
  );
}

/** Processes by number or `@alias`; those that are computed are not known yet. */
function convsOf(checked: Checked): Reference<string>[] {
  const inLogics = checked.nodes.flatMap((node) =>
    node.logics.flatMap((logic) => {
      const what = convOf(logic);
      return what === null ? [] : [{ node, where: `conv_id of ${logic.place}`, what }];
    }),
  );
  const inReads = readsOf(checked).flatMap(({ node, where, what }) =>
    'conv' in what && what.conv !== null ? [{ node, where, what: what.conv }] : [],
  );
  return [...inLogics, ...inReads];
}

function findAlias(checked: Checked): Finding[] {
  const { world } = checked;
  return convsOf(checked)
    .filter(({ what }) => /^@[^{}<>$]+$/.test(what) && world.aliasExists?.(what.slice(1)) === false)
    .map(({ node, where, what }) => ({
      node: node.node,
      message: `called process doesn't found: ${where} names the alias ${what}, which leads to no process: create it.`,
    }));
}

function findConv(checked: Checked): Finding[] {
  const { world } = checked;
  return convsOf(checked)
    .filter(({ what }) => /^\d{1,15}$/.test(what) && world.convExists?.(Number(what)) === false)
    .map(({ node, where, what }) => ({
      node: node.node,
      message: `called process doesn't found: ${where} names process ${what}, which does not exist: choose another.`,
    }));
}

function findVariable(checked: Checked): Finding[] {
  const { world } = checked;
  return readsOf(checked).flatMap(({ node, where, what }) => {
    if (what.kind !== 'env_var' || world.envVarExists?.(what.name.replace(/^@/, '')) !== false) return [];
    return [{ node: node.node, message: `${where} reads the variable ${what.name}, which does not exist: create it.` }];
  });
}

function findNode(checked: Checked): Finding[] {
  const ids = new Set(checked.nodes.map(({ node }) => node.id));
  return readsOf(checked).flatMap(({ node, where, what }) => {
    if (!('node' in what) || what.conv !== null || ids.has(what.node)) return [];
    return [
      { node: node.node, message: `${where} reads node ${what.node}, which is not in this process: correct the id.` },
    ];
  });
}

export const REFERENCE_RULES: Rule[] = [
  {
    name: 'alias_missing',
    level: 'warning',
    what: 'an alias that is written out leads to no process',
    find: findAlias,
  },
  { name: 'conv_missing', level: 'warning', what: 'a process that is named by number does not exist', find: findConv },
  {
    name: 'variable_missing',
    level: 'warning',
    what: 'a variable that is written out does not exist',
    find: findVariable,
  },
  {
    name: 'node_missing',
    level: 'warning',
    what: 'an expression reads a node that is not in the process',
    find: findNode,
  },
];
