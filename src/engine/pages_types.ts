/** Pages of the rules that node types bring themselves. */
import type { JsonObject } from '../base/json.ts';
import type { Problem } from '../model/process.ts';
import { go, type RulePage, step, when } from './rule_page.ts';

const API: JsonObject = {
  type: 'api',
  method: 'POST',
  url: 'https://example.com',
  content_type: 'application/json',
  err_node_id: 'failed',
};

const TAKE: JsonObject = { type: 'api_get_task', conv_id: 1, node_id: 'queue', order_by: 'ASC', err_node_id: 'failed' };

const QUERY: JsonObject = { type: 'db_call', instance_id: 7, query: 'SELECT 1', err_node_id: 'failed' };

export const TYPE_PAGES: Record<string, RulePage & { level: Problem['level']; what: string }> = {
  no_conditions: {
    level: 'error',
    what: 'a condition compares nothing',
    why: 'A condition without a comparison would always hold, and what stands after it would never be reached.',
    bad: { nodes: [step('a', [{ type: 'go_if_const', to_node_id: 'end', conditions: [] }, go('end')])] },
    good: { nodes: [step('a', [when('end'), go('end')])] },
  },
  code_lang: {
    level: 'error',
    what: 'a Code node is written in another language than JavaScript',
    why: 'Takt runs JavaScript. Code in Erlang has to be rewritten; much of it can be said with `$.map` and `$.filter` in Set Parameters.',
    bad: { nodes: [step('a', [{ type: 'api_code', lang: 'erl', src: 'x', err_node_id: 'failed' }, go('end')])] },
    good: {
      nodes: [step('a', [{ type: 'api_code', lang: 'js', src: 'data.x = 1', err_node_id: 'failed' }, go('end')])],
    },
  },
  api_method: {
    level: 'error',
    what: 'the method of an API Call is none of HTTP',
    why: 'No server would understand the request.',
    bad: { nodes: [step('a', [{ ...API, method: 'FETCH' }, go('end')])] },
    good: { nodes: [step('a', [API, go('end')])] },
  },
  api_xml: {
    level: 'warning',
    what: 'an API Call that sends XML has no row, or several',
    why: 'An XML document has exactly one root element: the one row of the call.',
    bad: { nodes: [step('a', [xml({ order: '{}', client: '{}' }), go('end')])] },
    good: { nodes: [step('a', [xml({ order: '{"id":"{{id}}"}' }), go('end')])] },
  },
  form_fields: {
    level: 'error',
    what: 'the fields of a form cannot be shown',
    why: 'A form whose fields have no id, or share one, could not be filled in.',
    bad: { nodes: [step('a', [form('name', 'name'), go('end')])] },
    good: { nodes: [step('a', [form('name', 'phone'), go('end')])] },
  },
  queue_unnamed: {
    level: 'warning',
    what: 'a Get Task names no process, or no queue in it',
    why: 'Without the node of a queue nothing can ever be taken.',
    bad: { nodes: [step('a', [{ ...TAKE, node_id: '' }, go('end')])] },
    good: { nodes: [step('a', [TAKE, go('end')])] },
  },
  code_library: {
    level: 'error',
    what: 'Code asks for a library that is not there',
    why: '`require` loads only the libraries that are listed on the page of the Code node; any other one fails for every task.',
    bad: { nodes: [step('a', [code('require("libs/nothing.js");'), go('end')])] },
    good: { nodes: [step('a', [code('require("libs/md5.js");'), go('end')])] },
  },
  db_call_connection: {
    level: 'warning',
    what: 'a Database Call names no database connection',
    why: 'Every task fails there until one is chosen.',
    bad: { nodes: [step('a', [{ ...QUERY, instance_id: null }, go('end')])] },
    good: { nodes: [step('a', [QUERY, go('end')])] },
  },
  db_call_query: {
    level: 'warning',
    what: 'a Database Call has no query',
    why: 'The database refuses an empty statement.',
    bad: { nodes: [step('a', [{ ...QUERY, query: '' }, go('end')])] },
    good: { nodes: [step('a', [QUERY, go('end')])] },
  },
  db_call_whole_query: {
    level: 'warning',
    what: 'the whole query of a Database Call is one template',
    why: 'Values in a query are bound and can do no harm, but a query that is a value is run as it is: whoever writes that parameter can do anything in the database.',
    bad: { nodes: [step('a', [{ ...QUERY, query: '{{sql}}' }, go('end')])] },
    good: { nodes: [step('a', [{ ...QUERY, query: 'SELECT name FROM users WHERE id = {{id}}' }, go('end')])] },
  },
};

function xml(extra: JsonObject): JsonObject {
  const extra_type = Object.fromEntries(Object.keys(extra).map((name) => [name, 'object']));
  return { ...API, content_type: 'application/xml', extra, extra_type };
}

function form(...ids: string[]): JsonObject {
  const fields = ids.map((id) => ({ id, type: 'text', label: id, required: true }));
  return { type: 'api_form', form_id: 'order', title: 'Order', fields, err_node_id: 'failed' };
}

function code(src: string): JsonObject {
  return { type: 'api_code', lang: 'js', src, err_node_id: 'failed' };
}
