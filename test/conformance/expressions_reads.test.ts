/** Expressions that read beyond the task, row by row of their reference, in a whole world. */
import { go, type NodeSketch, set, sum } from '../crash/sketch.ts';
import { deployed } from '../fixtures/deployed.ts';
import { ADMIN, openWorld, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** A process whose tasks wait; with a sum on the way. */
const waiting: NodeSketch[] = [
  { id: 's', logics: [go('sum')] },
  { id: 'sum', logics: [sum({ total: '{{amount}}' }, 'end'), go('wait')] },
  { id: 'wait', logics: [{ type: 'api_callback', is_sync: false, obj_id_path: 'id' }, go('end')] },
  { id: 'end' },
];

/** The rows as a task of another process sees them, whose parameters are these. */
async function read(rows: Record<string, string>, data = {}): Promise<unknown> {
  const reader = await deployed(world, [
    { id: 's', logics: [go('a')] },
    { id: 'a', logics: [{ ...set(rows), extra_type: {}, err_node_id: 'bad' }, go('end')] },
    { id: 'end' },
    { id: 'bad' },
  ]);
  const { data: after, node_id } = await world.addTask(reader, data);
  expect(node_id).toBe('end');
  return Object.fromEntries(Object.keys(rows).map((key) => [key, after[key]]));
}

test('expressions §5 {{conv[ID].ref[REF]}}: the whole data of another task', async () => {
  const p = await deployed(world, waiting);
  await world.addTask(p, { amount: 5, name: 'Ann' }, 'ann');
  expect(await read({ all: `{{conv[${p}].ref[ann]}}`, none: `{{conv[${p}].ref[nobody]}}` })).toEqual({
    all: { amount: 5, name: 'Ann' },
    none: '',
  });
});

test('expressions §5 {{conv[ID].ref[REF].p.q[0]}}: a path in them, of any depth', async () => {
  const p = await deployed(world, waiting);
  await world.addTask(p, { amount: 1, p: { q: [{ deep: 'yes' }] } }, 'r');
  const rows = {
    deep: `{{conv[${p}].ref[r].p.q[0].deep}}`,
    list: `{{conv[${p}].ref[r].p.q}}`,
    none: `{{conv[${p}].ref[r].x.y}}`,
  };
  expect(await read(rows)).toEqual({ deep: 'yes', list: [{ deep: 'yes' }], none: '' });
});

test('expressions §5 ID: a number, an alias, or a parameter; so is the reference', async () => {
  const p = await deployed(world, waiting);
  await world.addTask(p, { amount: 7 }, 'john@x.com');
  await world.aliases.create(ADMIN, { short_name: 'users', obj_to_id: p });
  const rows = {
    number: `{{conv[${p}].ref[john@x.com].amount}}`,
    alias: '{{conv[@users].ref[{{r}}].amount}}',
    parameter: '{{ conv[{{id}}].ref[{{r}}].amount }}',
  };
  expect(await read(rows, { id: p, r: 'john@x.com' })).toEqual({ number: 7, alias: 7, parameter: 7 });
});

/** In its own process a task reads nodes without naming it. */
async function readOwn(text: string): Promise<unknown> {
  const p = await deployed(world, [
    {
      id: 's',
      logics: [
        {
          type: 'go_if_const',
          to_node_id: 'sum',
          conditions: [{ param: 'kind', const: 'wait', fun: 'eq', cast: 'string' }],
        },
        go('a'),
      ],
    },
    ...waiting.slice(1, 3),
    { id: 'a', logics: [{ ...set({ seen: text }), extra_type: {}, err_node_id: 'end' }, go('end')] },
    { id: 'end' },
  ]);
  await world.addTask(p, { kind: 'wait', amount: 3 });
  await world.addTask(p, { kind: 'wait', amount: 4.5 });
  return (await world.addTask(p, {})).data.seen;
}

test('expressions §5 {{node[NID].count}}: how many tasks stand in a node', async () => {
  expect(await readOwn('{{node[wait].count}}')).toBe(2);
});

test('expressions §5 {{node[NID].SumID}}: the total of a row of a Sum node', async () => {
  expect(await readOwn('{{node[sum].total}}')).toBe(7.5);
});

test('expressions §5 {{node[NID].public_callback_corezoid}} / …_mandrill: the address of a callback', async () => {
  expect(await readOwn('{{node[wait].public_callback_corezoid}}')).toMatch(/^https?:\/\/.*wait/);
  expect(await readOwn('{{node[wait].public_callback_mandrill}}')).toMatch(/^https?:\/\/.*wait/);
});

test('expressions §5 {{conv[CID].node[NID].count}} etc.: the same in another process', async () => {
  const p = await deployed(world, waiting);
  await world.addTask(p, { amount: 3 });
  await world.addTask(p, { amount: 4 });
  const rows = { count: `{{conv[${p}].node[wait].count}}`, total: `{{conv[{{id}}].node[sum].total}}` };
  expect(await read(rows, { id: p })).toEqual({ count: 2, total: 7 });
});

test('expressions §5 env_var: by name and by number, with a path in JSON; a change is seen without a deploy', async () => {
  const json = await world.variables.create(ADMIN, {
    short_name: 'cfg',
    value: '{"a":{"b":[1,{"c":"deep"}]}}',
    data_type: 'json',
  });
  const { obj_id } = await world.variables.create(ADMIN, { short_name: 'key', value: 'one' });
  const rows = {
    name: '{{env_var[@key]}}',
    number: `{{env_var[${obj_id}]}}`,
    deep: '{{env_var[@cfg].a.b[1].c}}',
    missing: '{{env_var[@cfg].a.zz}}',
    none: '{{env_var[@nothing]}}',
    text: 'x-{{env_var[@{{which}}]}}',
  };
  const seen = { name: 'one', number: 'one', deep: 'deep', missing: '', none: '', text: 'x-one' };
  expect(await read(rows, { which: 'key' })).toEqual(seen);
  expect(json.obj_id).not.toBe(obj_id);
});

test('expressions §4 root: the system parameters, all of them text', async () => {
  const names =
    'task_id ref conv_id node_id prev_node_id node_name prev_node_name status create_time change_time end_time user_id';
  const rows = Object.fromEntries(names.split(' ').map((name) => [name, `{{root.${name}}}`]));
  const seen = (await read(rows)) as Record<string, unknown>;
  for (const name of names.split(' ')) expect([name, typeof seen[name]]).toEqual([name, 'string']);
  expect(seen).toMatchObject({ node_id: 'a', prev_node_id: 's', status: '1' });
  expect(seen.create_time).toMatch(/^\d{10}$/);
});
