/** Each rule has a page, and what the page shows is so: the bad example has exactly this problem, the good one none. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINT_PAGES, type LintPage } from '../../src/engine/lint_pages.ts';
import { exampleProcess, exampleSettings, exampleWorld, type RuleExample } from '../../src/engine/rule_page.ts';
import { RULES, validate } from '../../src/engine/validate.ts';
import { READ_RULES } from '../../src/model/read_problem.ts';
import { isKnownButNotRun } from '../../src/nodes/registry.ts';
import { readOne } from '../model/exports.ts';

function rulesOf(example: RuleExample): string[] {
  const { process, problems } = readOne(exampleProcess(example));
  const all = [...problems, ...validate(process, exampleWorld(example), exampleSettings(example))];
  const told = all.map(({ level, rule }) => `${level} ${rule}`);
  return [...new Set(told)].filter((line) => line !== 'error logic_not_run' || !holdsUnrun(example));
}

/** Examples about types that this version keeps without running them. */
function holdsUnrun({ nodes }: RuleExample): boolean {
  const types = [...JSON.stringify(nodes).matchAll(/"type":"([a-z_]+)"/g)].map(([, type]) => type as string);
  return types.some((type) => type !== 'api_sender' && isKnownButNotRun(type));
}

/** What follows from the problem itself and cannot be kept out of the example. */
const FOLLOWS: Record<string, string[]> = {
  no_nodes: ['error start_missing'],
  logic_forbidden: [],
  too_many_nodes: ['error target_missing'],
  start_loop: ['warning immediate_loop'],
};

test.each(LINT_PAGES.map((page): [string, LintPage] => [page.name, page]))(
  '%s: the examples are right',
  (name, page) => {
    const own = `${page.level} ${name}`;
    const follows = FOLLOWS[name] ?? [];
    expect(rulesOf(page.bad).filter((line) => !follows.includes(line))).toEqual([own]);
    expect(rulesOf(page.good)).toEqual([]);
  },
);

test('every rule has a page, those of node types too, and every page a rule', () => {
  const folder = join(__dirname, '../../src/nodes');
  const ofTypes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/\brule: '(\w+)'/g)])
    .map(([, rule]) => rule as string);
  const rules = new Set([...Object.keys(READ_RULES), ...RULES.map(({ name }) => name), ...ofTypes]);
  expect(LINT_PAGES.map(({ name }) => name).sort()).toEqual([...rules].sort());
});

test('no message repeats a secret that it is about', () => {
  const secret = 'Tr0ub4dor&3';
  const shapes = [
    'Bearer c29tZXRoaW5nIHNlY3JldCAxMjM0NTY3OA',
    'https://ann:s3cretPass@example.com/',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'AbCd1234EfGh5678IjKl9012MnOp3456QrSt7890UvWx',
    'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
    '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0',
    `{"password":"${secret}"}`,
  ];
  for (const value of [...shapes, secret]) {
    for (const key of value === secret ? ['password', 'clientSecret', 'X-Api-Key'] : ['text', value]) {
      const logic = {
        type: 'set_param',
        extra: { [key]: value },
        extra_type: { [key]: 'string' },
        err_node_id: 'failed',
      };
      const example: RuleExample = {
        nodes: [{ id: 'a', obj_type: 0, condition: { logics: [logic, { type: 'go', to_node_id: 'end' }] } }],
      };
      const { process } = readOne(exampleProcess(example));
      const found = validate(process, {}, { min_timer_sec: 1 }).filter(({ rule }) => rule === 'secret_pasted');
      expect(found).not.toEqual([]);
      for (const { message } of found) expect(message).not.toContain(value);
    }
  }
});

test.each([
  ['a word', 'token', 'not_found'],
  ['a placeholder', 'api_key', 'YOUR_API_KEY'],
  ['a template', 'password', '{{password}}'],
  ['a variable', 'Authorization', 'Bearer {{env_var[@crm-token]}}'],
  ['an id of a node', 'text', '65a5b0c1d2e3f4a5b6c7d8e9'],
  ['a uuid', 'text', '1ea97a17-d266-4de6-8a4b-f5e39e01bdf3'],
  ['a long address', 'text', 'https://example.com/v1/customers/12345678/orders/87654321/items/11223344/state'],
  ['a direct URL', 'url', 'https://takt.example.com/api/2/json/public/12/36c424dd1f9fab92c4dc6bb64cddce44750fa9f9'],
  ['a sentence', 'text', 'Basic authentication is needed for this service'],
  ['a long name', 'text', 'this_is_a_very_long_name_of_a_parameter_with_2_numbers_4'],
])('%s is taken for no secret', (_what, key, value) => {
  const logic = { type: 'set_param', extra: { [key]: value }, extra_type: { [key]: 'string' }, err_node_id: 'failed' };
  const example: RuleExample = {
    nodes: [{ id: 'a', obj_type: 0, condition: { logics: [logic, { type: 'go', to_node_id: 'end' }] } }],
  };
  expect(rulesOf(example)).toEqual([]);
});
