/** The server dies between every two calls it makes: nothing is lost and nothing happens twice. */
import { everyDeath, type Story } from './enumerate.ts';
import type { World } from './harness.ts';
import { api, callback, copy, go, modify, reply, rpc, set } from './sketch.ts';

const SECOND = 1000;

jest.setTimeout(120_000);

/** A death at every call was tried, and all of them were survived. */
async function survives(story: Story, deathsAtLeast: number): Promise<void> {
  const { deaths, wrong } = await everyDeath(story);
  expect(wrong).toEqual([]);
  expect(deaths).toBeGreaterThanOrEqual(deathsAtLeast);
}

/** Where the task that was asked for has come to: one that nobody was told of may not exist, but not exist twice. */
async function born(world: World, conv_id: number, node_id: string): Promise<{ there: number; wrong: string[] }> {
  const there = (await world.tasksIn(conv_id, node_id)).length;
  const told = world.acknowledged.filter((task) => task.conv_id === conv_id).length;
  const wrong = there >= told && there <= 1 ? [] : [`${there} tasks in ${node_id}, ${told} acknowledged`];
  return { there, wrong };
}

const conv = (world: World, name: string): number => world.convs.get(name) ?? 0;

function same(what: string, got: unknown, wanted: unknown): string[] {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  return a === b ? [] : [`${what} is ${a} instead of ${b}`];
}

describe('a server that dies at any call', () => {
  test('a task that goes through parameters is there whole, or not at all', async () => {
    const story: Story = {
      prepare: async (world) => {
        await world.deploy('p', [
          { id: 's', logics: [go('a')] },
          { id: 'a', logics: [set({ trace: '{{trace}}a' }), go('b')] },
          { id: 'b', logics: [set({ trace: '{{trace}}b' }), go('end')] },
          { id: 'end' },
        ]);
      },
      tell: async (world) => {
        await world.create(conv(world, 'p'), 'r');
        await world.pass(12 * SECOND);
      },
      judge: async (world) => {
        const { wrong } = await born(world, conv(world, 'p'), 'end');
        const ended = await world.tasksIn(conv(world, 'p'), 'end');
        return [...wrong, ...ended.flatMap((task) => same('the trace', task.data.trace, 'ab'))];
      },
    };
    await survives(story, 10);
  });

  test('a copy is made once for each task that asked for it', async () => {
    const story: Story = {
      prepare: async (world) => {
        const to = await world.deploy('to', [{ id: 's', logics: [go('end')] }, { id: 'end' }]);
        await world.deploy('from', [
          { id: 's', logics: [go('copy')] },
          {
            id: 'copy',
            logics: [copy(to, { made_by: '{{root.ref}}' }, 'err'), set({ trace: '{{trace}}c' }), go('end')],
          },
          { id: 'end' },
          { id: 'err' },
        ]);
      },
      tell: async (world) => {
        await world.create(conv(world, 'from'), 'r');
        await world.pass(5 * SECOND);
      },
      judge: async (world) => {
        const { there, wrong } = await born(world, conv(world, 'from'), 'end');
        const copies = await world.tasksIn(conv(world, 'to'), 'end');
        const ended = await world.tasksIn(conv(world, 'from'), 'end');
        return [
          ...wrong,
          ...same('copies', copies.length, there),
          ...copies.flatMap((task) => same('the sender', task.data.made_by, 'r')),
          ...ended.flatMap((task) => same('the trace', task.data.trace, 'c')),
        ];
      },
    };
    await survives(story, 20);
  });

  /** A caller, and a process it calls that replies before it ends, or has ended when its reply is read. */
  const calling = (callee: 'waits' | 'ends at once'): Story => ({
    prepare: async (world) => {
      const last = callee === 'waits' ? { id: 'stay', timer: [3, 'end'] as [number, string] } : null;
      const called = await world.deploy('called', [
        { id: 's', logics: [go('work')] },
        { id: 'work', logics: [set({ y: '{{x}}!' }), reply({ y: '{{y}}' }), go(last?.id ?? 'end')] },
        ...(last === null ? [] : [last]),
        { id: 'end' },
      ]);
      await world.deploy('caller', [
        { id: 's', logics: [go('call')] },
        { id: 'call', logics: [rpc(called, { x: 'hello' }, 'err'), set({ trace: '{{trace}}{{y}}' }), go('end')] },
        { id: 'end' },
        { id: 'err' },
      ]);
    },
    tell: async (world) => {
      await world.create(conv(world, 'caller'), 'r');
      await world.pass(8 * SECOND);
    },
    judge: async (world) => {
      const { there, wrong } = await born(world, conv(world, 'caller'), 'end');
      const ended = await world.tasksIn(conv(world, 'caller'), 'end');
      return [
        ...wrong,
        ...same('called tasks', (await world.tasksIn(conv(world, 'called'), 'end')).length, there),
        ...ended.flatMap((task) => same('the trace', task.data.trace, 'hello!')),
      ];
    },
  });

  test('a process that is called replies once, and ends once', () => survives(calling('waits'), 30));

  test('a reply of a process that has ended already is merged once', () => survives(calling('ends at once'), 25));

  test('a call that nobody answers ends with its timer, and was made once', async () => {
    const story: Story = {
      prepare: async (world) => {
        const mute = await world.deploy('mute', [{ id: 's', logics: [go('end')] }, { id: 'end' }]);
        await world.deploy('caller', [
          { id: 's', logics: [go('call')] },
          { id: 'call', logics: [rpc(mute, {}, 'err'), go('err')], timer: [6, 'late'] },
          { id: 'late', logics: [set({ trace: '{{trace}}t' }), go('end')] },
          { id: 'end' },
          { id: 'err' },
        ]);
      },
      tell: async (world) => {
        await world.create(conv(world, 'caller'), 'r');
        await world.pass(12 * SECOND);
      },
      judge: async (world) => {
        const { there, wrong } = await born(world, conv(world, 'caller'), 'end');
        const ended = await world.tasksIn(conv(world, 'caller'), 'end');
        return [
          ...wrong,
          ...same('called tasks', (await world.tasksIn(conv(world, 'mute'), 'end')).length, there),
          ...ended.flatMap((task) => same('the trace', task.data.trace, 't')),
        ];
      },
    };
    await survives(story, 25);
  });

  test('one Modify moves a task with two callback nodes in a row by one node', async () => {
    const story: Story = {
      prepare: async (world) => {
        const target = await world.deploy('target', [
          { id: 's', logics: [go('first')] },
          { id: 'first', logics: [callback(), go('second')] },
          { id: 'second', logics: [callback(), go('end')] },
          { id: 'end' },
        ]);
        await world.deploy('from', [
          { id: 's', logics: [go('modify')] },
          { id: 'modify', logics: [modify(target, 'target', { told: 'yes' }, 'err'), go('end')] },
          { id: 'end' },
          { id: 'err' },
        ]);
        await world.createSurely(target, 'target');
      },
      tell: async (world) => {
        await world.create(conv(world, 'from'), 'r');
        await world.pass(5 * SECOND);
      },
      judge: async (world) => {
        const { there, wrong } = await born(world, conv(world, 'from'), 'end');
        const target = await world.task(conv(world, 'target'), 'target');
        return [
          ...wrong,
          ...same('the node', target.node_id, there === 1 ? 'second' : 'first'),
          ...same('what it was told', target.data.told ?? null, there === 1 ? 'yes' : null),
        ];
      },
    };
    await survives(story, 20);
  });

  test('a process that is resumed lets the tasks go on that it held', async () => {
    const story: Story = {
      prepare: async (world) => {
        await world.deploy('p', [
          { id: 's', logics: [go('wait')] },
          { id: 'wait', logics: [callback(), go('then')] },
          { id: 'then', logics: [set({ trace: '{{trace}}r' }), go('end')] },
          { id: 'end' },
        ]);
        await world.createSurely(conv(world, 'p'), 'r');
        await world.setStatus(conv(world, 'p'), 'paused');
        await world.modify({ conv_id: conv(world, 'p'), ref: 'r' }, {});
      },
      tell: async (world) => {
        await world.ask(async ({ engine, ports }) => {
          const object = await ports.catalog.read('conv', conv(world, 'p'));
          if (object !== null) await ports.catalog.write([{ do: 'update', object: { ...object, status: 'active' } }]);
          await engine.release(conv(world, 'p'));
        });
        await world.pass(12 * SECOND);
      },
      judge: async (world) => {
        const { status } = (await world.store.catalog.read('conv', conv(world, 'p'))) ?? { status: '' };
        const { node_id, data } = await world.task(conv(world, 'p'), 'r');
        const held = status === 'paused';
        return [
          ...same('the node', node_id, held ? 'then' : 'end'),
          ...same('the trace', data.trace ?? null, held ? null : 'r'),
        ];
      },
    };
    await survives(story, 15);
  });

  const REPEATS: [repeat: string, least: number, most: number][] = [
    ['never', 0, 1],
    ['once', 0, 2],
    ['always', 1, Number.POSITIVE_INFINITY],
  ];
  test.each(REPEATS)('a request with repeat %s arrives as often as it may', async (repeat, least, most) => {
    const story: Story = {
      prepare: async (world) => {
        await world.deploy('p', [
          { id: 's', logics: [go('call')] },
          {
            id: 'call',
            logics: [api(`${world.callee.url}/x`, repeat, 'err'), set({ trace: '{{trace}}c' }), go('end')],
          },
          { id: 'err', logics: [set({ doubt: '{{__conveyor_api_return_type_tag__}}' }), go('end')] },
          { id: 'end' },
        ]);
      },
      tell: async (world) => {
        world.callee.reply = () => ({ status: 200, body: '{"seen":true}' });
        await world.create(conv(world, 'p'), 'r');
        await world.pass(5 * SECOND);
      },
      judge: async (world) => {
        const { there, wrong } = await born(world, conv(world, 'p'), 'end');
        const times = world.callee.times('/x');
        if (times < least * there || times > most * there) wrong.push(`the request arrived ${times} times`);
        const keys = new Set(world.callee.arrivals.map(({ headers }) => headers['Idempotency-Key']));
        if (keys.size > 1 || keys.has(undefined)) wrong.push('repetitions cannot be told by their key');
        for (const { data } of await world.tasksIn(conv(world, 'p'), 'end')) {
          const answered = data.seen === true && data.trace === 'c' && data.doubt === undefined && times > 0;
          const doubtful = data.seen === undefined && data.trace === undefined && data.doubt === 'api_in_doubt';
          if (!answered && (repeat === 'always' || !doubtful)) wrong.push(`it ended as ${JSON.stringify(data)}`);
        }
        return wrong;
      },
    };
    await survives(story, 25);
  });

  test('a delay and a time semaphor end once, and not before their time', async () => {
    const story: Story = {
      prepare: async (world) => {
        await world.deploy('p', [
          { id: 's', logics: [go('delay')] },
          { id: 'delay', timer: [5, 'then'] },
          { id: 'then', logics: [set({ trace: '{{trace}}d', at: '$.unixtime()' }), go('wait')] },
          { id: 'wait', logics: [callback(), go('end')], timer: [7, 'late'] },
          { id: 'late', logics: [set({ trace: '{{trace}}t', late_at: '$.unixtime()' }), go('end')] },
          { id: 'end' },
        ]);
      },
      tell: async (world) => {
        await world.create(conv(world, 'p'), 'r');
        await world.pass(16 * SECOND);
      },
      judge: async (world) => {
        const { wrong } = await born(world, conv(world, 'p'), 'end');
        for (const { data, create_time } of await world.tasksIn(conv(world, 'p'), 'end')) {
          wrong.push(...same('the trace', data.trace, 'dt'));
          if (Number(data.at) * SECOND < create_time + 5 * SECOND) wrong.push('the delay was cut short');
          if (Number(data.late_at) < Number(data.at) + 7) wrong.push('the time semaphor was cut short');
        }
        return wrong;
      },
    };
    await survives(story, 30);
  });
});
