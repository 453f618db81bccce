/** Totals of Sum nodes, and counts of nodes: who sees what has been added, and when. */
import { go, type NodeSketch, set, sum } from '../crash/sketch.ts';
import { deployed, tasksIn } from '../fixtures/deployed.ts';
import { openWorld, PERSON, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const adding = (rows: Record<string, string>, then: NodeSketch[] = []): NodeSketch[] => [
  { id: 's', logics: [go('sum')] },
  { id: 'sum', logics: [sum(rows, 'err'), go(then[0]?.id ?? 'end')] },
  ...then,
  { id: 'end' },
  { id: 'err' },
];
const totals = async (conv: number) =>
  Object.fromEntries((await world.ports.archive.sums(conv, 'sum')).map(({ sum_id, total }) => [sum_id, total]));

test('Values, templates and calculations are added, and nothing comes into the task', async () => {
  const p = await deployed(world, adding({ n: '1', cost: '{{cost}}', twice: '$.math({{cost}}*2)', less: '-0.5' }));
  const task = await world.addTask(p, { cost: 2.25 });
  expect(task.data).toEqual({ cost: 2.25 });
  await world.addTask(p, { cost: '1' });
  expect(await totals(p)).toEqual({ n: 2, cost: 3.25, twice: 6.5, less: -1 });
});

test.each(['x', '', '1e999', '{{missing}}', '9007199254740994'])(
  'Where one value is %p nothing is added, and the task goes to the error node',
  async (value) => {
    const p = await deployed(world, adding({ n: '1', bad: '{{value}}' }));
    const task = await world.addTask(p, { value }, 'r');
    expect(task).toMatchObject({ node_id: 'err' });
    expect(task.data).toMatchObject({
      __conveyor_api_sum_return_type_error__: 'software',
      __conveyor_api_sum_return_type_tag__: 'api_sum_wrong_convert_param',
    });
    expect(await totals(p)).toEqual({});
  },
);

test('A total is read by the id of its row or its name, here and from another process', async () => {
  const p = await deployed(world, adding({ n: '5' }));
  await world.addTask(p, {});
  const rows = {
    id: `{{conv[${p}].node[sum].n}}`,
    name: `{{conv[${p}].node[sum].name of n}}`,
    none: `{{conv[${p}].node[sum].other}}`,
  };
  const reader = await deployed(world, [
    { id: 's', logics: [go('a')] },
    { id: 'a', logics: [set(rows), go('end')] },
    { id: 'end' },
  ]);
  expect((await world.addTask(reader, {})).data).toEqual({ id: '5', name: '5', none: '' });
});

test('A row to which nothing was added yet is zero', async () => {
  const p = await deployed(world, [
    { id: 's', logics: [go('a')] },
    { id: 'a', logics: [set({ got: '{{node[sum].n}}' }), go('sum')] },
    { id: 'sum', logics: [sum({ n: '1' }), go('end')] },
    { id: 'end' },
  ]);
  expect((await world.addTask(p, {})).data).toEqual({ got: '0' });
});

test('The totals of somebody else’s process are not told', async () => {
  const p = await deployed(world, adding({ n: '5' }), PERSON.user_id);
  const reader = await deployed(
    world,
    [
      { id: 's', logics: [go('a')] },
      { id: 'a', logics: [{ ...set({ got: `{{conv[${p}].node[sum].n}}` }), err_node_id: 'err' }, go('end')] },
      { id: 'end' },
      { id: 'err' },
    ],
    9003,
  );
  expect((await world.addTask(reader, {})).node_id).toBe('err');
});

test('A task sees at once what it has added itself, on top of what others have', async () => {
  const read = { own: '{{node[sum].n}}', named: '{{node[sum].name of n}}' };
  const p = await deployed(world, adding({ n: '3' }, [{ id: 'read', logics: [set(read), go('end')] }]));
  expect((await world.addTask(p, {}, 'a')).data).toEqual({ own: '3', named: '3' });
  const again = { other: `{{conv[${p}].node[sum].n}}` };
  expect((await world.addTask(p, {}, 'b')).data).toEqual({ own: '6', named: '6' });
  expect(again.other).toContain(String(p));
});

test('A task that goes round adds each time, and sees each addition', async () => {
  const p = await deployed(world, [
    { id: 's', logics: [go('sum')] },
    { id: 'sum', logics: [sum({ n: '0.1' }), go('read')] },
    { id: 'read', logics: [set({ seen: '{{seen}} {{node[sum].n}}' }), go('more')] },
    {
      id: 'more',
      logics: [
        {
          type: 'go_if_const',
          to_node_id: 'end',
          conditions: [{ param: 'seen', const: ' 0.1 0.2 0.3', fun: 'eq', cast: 'string' }],
        },
        go('sum'),
      ],
    },
    { id: 'end' },
  ]);
  expect((await world.addTask(p, {})).data).toEqual({ seen: ' 0.1 0.2 0.3' });
  expect(await totals(p)).toEqual({ n: 0.3 });
});

test('A task is counted in the node in which it stands, though its step is not written yet', async () => {
  const p = await deployed(world, [
    { id: 's', logics: [go('a')] },
    { id: 'a', logics: [set({ here: '{{node[a].count}}', start: '{{node[s].count}}' }), go('wait')] },
    { id: 'wait', timer: [3600, 'end'] },
    { id: 'end' },
  ]);
  expect((await world.addTask(p, {})).data).toEqual({ here: '1', start: '0' });
});

test('Resetting a node forgets its totals and leaves the count of what stands there', async () => {
  const p = await deployed(world, [
    { id: 's', logics: [go('sum')] },
    { id: 'sum', logics: [sum({ n: '1' })], timer: [3600, 'end'] },
    { id: 'end' },
  ]);
  await world.addTask(p, {}, 'a');
  await world.addTask(p, {}, 'b');
  expect(await totals(p)).toEqual({ n: 2 });
  await world.ports.archive.reset(p, 'sum');
  expect(await totals(p)).toEqual({});
  expect(await world.ports.archive.counts(p)).toContainEqual({ node_id: 'sum', count: 2 });
  await world.clock.run(3_601_000);
  expect(await tasksIn(world, p, 'end')).toHaveLength(2);
});
