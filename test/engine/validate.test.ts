/** Everything wrong in a process is named at once, with its node and with what to do; only what cannot run is an error. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { RULES, validate, type World } from '../../src/engine/validate.ts';
import { READ_RULES } from '../../src/model/read_problem.ts';
import { NODE_TYPES } from '../../src/nodes/registry.ts';
import { eachPublicExport } from '../model/corpus.ts';
import { exported, go, node, readOne, startAndEnd } from '../model/exports.ts';

const SETTINGS = { min_timer_sec: 30 };

function problemsOf(value: JsonObject, world?: World) {
  const { process, problems } = readOne(value);
  expect(problems).toEqual([]);
  return validate(process, world, SETTINGS);
}

function told(value: JsonObject, world?: World): string[] {
  return problemsOf(value, world).map(({ level, rule, node_id }) => `${level} ${rule} in ${node_id ?? 'the process'}`);
}

/** Start, the node with these logics, an escalation `err` and an `end`. */
function around(logics: Json[], more: JsonObject = {}, conv: JsonObject = {}): JsonObject {
  return exported(
    [
      node('start', 1, [go('a')]),
      node('a', 0, logics, more),
      node('err', 3, [go('end')]),
      node('end', 2, []),
      node('feeder', 0, [{ ...SET, err_node_id: 'err' }, go('end')]),
    ],
    conv,
  );
}

/** `feeder` is not linked: it keeps `err` from being the only lonely node, and is left out of what tests look at. */
function rulesIn(id: string, value: JsonObject, world?: World): string[] {
  return problemsOf(value, world)
    .filter(({ node_id }) => node_id === id)
    .map(({ level, rule }) => `${level} ${rule}`);
}

const SET: JsonObject = { type: 'set_param', extra: { a: '1' }, extra_type: { a: 'string' }, err_node_id: 'err' };
const WHEN: JsonObject = {
  type: 'go_if_const',
  to_node_id: 'end',
  conditions: [{ param: 'a', const: '1', fun: 'eq', cast: 'string' }],
};
const API: JsonObject = { type: 'api', method: 'POST', url: 'https://example.com', err_node_id: 'err' };
const RPC: JsonObject = { type: 'api_rpc', conv_id: 5, extra: {}, err_node_id: 'err' };

function timed(value: Json, dimension: string, to_node_id: Json = 'end'): JsonObject {
  return { condition: { logics: [], semaphors: [{ type: 'time', value, dimension, to_node_id }] } };
}

test('a process without a fault has no problems', () => {
  const value = exported([
    node('start', 1, [go('a')]),
    node('a', 0, [SET, go('end')]),
    node('err', 3, [go('end')]),
    node('end', 2, []),
  ]);
  expect(problemsOf(value)).toEqual([]);
});

/** Each rule once: the process that shows it, the node it is found in, and a word of its message. */
const SHOWN: [string, string, string, JsonObject, string | RegExp, World?][] = [
  ['error', 'start_missing', 'the process', exported([node('end', 2, [])]), 'Invalid scheme: there is no start node'],
  [
    'error',
    'start_several',
    'other',
    exported([...startAndEnd(), node('other', 1, [go('end')])]),
    '"Title of start" is it already',
  ],
  ['error', 'start_loop', 'start', exported([node('start', 1, [go('start')])]), 'Nothing but a loop'],
  [
    'error',
    'too_many_nodes',
    'the process',
    exported([...startAndEnd(), ...many(LIMITS.nodes_per_process)]),
    'The process has 5002 nodes',
  ],
  ['error', 'target_missing', 'a', around([go('nowhere')]), 'to_node_id of logics[0] (go) leads to node nowhere'],
  [
    'error',
    'target_missing',
    'a',
    around([{ ...SET, err_node_id: 'gone' }, go('end')]),
    'err_node_id of logics[0] (set_param) leads to node gone',
  ],
  [
    'error',
    'link_missing',
    'a',
    around([{ type: 'go' }]),
    'Condition node has no link: to_node_id of logics[0] (go) is empty',
  ],
  ['error', 'link_missing', 'a', around([], timed(60, 'sec', null)), 'to_node_id of the timer is empty'],
  ['error', 'no_way_on', 'a', around([]), 'A task that comes here stays for ever'],
  ['error', 'logic_unknown', 'a', around([{ type: 'api_magic' }, go('end')]), 'no type of logic "api_magic"'],
  [
    'error',
    'logic_not_run',
    'a',
    around([{ type: 'api_sender' }, go('end')]),
    'this version keeps logics of the type api_sender',
  ],
  [
    'error',
    'logic_field',
    'a',
    around([{ ...SET, extra: 5 }, go('end')]),
    "Value '5' is not valid for key 'extra' of logics[0] (set_param)",
  ],
  [
    'error',
    'logic_field',
    'a',
    around([{ ...WHEN, conditions: [{ param: 'a', const: '', fun: 'near' }] }, go('end')]),
    "Value 'near' is not valid for key 'conditions[0].fun'",
  ],
  [
    'error',
    'logic_forbidden',
    'a',
    around([API, go('end')], {}, { conv_type: 'state' }),
    'logics[0] (api) cannot stand in a state diagram',
  ],
  [
    'error',
    'code_lang',
    'a',
    around([{ type: 'api_code', lang: 'erl', src: 'x', err_node_id: 'err' }, go('end')]),
    'logics[0] (api_code): Code in Erlang is not run: rewrite it in JavaScript',
  ],
  ['error', 'no_conditions', 'a', around([{ ...WHEN, conditions: [] }, go('end')]), 'logics[0] (go_if_const): '],
  [
    'error',
    'expression',
    'a',
    around([{ ...SET, extra: { a: 'sum: $.nothing(1)' } }, go('end')]),
    /^extra\.a of logics\[0\] \(set_param\), character \d+: .*\.$/,
  ],
  ['error', 'expression', 'a', around([], timed('$.nothing(1)', 'sec')), /^value of the timer, character \d+: /],
  [
    'error',
    'timer_value',
    'a',
    around([], timed('soon', 'sec')),
    "Timer value 'soon' is neither a number nor an expression",
  ],
  ['error', 'timer_minimum', 'a', around([], timed(15, 'sec')), 'Timer value 15 sec is less than minimum limit 30 sec'],
  ['warning', 'timer_unit', 'a', around([], timed(600, 'min')), 'Timer value 600 min is read as 600 seconds'],
  [
    'warning',
    'expression_doubt',
    'a',
    around([{ ...SET, extra: { a: '{{b' } }, go('end')]),
    'extra.a of logics[0] (set_param), character 1: ',
  ],
  [
    'warning',
    'unreachable',
    'lonely',
    exported([...startAndEnd(), node('lonely', 0, [go('end')])]),
    'No way leads here from the start',
  ],
  [
    'warning',
    'error_target_kind',
    'a',
    around([{ ...SET, err_node_id: 'feeder' }, go('end')]),
    'leads to "Title of feeder", a node of the old format',
  ],
  ['warning', 'immediate_loop', 'a', around([WHEN, go('a')]), 'A loop without a wait: "Title of a" → "Title of a"'],
  [
    'error',
    'param_pattern',
    'the process',
    {
      ...around([go('end')]),
      params: [{ name: 'phone', type: 'string', descr: '', flags: [], regex: '(a)\\1', regex_error_text: '' }],
    },
    'The regex of the parameter "phone" cannot be used',
  ],
  [
    'warning',
    'error_node_missing',
    'a',
    around([{ ...SET, err_node_id: null }, go('end')]),
    'Node must be connected to an error-handling node',
  ],
  ['warning', 'action_and_conditions', 'a', around([SET, WHEN, go('end')]), 'set_param and conditions in one node'],
  ['warning', 'several_actions', 'a', around([SET, RPC, go('end')]), '2 actions in one node (set_param, api_rpc)'],
  ['warning', 'no_go', 'a', around([WHEN]), 'The logics do not end with a go'],
  ['warning', 'logic_after_go', 'a', around([go('end'), SET]), 'logics[0] is a go, and it is always taken'],
  [
    'warning',
    'start_logic',
    'start',
    exported([node('start', 1, [WHEN, go('end')]), node('end', 2, [])]),
    'A start node should hold nothing but a go',
  ],
  [
    'warning',
    'final_logic',
    'end',
    exported([node('start', 1, [go('end')]), node('end', 2, [go('start')])]),
    'A final node runs neither logics nor timers',
  ],
  [
    'warning',
    'alias_missing',
    'a',
    around([{ ...RPC, conv_id: '@orders' }, go('end')]),
    'conv_id of logics[0] (api_rpc) names the alias @orders',
    { aliasExists: (name) => name !== 'orders' },
  ],
  [
    'warning',
    'conv_missing',
    'a',
    around([RPC, go('end')]),
    'names process 5, which does not exist',
    { convExists: (id) => id !== 5 },
  ],
  [
    'warning',
    'conv_missing',
    'a',
    around([{ ...SET, extra: { a: '{{conv[5].ref[x].y}}' } }, go('end')]),
    'extra.a of logics[0] (set_param) names process 5',
    { convExists: (id) => id !== 5 },
  ],
  [
    'warning',
    'variable_missing',
    'a',
    around([{ ...SET, extra: { a: '{{env_var[@key]}}' } }, go('end')]),
    'reads the variable @key',
    { envVarExists: (name) => name !== 'key' },
  ],
  [
    'warning',
    'node_missing',
    'a',
    around([{ ...SET, extra: { a: '{{node[gone].count}}' } }, go('end')]),
    'reads node gone',
  ],
];

function many(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, i) => node(`n${i}`, 2, []));
}

describe('each rule finds what it is for, and says so', () => {
  test.each(SHOWN.map((row) => [row[0], row[1], row] as const))(
    '%s %s',
    (level, rule, [, , id, value, message, world]) => {
      const found = problemsOf(value, world).filter((problem) => problem.rule === rule);
      expect(found[0]).toMatchObject({
        level,
        rule,
        node_id: id === 'the process' ? null : id,
        node_title: id === 'the process' ? null : `Title of ${id}`,
      });
      if (typeof message === 'string') expect(found[0]?.message).toContain(message);
      else expect(found[0]?.message).toMatch(message);
    },
  );
});

test('all problems are named at once: errors first, in the order of the nodes', () => {
  const value = exported([
    node('start', 1, [go('a')]),
    node('a', 0, [SET, RPC, go('nowhere')]),
    node('b', 0, []),
    node('err', 3, [{ type: 'api_magic' }, go('end')]),
    node('end', 2, []),
  ]);
  expect(told(value)).toEqual([
    'error target_missing in a',
    'error no_way_on in b',
    'error logic_unknown in err',
    'warning several_actions in a',
    'warning unreachable in b',
  ]);
});

describe('what old processes do and still runs is no error', () => {
  test.each<[string, Json[]]>([
    ['an error link to a plain node', [{ ...SET, err_node_id: 'feeder' }, go('end')]],
    ['an action and conditions in one node', [SET, WHEN, go('end')]],
    ['several actions in one node', [SET, API, RPC, go('end')]],
    ['no error node', [{ type: 'set_param', extra: {} }, go('end')]],
    [
      'a condition of the oldest form',
      [{ type: 'go_if_const', param: 'a', fun: 'eq', const: '1', to_node_id: 'end' }, go('end')],
    ],
    ['an API Call that leaves out all that can be', [{ type: 'api', url: 'https://example.com' }, go('end')]],
    ['a copy of nothing but its type and process', [{ type: 'api_copy', conv_id: 3 }, go('end')]],
    ['noise on logics', [{ ...go('end'), id: 'x', chTime: 12 }]],
  ])('%s', (_name, logics) => {
    expect(told(around(logics)).filter((problem) => problem.startsWith('error'))).toEqual([]);
  });
});

describe('no false alarms', () => {
  test('Set State may mix its wait with conditions and needs no go', () => {
    const value = around([{ type: 'api_callback' }, WHEN], {}, { conv_type: 'state' });
    expect(rulesIn('a', value)).toEqual([]);
  });

  test('a loop with a timer, a call or a callback in it is no loop without a wait', () => {
    const loops = [
      around([WHEN, go('a')], {
        condition: { logics: [WHEN, go('a')], semaphors: [{ type: 'time', value: 60, to_node_id: 'end' }] },
      }),
      around([API, go('a')]),
      around([{ type: 'api_callback' }, go('a')]),
    ];
    for (const loop of loops) expect(told(loop).filter((problem) => /loop/.test(problem))).toEqual([]);
  });

  test('a loop of several nodes is named once, with its way, and two loops are two', () => {
    const loop = exported([
      node('start', 1, [go('a')]),
      node('a', 0, [{ ...WHEN, to_node_id: 'b' }, go('a')]),
      node('b', 0, [SET, go('c')]),
      node('c', 0, [WHEN, go('b')]),
      node('err', 3, [go('end')]),
      node('end', 2, []),
    ]);
    const messages = problemsOf(loop)
      .filter(({ rule }) => rule === 'immediate_loop')
      .map(({ message }) => message);
    expect(messages).toHaveLength(2);
    expect(messages.join()).toContain('"Title of b" → "Title of c" → "Title of b"');
  });

  test('a timer that is computed is neither short nor ambiguous', () => {
    expect(rulesIn('a', around([], timed('{{at}}', 'min')))).toEqual([]);
    expect(rulesIn('a', around([], timed('$.math({{at}}+5)', 'sec')))).toEqual([]);
  });

  test('what is computed is not looked for, and nothing is looked for that nobody can answer', () => {
    const nobody: World = { aliasExists: () => false, convExists: () => false, envVarExists: () => false };
    expect(rulesIn('a', around([{ ...RPC, conv_id: '@{{name}}' }, go('end')]), nobody)).toEqual([]);
    expect(rulesIn('a', around([{ ...RPC, conv_id: '{{id}}' }, go('end')]), nobody)).toEqual([]);
    expect(rulesIn('a', around([{ ...RPC, conv_id: '@orders' }, go('end')]), {})).toEqual([]);
  });

  test('branches of Stub Mode need no targets, but their expressions are checked', () => {
    const stub = {
      logics: [
        [
          { ...WHEN, to_node_id: null },
          { type: 'api_rpc_reply', res_data: { a: '$.nothing(1)' }, res_data_type: { a: 'string' } },
        ],
      ],
    };
    const value = around([RPC, go('end')], {
      obj_type: 4,
      condition: { logics: [RPC, go('end')], semaphors: [], stub },
    });
    expect(rulesIn('a', value)).toEqual(['error expression']);
  });
});

eachPublicExport('a public export has no errors but for types that this version does not run', (text) => {
  const { process } = readOne(JSON.parse(text) as JsonObject);
  const runs = (id: string | null): boolean =>
    process.nodes.find((item) => item.id === id)?.logics.every(({ type }) => type in NODE_TYPES) ?? true;
  const errors = validate(process, undefined, { min_timer_sec: 1 }).filter(({ level }) => level === 'error');
  expect(errors.filter(({ rule, node_id }) => rule !== 'logic_not_run' || runs(node_id))).toEqual([]);
});

test('every rule has its line in docs/lint/README.md, under its level', () => {
  const page = readFileSync(join(__dirname, '../../docs/lint/README.md'), 'utf8');
  const [, errors = '', warnings = ''] = page.split(/^## /m);
  const named = Object.entries(READ_RULES).map(([name, { level, what }]) => ({ name, level, what }));
  for (const { name, level, what } of [...named, ...RULES]) {
    const line = `| [\`${name}\`](${name}.md) | ${what.replaceAll('|', '\\|')} |`;
    expect(level === 'error' ? errors : warnings).toContain(line);
  }
});
