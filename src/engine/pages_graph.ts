/** Pages of the rules about the graph: start, links, loops, error targets, and the fields of nodes. */
import type { JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { CALL, go, type RuleExample, type RulePage, set, step, timed, when } from './rule_page.ts';

const START = { obj_type: 1 };
const FINAL = { obj_type: 2 };
const ESCALATION = { obj_type: 3 };
const plain: RuleExample = { nodes: [step('a', [go('end')])] };

function pattern(regex: string): RuleExample {
  const param = { name: 'phone', type: 'string', descr: '', flags: ['input'], regex, regex_error_text: '' };
  return { ...plain, conv: { params: [param] } };
}

/** Set State of a state diagram with an alarm that counts the tasks in it. */
function alarmed(value: string): RuleExample {
  const alarm: JsonObject = { type: 'count', value, esc_node_id: 'full' };
  const condition = { logics: [{ type: 'api_callback' }, go('end')], semaphors: [alarm] };
  return { nodes: [step('a', [], { condition }), step('full', [go('end')], ESCALATION)] };
}

function stub(...branches: JsonObject[][]): RuleExample {
  const condition = { logics: [CALL, go('end')], semaphors: [], stub: { logics: branches } };
  return { nodes: [step('a', [], { obj_type: 4, condition })] };
}
const REPLY = { type: 'api_rpc_reply', mode: 'key_value', res_data: { a: '1' }, res_data_type: { a: 'string' } };

const GIT: JsonObject = {
  type: 'git_call',
  version: 2,
  lang: 'js',
  code: 'module.exports = (data) => data',
  err_node_id: 'failed',
};
const API: JsonObject = { type: 'api', method: 'GET', url: 'https://example.com/orders', err_node_id: 'failed' };

export const GRAPH_PAGES: Record<string, RulePage> = {
  start_missing: {
    why: 'Tasks begin in the start node. Without it the process can take none.',
    bad: { nodes: [step('end', [], FINAL)], conv: { scheme: { nodes: [step('end', [], FINAL)] } } },
    good: plain,
  },
  start_several: {
    why: 'A task begins in one place. Of two starts it is not known which.',
    bad: { nodes: [step('s', [go('end')], START), step('t', [go('end')], START)] },
    good: { nodes: [step('s', [go('end')], START)] },
  },
  start_loop: {
    why: `Every task would go round without end; each is stopped after ${LIMITS.tacts_without_event} moves and helps nobody.`,
    bad: { nodes: [step('s', [go('s')], START)] },
    good: { nodes: [step('s', [go('end')], START)] },
  },
  too_many_nodes: {
    why: 'A process of this size can neither be read by people nor be compiled in a bounded time. Parts of it are best made processes of their own that are called.',
    bad: { nodes: Array.from({ length: LIMITS.nodes_per_process }, (_, i) => step(`n${i}`, [go(`n${i + 1}`)])) },
    good: plain,
  },
  param_pattern: {
    why: 'Patterns run on a matcher whose work is bounded; it knows no back references and no look-behind. A pattern that it cannot read would refuse every value.',
    bad: pattern('(a)\\1'),
    good: pattern('^\\d{12}$'),
  },
  target_missing: {
    why: 'A task that took this link would be nowhere. The node was deleted, or the link was copied from another process.',
    bad: { nodes: [step('a', [go('nowhere')])] },
    good: plain,
  },
  link_missing: {
    why: 'A link without a target leads nowhere.',
    bad: { nodes: [step('a', [when(''), go('end')])] },
    good: { nodes: [step('a', [when('end'), go('end')])] },
  },
  no_way_on: {
    why: 'A node without logics and without a timer is a dead end that does not end the task: it stays there for ever and counts as alive.',
    bad: { nodes: [step('a', [])] },
    good: { nodes: [timed('a', 60)] },
  },
  unreachable: {
    why: 'No task ever comes to this node. Most often a link was changed and the node was forgotten.',
    bad: { nodes: [step('a', [go('end')]), step('lonely', [go('end')])] },
    good: { nodes: [step('a', [when('b'), go('end')]), step('b', [go('end')])] },
  },
  error_target_kind: {
    why: 'Corezoid refuses to deploy a process whose errors lead to a plain node. Old processes have such links, and Takt runs them.',
    bad: { nodes: [step('a', [{ ...CALL, err_node_id: 'b' }, go('end')]), step('b', [go('end')])] },
    good: { nodes: [step('a', [{ ...CALL, err_node_id: 'b' }, go('end')]), step('b', [go('end')], ESCALATION)] },
  },
  immediate_loop: {
    why: `Nothing in the loop waits. As long as the conditions hold a task goes round at full speed, until it is stopped after ${LIMITS.tacts_without_event} moves (Corezoid: after 50 rounds).`,
    bad: { nodes: [step('a', [when('end'), go('b')]), step('b', [set({ a: '2' }), go('a')])] },
    good: { nodes: [step('a', [when('end'), go('b')]), timed('b', 60)] },
  },
  node_id: {
    why: 'Ids of Corezoid have 24 hexadecimal digits. What stands in brackets, as in `{{node[id].count}}`, cannot hold brackets, braces or spaces.',
    bad: { nodes: [step('a[1]', [go('end')])] },
    good: plain,
  },
  node_place: {
    why: 'Corezoid takes places from -100,000 to 100,000 in whole numbers; a node outside cannot be found on the canvas.',
    bad: { nodes: [step('a', [go('end')], { x: 5_000_000, y: 0 })] },
    good: { nodes: [step('a', [go('end')], { x: 500, y: 0 })] },
  },
  node_text: {
    why: 'Corezoid takes titles of at most 240 characters and descriptions of at most 2,000.',
    bad: { nodes: [step('a', [go('end')], { title: 'very '.repeat(50) })] },
    good: plain,
  },
  alarm_value: {
    why: 'An alarm goes off when this many tasks stand in the node. Any other value never lets it go off.',
    bad: alarmed('many'),
    good: alarmed('30'),
  },
  stub_branch: {
    why: 'With Stub Mode on, a branch answers in place of the called process: it is a reply, or a condition and a reply. Without a fitting branch every call fails.',
    bad: stub([set({ a: '1' })]),
    good: stub([{ ...when(''), to_node_id: null }, REPLY], [REPLY]),
  },
  git_not_built: {
    why: 'A Git Call runs what was built last. When the build failed there is nothing to run: Corezoid does not deploy such a node.',
    bad: { nodes: [step('a', [{ ...GIT, code_error: true }, go('end')])] },
    good: { nodes: [step('a', [{ ...GIT, code_error: false }, go('end')])] },
  },
  api_url: {
    why: 'Without a scheme nobody knows how to call the address, and every call fails with `no_scheme`.',
    bad: { nodes: [step('a', [{ ...API, url: 'example.com/orders' }, go('end')])] },
    good: { nodes: [step('a', [API, go('end')])] },
  },
};
