import { FINAL, HOUR_TIMER, rawChain, START_NODE, WORK } from '../fixtures/raws.ts';
import { ADMIN, openWorld, PERSON, type World, type WorldOptions } from '../fixtures/world.ts';

let world: World;
const open = async (options: WorldOptions = {}): Promise<number> => {
  world = await openWorld(options);
  const text = JSON.stringify(rawChain({ semaphors: [HOUR_TIMER] }));
  const { scheme } = await world.importing.importScheme(PERSON, 0, text, { deploy: true });
  return scheme[0]?.obj_id ?? 0;
};
afterEach(() => world.close());

/** Takes "Work" out of a process in the draft `version`. */
async function withoutWork(conv_id: number, version: number): Promise<void> {
  const logics = [{ type: 'go', to_node_id: FINAL }];
  await world.editor.modifyNode(PERSON, { conv_id, node_id: START_NODE }, { logics }, version);
  await world.editor.deleteNode(PERSON, { conv_id, node_id: WORK }, version);
}

describe('a push', () => {
  test('changes nothing that runs before it is confirmed, and everything after', async () => {
    const conv_id = await open();
    const before = await world.editor.nodes(PERSON, conv_id);
    expect([before.live, before.draft]).toEqual([1, null]);
    const version = 1_705_000_000;
    const id = await world.editor.createNode(PERSON, conv_id, { title: 'New', obj_type: 0 }, version);
    expect(id).toMatch(/^[0-9a-f]{24}$/);
    await world.editor.modifyParams(PERSON, conv_id, { params: [{ name: 'a', type: 'number' }] });
    const extra = { type: 'set_param', extra: { b: '2' }, extra_type: { b: 'number' }, err_node_id: '' };
    const logics = [extra, { type: 'go', to_node_id: WORK }];
    await world.editor.modifyNode(PERSON, { conv_id, node_id: id }, { logics, position: [10, 20] }, version);
    const start = { logics: [{ type: 'go', to_node_id: id }] };
    await world.editor.modifyNode(PERSON, { conv_id, node_id: START_NODE }, start, version);

    const meanwhile = await world.editor.nodes(PERSON, conv_id);
    expect(meanwhile.nodes).toEqual(before.nodes);
    expect(meanwhile.draft).toBe(version);
    expect(await world.drafts.list(PERSON, conv_id)).toMatchObject([{ version }]);
    expect((await world.addTask(conv_id, {}, 'old')).data).toEqual({});

    await world.deploys.confirm(PERSON, conv_id, version);
    const after = await world.editor.nodes(PERSON, conv_id);
    expect([after.live, after.draft, after.nodes.length]).toEqual([version, null, 4]);
    expect((await world.addTask(conv_id, {}, 'new')).data).toEqual({ b: 2 });
    expect((await world.editor.params(PERSON, conv_id)).params).toEqual([{ name: 'a', type: 'number' }]);
    const work = await world.editor.showNode(PERSON, conv_id, WORK, null);
    expect(work.count).toBe(2);
  });

  test('with a mistake is refused, with the mistakes by node, and what runs goes on', async () => {
    const conv_id = await open();
    const logics = [{ type: 'go', to_node_id: 'nowhere' }];
    await world.editor.modifyNode(PERSON, { conv_id, node_id: START_NODE }, { logics }, 50);
    await expect(world.deploys.confirm(PERSON, conv_id, 50)).rejects.toMatchObject({
      code: 'bad_process',
      details: { errors: { [START_NODE]: expect.arrayContaining([expect.any(String)]) } },
    });
    expect((await world.editor.nodes(PERSON, conv_id)).live).toBe(1);
    await world.drafts.drop(PERSON, conv_id, 50);
    expect(await world.drafts.list(PERSON, conv_id)).toEqual([]);
  });

  test('of many edits at once loses none of them', async () => {
    const conv_id = await open();
    const titles = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(titles.map((title) => world.editor.createNode(PERSON, conv_id, { title }, 60)));
    const nodes = await world.drafts.show(PERSON, conv_id, 60);
    expect(
      nodes
        .map(({ title }) => title)
        .slice(3)
        .sort(),
    ).toEqual(titles);
  });

  test('never changes a version that is deployed', async () => {
    const conv_id = await open();
    const edit = world.editor.modifyNode(PERSON, { conv_id, node_id: WORK }, { title: 'x' }, 1);
    await expect(edit).rejects.toMatchObject({ code: 'conflict' });
  });

  test('by one who may only view is refused', async () => {
    const conv_id = await open();
    const person = await world.keys.createPerson(ADMIN, { title: 'Eve', login: 'eve', password: 'long enough' });
    await world.sharing.link(PERSON, { kind: 'conv', id: conv_id }, { kind: 'user', id: person.obj_id }, ['view']);
    const eve = { user_id: person.obj_id, name: 'Eve', admin: false };
    expect((await world.editor.nodes(eve, conv_id)).nodes.length).toBe(3);
    const edit = world.editor.modifyNode(eve, { conv_id, node_id: WORK }, { title: 'x' }, 70);
    await expect(edit).rejects.toMatchObject({ code: 'access_denied' });
  });
});

describe('an edit without a version', () => {
  test('is live at once, and an unfinished one waits for the edit that completes it', async () => {
    const conv_id = await open();
    await world.editor.modifyNode(PERSON, { conv_id, node_id: WORK }, { title: 'Rest' }, null);
    expect((await world.editor.nodes(PERSON, conv_id)).nodes[1]?.title).toBe('Rest');
    const logics = [{ type: 'go', to_node_id: 'nowhere' }];
    await world.editor.modifyNode(PERSON, { conv_id, node_id: START_NODE }, { logics }, null);
    expect((await world.editor.nodes(PERSON, conv_id)).draft).not.toBeNull();
    const mended = [{ type: 'go', to_node_id: WORK }];
    await world.editor.modifyNode(PERSON, { conv_id, node_id: START_NODE }, { logics: mended }, null);
    expect((await world.editor.nodes(PERSON, conv_id)).draft).toBeNull();
  });
});

describe('a deploy that takes a node away in which tasks stand', () => {
  test('is refused with node, title and count', async () => {
    const conv_id = await open();
    await world.addTask(conv_id, {}, 'one');
    await world.addTask(conv_id, {}, 'two');
    await withoutWork(conv_id, 80);
    await expect(world.deploys.confirm(PERSON, conv_id, 80)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('"Work"'),
      details: { nodes: [{ node_id: WORK, title: 'Work', count: 2 }] },
    });
    expect((await world.editor.nodes(PERSON, conv_id)).live).toBe(1);
    await world.clock.run(3_600_000);
    await world.deploys.confirm(PERSON, conv_id, 80);
    expect((await world.editor.nodes(PERSON, conv_id)).live).toBe(80);
  });

  test('takes the tasks along where the setting says delete', async () => {
    const conv_id = await open({ settings: { deploy_removed_nodes: 'delete' } });
    await world.addTask(conv_id, {}, 'one');
    await withoutWork(conv_id, 80);
    await world.deploys.confirm(PERSON, conv_id, 80);
    expect(await world.task(conv_id, 'one')).toBeNull();
  });
});

describe('versions', () => {
  test('a roll-back makes a new version of the old text', async () => {
    const conv_id = await open();
    await world.editor.modifyNode(PERSON, { conv_id, node_id: WORK }, { title: 'Second' }, 90);
    await world.deploys.confirm(PERSON, conv_id, 90);
    const version = await world.deploys.rollBack(PERSON, conv_id, 1);
    expect(version).toBe(91);
    const { live, nodes } = await world.editor.nodes(PERSON, conv_id);
    expect([live, nodes[1]?.title]).toEqual([91, 'Work']);
    const states = (await world.deploys.versions(PERSON, conv_id)).map((row) => [row.version, row.state]);
    expect(states).toEqual([
      [91, 'live'],
      [90, 'old'],
      [1, 'old'],
    ]);
  });
});

describe('a process that was never deployed', () => {
  test('can be mended by a push, also after its draft was thrown away', async () => {
    world = await openWorld();
    const broken = rawChain({ logics: [{ type: 'go', to_node_id: 'nowhere' }] });
    const { scheme } = await world.importing.importScheme(PERSON, 0, JSON.stringify(broken), { deploy: true });
    const conv_id = scheme[0]?.obj_id ?? 0;
    await world.drafts.drop(PERSON, conv_id, 1);
    const logics = [{ type: 'go', to_node_id: FINAL }];
    await world.editor.modifyNode(PERSON, { conv_id, node_id: WORK }, { logics }, 100);
    await world.deploys.confirm(PERSON, conv_id, 100);
    const { live, draft } = await world.editor.nodes(PERSON, conv_id);
    expect([live, draft]).toEqual([100, null]);
    await world.objects.modify(PERSON, 'conv', conv_id, { status: 'active' });
    expect((await world.addTask(conv_id, {})).wait).toBeNull();
  });
});

describe('Code', () => {
  test('is checked before it runs, and put into the draft', async () => {
    const conv_id = await open();
    const at = { conv_id, node_id: WORK };
    const logics = [
      { type: 'api_code', lang: 'js', src: 'data.a = 1;', err_node_id: FINAL },
      { type: 'go', to_node_id: FINAL },
    ];
    await world.editor.modifyNode(PERSON, at, { logics, semaphors: [] }, 110);
    const bad = world.editor.compileCode(PERSON, at, { lang: 'js', src: 'data.a = ;' });
    await expect(bad).rejects.toMatchObject({ code: 'bad_process', message: expect.stringContaining('SyntaxError') });
    await world.editor.loadCode(PERSON, at, { lang: 'js', src: 'data.a = 2;' });
    expect(await world.editor.code(PERSON, at, 'sandbox')).toEqual({ lang: 'js', src: 'data.a = 2;' });
    await expect(world.editor.code(PERSON, at, 'production')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('that cannot be compiled is not deployed: the node and the line are told', async () => {
    const conv_id = await open();
    const code = { type: 'api_code', lang: 'js', src: 'data.a = 1;\ndata.b = ;', err_node_id: FINAL };
    const logics = [code, { type: 'go', to_node_id: FINAL }];
    await world.editor.modifyNode(PERSON, { conv_id, node_id: WORK }, { logics, semaphors: [] }, 110);
    await expect(world.deploys.confirm(PERSON, conv_id, 110)).rejects.toMatchObject({
      code: 'bad_process',
      details: { errors: { [WORK]: [expect.stringMatching(/^logics\[0\] \(api_code\): SyntaxError/)] } },
    });
  });

  test('that the sandbox has no time to check is deployed, and who asks about it is told to try again', async () => {
    const sandbox = { run: async () => ({ data: {} }), check: async () => undefined, close: async () => undefined };
    const conv_id = await open({ ports: { sandbox } });
    const code = { type: 'api_code', lang: 'js', src: 'data.a = 1;', err_node_id: FINAL };
    const logics = [code, { type: 'go', to_node_id: FINAL }];
    await world.editor.modifyNode(PERSON, { conv_id, node_id: WORK }, { logics, semaphors: [] }, 110);
    const asked = world.editor.compileCode(PERSON, { conv_id, node_id: WORK }, { lang: 'js', src: 'data.a = 1;' });
    await expect(asked).rejects.toMatchObject({ code: 'busy', message: expect.stringContaining('try again') });
    await world.deploys.confirm(PERSON, conv_id, 110);
    expect((await world.editor.nodes(PERSON, conv_id)).live).toBe(110);
  });
});
