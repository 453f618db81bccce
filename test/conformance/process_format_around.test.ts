/** References by alias and variable, and generated clusters, each after its row in the description of the format. */
import type { JsonObject } from '../../src/base/json.ts';
import { escalationCluster } from '../../src/engine/escalation.ts';
import { ADMIN } from '../fixtures/world.ts';
import { Bench, chain, FAILED, node, WORK } from './bench.ts';
import { everyRowIsTested } from './coverage.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench.close());

everyRowIsTested('process-format.md', ['6', '7'], 'test/conformance/process_format_around.test.ts');

describe('references', () => {
  const callee = chain([
    { type: 'api_rpc_reply', mode: 'key_value', res_data: { y: 'yes' }, res_data_type: { y: 'string' } },
  ]);
  const call = (conv_id: string): JsonObject => ({
    type: 'api_rpc',
    conv_id,
    extra: {},
    extra_type: {},
    err_node_id: FAILED,
  });
  beforeAll(async () => {
    const conv_id = await bench.make(callee);
    await bench.world.aliases.create(ADMIN, { short_name: 'callee', title: 'callee', obj_to_id: conv_id } as never);
  });

  test('process-format §6 "@short-name" as conv_id: is the process that the alias leads to; one that leads nowhere is told', async () => {
    expect((await bench.run([call('@callee')])).data).toMatchObject({ y: 'yes' });
    expect(await bench.rules(chain([call('@nobody')]))).toContain('warning alias_missing');
  });

  test('process-format §6 "@{{name}}": is looked up when a task comes', async () => {
    expect((await bench.run([call('@{{name}}')], { name: 'callee' })).data).toMatchObject({ y: 'yes' });
    expect((await bench.run([call('@{{name}}')], { name: 'nobody' })).at).toBe('failed');
  });

  test('process-format §6 {{conv[@alias].ref[…]…}}: an alias that leads nowhere is told at deploy', async () => {
    const reads = {
      type: 'set_param',
      extra: { a: '{{conv[@nobody].ref[r].b}}' },
      extra_type: { a: 'string' },
      err_node_id: FAILED,
    };
    expect(await bench.rules(chain([reads]))).toContain('warning alias_missing');
  });

  test('process-format §6 alias in direct URL: such addresses are kept as they are', async () => {
    await bench.keeps({
      type: 'api',
      method: 'POST',
      url: 'https://example.com/api/2/json/public/@callee/p/s/0/abc',
      err_node_id: FAILED,
    });
  });

  test('process-format §6 {{env_var[@short-name]}}, {{env_var[id]}}: a variable that does not exist is told at deploy', async () => {
    const reads = (name: string) => ({
      type: 'set_param',
      extra: { a: `{{env_var[${name}]}}` },
      extra_type: { a: 'string' },
      err_node_id: FAILED,
    });
    for (const name of ['@nothing', '999999'])
      expect(await bench.rules(chain([reads(name)]))).toContain('warning variable_missing');
  });
});

describe('generated clusters', () => {
  /** What each condition compares, and where it leads. */
  const ways = (logic: JsonObject): string[] => {
    let made = 0;
    const cluster = escalationCluster(node(WORK, 0, []), logic, () => ['condition', 'delay', 'final'][made++] ?? '');
    const [first] = cluster?.nodes ?? [];
    const { logics } = (first?.condition ?? {}) as {
      logics: { to_node_id: string; conditions?: { const: string }[] }[];
    };
    return logics.map(({ to_node_id, conditions = [] }) =>
      [...conditions.map((row) => row.const), '→', made === 1 ? 'end' : to_node_id].join(' '),
    );
  };
  const BY_ERROR = ['hardware → delay', 'software → final', '→ final'];
  const RETRIED = ['crash_api → delay', 'copy_task_timeout → delay', 'copy_task_fatal_error → delay'];

  test('process-format §7 api: hardware and api_bad_answer are tried again', () => {
    expect(ways({ type: 'api' })).toEqual([
      'hardware → delay',
      'software api_bad_answer no_scheme → final',
      'software api_bad_answer → delay',
      '→ final',
    ]);
  });

  test.each(['api_code', 'git_call', 'db_call', 'api_get_task'])(
    'process-format §7 code, git, db, get_task: %s is tried again after hardware errors',
    (type) => {
      expect(ways({ type })).toEqual(BY_ERROR);
    },
  );

  test('process-format §7 copy (create): what may pass is tried again', () => {
    expect(ways({ type: 'api_copy', mode: 'create' })).toEqual([
      ...RETRIED,
      'access_denied → final',
      'not_unical_ref → final',
      '→ final',
    ]);
  });

  test('process-format §7 modify: what may pass is tried again, a callback that still runs too', () => {
    expect(ways({ type: 'api_copy', mode: 'modify' })).toEqual([
      ...RETRIED,
      'access_denied → final',
      'not_found_task → final',
      'duplicate_callback → delay',
      '→ final',
    ]);
  });

  test('process-format §7 rpc: crash_api and rpc_task_fatal_error are tried again', () => {
    expect(ways({ type: 'api_rpc' })).toEqual([
      'crash_api → delay',
      'rpc_task_fatal_error → delay',
      'access_denied → final',
      'rpc_reply_exception → final',
      '→ final',
    ]);
  });

  test('process-format §7 set_param: every failure leads straight to the end', () => {
    expect(ways({ type: 'set_param' })).toEqual([]);
  });
});
