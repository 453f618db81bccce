/** The nodes that take failures are added where somebody asks for it: in the editor and by an import, never unasked. */
import { rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN, openWorld, PERSON, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const RAW = JSON.stringify(rawChain({ logics: [{ type: 'api', method: 'GET', url: 'https://example.com' }] }));

async function nodesAfter(options: { escalations?: boolean }): Promise<number> {
  const { scheme } = await world.importing.importScheme(ADMIN, 0, RAW, { deploy: true, ...options });
  return (await world.editor.nodes(ADMIN, scheme[0]?.obj_id ?? 0)).nodes.length;
}

test('an import stays as it came unless it is asked to add them', async () => {
  expect(await nodesAfter({})).toBe(3);
  expect(await nodesAfter({ escalations: false })).toBe(3);
  expect(await nodesAfter({ escalations: true })).toBe(6);
});

describe('in the editor', () => {
  let conv_id: number;
  beforeEach(async () => {
    const { scheme } = await world.importing.importScheme(PERSON, 0, RAW, { deploy: true });
    conv_id = scheme[0]?.obj_id ?? 0;
  });

  test('they are made for one node in a draft, and are live once it is confirmed', async () => {
    const added = await world.editor.createEscalations(PERSON, { conv_id, node_id: WORK, version: 50 });
    expect(added).toMatchObject([{ node_id: WORK, type: 'api' }]);
    expect(added[0]?.nodes).toHaveLength(3);
    expect((await world.editor.nodes(PERSON, conv_id)).nodes).toHaveLength(3);
    await world.deploys.confirm(PERSON, conv_id, 50);
    expect((await world.editor.nodes(PERSON, conv_id)).nodes).toHaveLength(6);
    const problems = await world.deploys.problems(PERSON, conv_id, null);
    expect(problems).toEqual([]);
  });

  test('they are made for every node that needs them, once', async () => {
    const all = { conv_id, node_id: null, version: 50 };
    expect(await world.editor.createEscalations(PERSON, all)).toHaveLength(1);
    expect(await world.editor.createEscalations(PERSON, all)).toEqual([]);
  });

  test('a node that is not there is refused, and so is who may not change the process', async () => {
    const nowhere = { conv_id, node_id: 'f'.repeat(24), version: 50 };
    await expect(world.editor.createEscalations(PERSON, nowhere)).rejects.toMatchObject({ code: 'not_found' });
    const stranger = { user_id: 77, name: 'Eve', admin: false };
    const at = { conv_id, node_id: WORK, version: 50 };
    await expect(world.editor.createEscalations(stranger, at)).rejects.toMatchObject({ code: 'access_denied' });
  });
});
