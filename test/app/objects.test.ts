import type { Right } from '../../src/app/rights.ts';
import { rawNodes } from '../../src/model/read_process.ts';
import { withNodes } from '../../src/model/write_process.ts';
import { FINAL, HOUR_TIMER, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN, OTHER, openWorld, PERSON, type World } from '../fixtures/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const titles = (items: { object: { title: string } }[]): string[] => items.map(({ object }) => object.title);

describe('rights', () => {
  test('on a folder hold for everything in it, at any depth, and for nothing else', async () => {
    const top = await world.objects.createFolder(PERSON, { title: 'Top', folder_id: 0 });
    const inner = await world.objects.createFolder(PERSON, { title: 'Inner', folder_id: top.id });
    const conv = await world.objects.createConv(PERSON, { title: 'Deep', folder_id: inner.id });
    const beside = await world.objects.createConv(PERSON, { title: 'Beside', folder_id: 0 });
    const made = await world.keys.createPerson(ADMIN, { title: 'Eve', login: 'eve', password: 'long enough' });
    const eve = { user_id: made.obj_id, name: 'Eve', admin: false };
    await expect(world.objects.show(eve, 'conv', conv.id)).rejects.toMatchObject({ code: 'access_denied' });

    await world.sharing.link(PERSON, { kind: 'folder', id: top.id }, { kind: 'user', id: eve.user_id }, [
      'view',
      'modify',
    ]);
    expect((await world.objects.show(eve, 'conv', conv.id)).privs).toEqual(['modify', 'view']);
    await world.objects.modify(eve, 'conv', conv.id, { title: 'By Eve' });
    await expect(world.objects.delete(eve, 'conv', conv.id)).rejects.toMatchObject({ code: 'access_denied' });
    await expect(world.objects.show(eve, 'conv', beside.id)).rejects.toMatchObject({ code: 'access_denied' });
    expect(titles((await world.objects.list(eve, 0)).items)).toEqual(['Top']);
    expect(await world.sharing.list(PERSON, 'folder', top.id)).toMatchObject([
      { to: { title: 'Eve' }, privs: ['modify', 'view'] },
    ]);

    await world.sharing.link(PERSON, { kind: 'folder', id: top.id }, { kind: 'user', id: eve.user_id }, []);
    await expect(world.objects.show(eve, 'conv', conv.id)).rejects.toMatchObject({ code: 'access_denied' });
  });

  test('cannot be given by one who does not have them', async () => {
    const conv = await world.objects.createConv(PERSON, { title: 'P', folder_id: 0 });
    const made = await world.keys.createPerson(ADMIN, { title: 'Eve', login: 'eve', password: 'long enough' });
    const eve = { user_id: made.obj_id, name: 'Eve', admin: false };
    await world.sharing.link(PERSON, { kind: 'conv', id: conv.id }, { kind: 'user', id: eve.user_id }, ['modify']);
    const given = world.sharing.link(eve, { kind: 'conv', id: conv.id }, { kind: 'user', id: eve.user_id }, ['delete']);
    await expect(given).rejects.toMatchObject({ code: 'access_denied' });
  });

  test('are not gained by moving a thing into a folder of one’s own', async () => {
    const source = await world.objects.createFolder(PERSON, { title: 'Source', folder_id: 0 });
    const conv = await world.objects.createConv(PERSON, { title: 'P', folder_id: source.id });
    const made = await world.keys.createPerson(ADMIN, { title: 'Eve', login: 'eve', password: 'long enough' });
    const eve = { user_id: made.obj_id, name: 'Eve', admin: false };
    const target = await world.objects.createFolder(eve, { title: 'Target', folder_id: 0 });
    const share = (at: { kind: 'conv' | 'folder'; id: number }, privs: Right[]) =>
      world.sharing.link(PERSON, at, { kind: 'user', id: eve.user_id }, privs);
    const move = () => world.objects.move(eve, 'conv', conv.id, target.id);
    await share({ kind: 'conv', id: conv.id }, ['view', 'modify']);
    await share({ kind: 'folder', id: source.id }, ['view', 'modify']);
    await expect(move()).rejects.toMatchObject({ code: 'access_denied' });
    await share({ kind: 'conv', id: conv.id }, ['view', 'create', 'modify', 'delete']);
    await share({ kind: 'folder', id: source.id }, []);
    await expect(move()).rejects.toMatchObject({ code: 'access_denied' });
    await share({ kind: 'folder', id: source.id }, ['modify']);
    expect((await move()).to?.id).toBe(target.id);
    const back = world.objects.move(PERSON, 'conv', conv.id, target.id);
    await expect(back).rejects.toMatchObject({ code: 'access_denied' });
  });

  test('nobody makes things in the folder of another', async () => {
    const folder = await world.objects.createFolder(PERSON, { title: 'Mine', folder_id: 0 });
    const made = world.objects.createConv(OTHER, { title: 'P', folder_id: folder.id });
    await expect(made).rejects.toMatchObject({ code: 'access_denied' });
  });
});

describe('a new process', () => {
  test('has a start that leads to a final node, is deployed, and takes tasks', async () => {
    const conv = await world.objects.createConv(PERSON, { title: 'P', folder_id: 0, status: 'actived' });
    expect(conv.body.hash).toMatch(/^[0-9a-f]{40}$/);
    expect(conv.body.sign_key).not.toBe(conv.body.hash);
    const { nodes, live, draft } = await world.editor.nodes(PERSON, conv.id);
    expect([live, draft, nodes.map(({ obj_type }) => obj_type)]).toEqual([1, null, [1, 2]]);
    const task = await world.addTask(conv.id, { a: 1 }, 'r');
    expect(task.wait).toBeNull();
  });

  test('has another direct URL when a new one is asked for, and none when it is switched off', async () => {
    const conv = await world.objects.createConv(PERSON, { title: 'P', folder_id: 0 });
    const first = await world.objects.directHash(PERSON, conv.id, 'get');
    const second = await world.objects.directHash(PERSON, conv.id, 'modify');
    expect(second).not.toBe(first);
    expect(await world.objects.directHash(PERSON, conv.id, 'create')).toBe(second);
    expect(await world.objects.directHash(PERSON, conv.id, 'delete')).toBe('');
  });
});

describe('pause', () => {
  test('holds tasks where they stand, and resume lets them go on', async () => {
    const after_work = {
      id: 'b1',
      obj_type: 0,
      title: 'After',
      condition: { logics: [{ type: 'go', to_node_id: FINAL }] },
    };
    const raw = rawChain({ semaphors: [{ ...HOUR_TIMER, to_node_id: 'b1' }] });
    const text = JSON.stringify(withNodes(raw, [...(rawNodes(raw) ?? []), after_work]));
    const { scheme } = await world.importing.importScheme(PERSON, 0, text, { deploy: true });
    const id = scheme[0]?.obj_id ?? 0;
    await world.addTask(id, {}, 'r');
    const { before, after } = await world.objects.modify(PERSON, 'conv', id, { status: 'paused' });
    expect([before.status, after.status]).toEqual(['active', 'paused']);
    await world.clock.run(3_600_000);
    expect((await world.task(id, 'r'))?.wait?.kind).toBe('paused');
    await world.objects.modify(PERSON, 'conv', id, { status: 'active' });
    expect((await world.task(id, 'r'))?.wait).toBeNull();
  });

  test('an unknown status is refused', async () => {
    const conv = await world.objects.createConv(PERSON, { title: 'P', folder_id: 0 });
    const refused = world.objects.modify(PERSON, 'conv', conv.id, { status: 'deleted' });
    await expect(refused).rejects.toMatchObject({ code: 'bad_request' });
  });
});

describe('the trash', () => {
  test('a folder goes with everything in it and comes back with what went with it', async () => {
    const top = await world.objects.createFolder(PERSON, { title: 'Top', folder_id: 0 });
    const inner = await world.objects.createFolder(PERSON, { title: 'Inner', folder_id: top.id });
    const kept = await world.objects.createConv(PERSON, { title: 'Kept', folder_id: inner.id, status: 'paused' });
    const earlier = await world.objects.createConv(PERSON, { title: 'Earlier', folder_id: top.id });
    await world.objects.delete(PERSON, 'conv', earlier.id);
    await world.objects.delete(PERSON, 'folder', top.id);
    expect((await world.objects.show(PERSON, 'conv', kept.id)).object.status).toBe('deleted');
    expect((await world.objects.list(PERSON, 0)).items).toEqual([]);
    expect(titles((await world.objects.list(PERSON, 0, 'deleted')).items).sort()).toEqual(['Earlier', 'Top']);

    await world.objects.restore(PERSON, 'folder', top.id);
    expect((await world.objects.show(PERSON, 'conv', kept.id)).object.status).toBe('paused');
    expect(titles((await world.objects.list(PERSON, top.id)).items)).toEqual(['Inner']);
    await expect(world.objects.restore(PERSON, 'folder', top.id)).rejects.toMatchObject({
      message: `Deleted object folder with id ${top.id} does not exist`,
    });
  });

  test('what is destroyed is gone with its tasks, aliases and shares', async () => {
    const text = JSON.stringify(rawChain({ semaphors: [HOUR_TIMER] }));
    const folder = await world.objects.createFolder(PERSON, { title: 'F', folder_id: 0 });
    const { scheme } = await world.importing.importScheme(PERSON, folder.id, text, { deploy: true });
    const id = scheme[0]?.obj_id ?? 0;
    await world.aliases.create(PERSON, { short_name: 'gone', folder_id: folder.id, obj_to_id: id });
    await world.addTask(id, {}, 'r');
    await expect(world.objects.destroy(PERSON, 'folder', folder.id)).rejects.toMatchObject({ code: 'not_found' });
    await world.objects.delete(PERSON, 'folder', folder.id);
    await world.objects.destroy(PERSON, 'folder', folder.id);
    expect(await world.task(id, 'r')).toBeNull();
    expect(await world.aliases.list(ADMIN, {})).toEqual([]);
    await expect(world.objects.show(ADMIN, 'conv', id)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('folders', () => {
  test('a process moves between them, and a folder never into itself', async () => {
    const top = await world.objects.createFolder(PERSON, { title: 'Top', folder_id: 0 });
    const inner = await world.objects.createFolder(PERSON, { title: 'Inner', folder_id: top.id });
    const conv = await world.objects.createConv(PERSON, { title: 'P', folder_id: 0 });
    const { from, to } = await world.objects.move(PERSON, 'conv', conv.id, inner.id);
    expect([from, to?.title]).toEqual([null, 'Inner']);
    expect(titles(await world.objects.path(PERSON, inner.id))).toEqual(['Top', 'Inner']);
    const into = world.objects.move(PERSON, 'folder', top.id, inner.id);
    await expect(into).rejects.toMatchObject({ message: 'Move parent folder to child is not allowed' });
  });

  test('processes are found by a part of their title, in any case', async () => {
    await world.objects.createConv(PERSON, { title: 'Оплата заказа', folder_id: 0 });
    await world.objects.createConv(OTHER, { title: 'Оплата', folder_id: 0 });
    expect(titles(await world.objects.find(PERSON, 'conv', { pattern: 'ОПЛАТА' }))).toEqual(['Оплата заказа']);
    expect((await world.objects.find(ADMIN, 'conv', { pattern: 'оплата' })).length).toBe(2);
  });
});

test('other servers hear of every change of a process', async () => {
  const conv = await world.objects.createConv(PERSON, { title: 'P', folder_id: 0 });
  const heard: string[] = [];
  world.ports.news.subscribe('objects', (text) => heard.push(text));
  await world.objects.modify(PERSON, 'conv', conv.id, { title: 'Q' });
  await world.editor.createNode(PERSON, conv.id, { title: WORK }, 70);
  expect(heard).toEqual([String(conv.id), String(conv.id)]);
});
