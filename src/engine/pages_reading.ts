/** Pages of the rules about reading an export. */
import type { JsonObject } from '../base/json.ts';
import { go, type RulePage, step, timed } from './rule_page.ts';

const PARAM: JsonObject = {
  name: 'phone',
  type: 'string',
  descr: '',
  flags: ['input'],
  regex: '',
  regex_error_text: '',
};
const done = { nodes: [step('a', [go('end')])] };

function declares(...params: JsonObject[]) {
  return { nodes: [step('a', [go('end')])], conv: { params } };
}

export const READING_PAGES: Record<string, RulePage> = {
  no_nodes: {
    why: 'Without `scheme.nodes` there is nothing to run: the file is probably no export of a process, or was cut.',
    bad: { nodes: [], conv: { scheme: {} } },
    good: done,
  },
  node_unreadable: {
    why: 'Links name nodes by their ids. A node without one, or one whose `condition` is broken JSON, cannot be part of the graph.',
    bad: { nodes: [step('a', [go('end')]), 'not a node'] },
    good: done,
  },
  duplicate_node_id: {
    why: 'A link would lead to two nodes at once. It happens when a node is copied by hand. The first of them is kept, the other one is lost.',
    bad: { nodes: [step('a', [go('b')]), step('b', [go('end')]), step('b', [go('a')])] },
    good: { nodes: [step('a', [go('b')]), step('b', [go('end')])] },
  },
  logic_unreadable: {
    why: 'The `type` of a logic says what it does; nothing can be run without it.',
    bad: { nodes: [step('a', [{ to_node_id: 'end' }, go('end')])] },
    good: done,
  },
  semaphor_unreadable: {
    why: 'A semaphor is a timer (`time`) or an alarm (`count`), and both are nothing without a value.',
    bad: {
      nodes: [
        step('a', [go('end')], {
          condition: { logics: [go('end')], semaphors: [{ type: 'time', to_node_id: 'end' }] },
        }),
      ],
    },
    good: { nodes: [timed('a', 60)] },
  },
  several_semaphors: {
    why: 'A node has one timer and one alarm. Which of two was meant nobody can tell; the first one is used.',
    bad: {
      nodes: [
        step('a', [], {
          condition: {
            logics: [],
            semaphors: [
              { type: 'time', value: 60, dimension: 'sec', to_node_id: 'end' },
              { type: 'time', value: 90, dimension: 'sec', to_node_id: 'end' },
            ],
          },
        }),
      ],
    },
    good: { nodes: [timed('a', 60)] },
  },
  node_kind: {
    why: 'The kind of a node decides how it is run. A kind that nobody knows is run as a plain node, which may not be what was meant.',
    bad: { nodes: [step('a', [go('end')], { obj_type: 9 })] },
    good: done,
  },
  field_unreadable: {
    why: '`extra` and `options` are JSON as text. From broken JSON neither the look of a node nor its settings, such as `save_task` of a final node, can be read.',
    bad: { nodes: [step('a', [go('end')]), step('end', [], { obj_type: 2, options: '{"save_task":tr' })] },
    good: { nodes: [step('a', [go('end')]), step('end', [], { obj_type: 2, options: '{"save_task":true}' })] },
  },
  param_unreadable: {
    why: 'A parameter without a name checks nothing and is left out.',
    bad: declares({ ...PARAM, name: '' }),
    good: declares(PARAM),
  },
  duplicate_param: {
    why: 'Two declarations of one name may contradict each other; the first one is used. Corezoid does not deploy such a process.',
    bad: declares(PARAM, PARAM),
    good: declares(PARAM),
  },
  param_incomplete: {
    why: 'Corezoid refuses to deploy a process with “Params are not valid” unless every declared parameter has all six keys. Takt fills in what is missing.',
    bad: declares({ name: 'phone', type: 'string' }),
    good: declares(PARAM),
  },
  status: {
    why: 'A status that nobody knows might mean that the process should not run: it is imported as paused.',
    bad: { ...done, conv: { status: 'sleeping' } },
    good: { ...done, conv: { status: 'paused' } },
  },
  conv_type: {
    why: 'State diagrams follow other rules than processes. What is neither is read as a process.',
    bad: { ...done, conv: { conv_type: 'diagram' } },
    good: done,
  },
};
