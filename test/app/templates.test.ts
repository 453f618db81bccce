import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATES_FOLDER_ID } from '../../src/app/templates.ts';
import { rawChain } from '../fixtures/raws.ts';
import { ADMIN, OTHER, openWorld, PERSON, type World } from '../fixtures/world.ts';

const rpc = { type: 'api_rpc', conv_id: '@notify', extra: {}, extra_type: {}, group: 'all', err_node_id: '' };
const template = (name: string, calls: { alias: string; template: string }[]): { name: string; text: string } => {
  const logics = calls.map(({ alias }) => ({ ...rpc, conv_id: `@${alias}` }));
  return {
    name,
    text: JSON.stringify(rawChain({ title: `The ${name}`, logics, extra: { takt: { template: name, calls } } })),
  };
};
const TEMPLATES = [
  template('token', [{ alias: 'notify', template: 'notify' }]),
  template('lead', [{ alias: 'token', template: 'token' }]),
  template('notify', []),
];

let world: World;
beforeEach(async () => {
  world = await openWorld({ templates: TEMPLATES });
});
afterEach(() => world.close());

describe('clone', () => {
  test('makes a process that runs, and once the process it calls with its alias', async () => {
    const first = await world.templates.clone(PERSON, 'token', { title: 'Mine' });
    expect(first.also).toEqual([{ template: 'notify', conv_id: expect.any(Number) }]);
    const { parent_id } = (await world.objects.show(PERSON, 'conv', first.conv_id)).object;
    expect(await world.aliases.resolve(PERSON, 'notify', parent_id)).toBe(first.also[0]?.conv_id);
    const shown = await world.objects.show(PERSON, 'conv', first.conv_id);
    expect([shown.object.title, shown.object.status, shown.draft]).toEqual(['Mine', 'active', null]);

    const second = await world.templates.clone(PERSON, 'token', {});
    expect(second.also).toEqual([]);
    expect(await world.aliases.list(PERSON, {})).toHaveLength(1);
    expect((await world.objects.show(PERSON, 'conv', second.conv_id)).object.title).toBe('The token');
  });

  test('reaches what the called ones call, and names all that was made', async () => {
    const { also } = await world.templates.clone(PERSON, 'lead', {});
    expect(also.map((one) => one.template)).toEqual(['token', 'notify']);
  });

  test('stays within the folder it is made in', async () => {
    const folder = await world.objects.createFolder(PERSON, { title: 'F', folder_id: 0 });
    const { also } = await world.templates.clone(PERSON, 'token', { folder_id: folder.id });
    expect((await world.objects.list(PERSON, folder.id)).items).toHaveLength(2);
    expect(await world.aliases.resolve(PERSON, 'notify', folder.id)).toBe(also[0]?.conv_id);
    await expect(world.aliases.resolve(PERSON, 'notify', 0)).rejects.toMatchObject({ code: 'not_found' });
    const refused = world.templates.clone(OTHER, 'token', { folder_id: folder.id });
    await expect(refused).rejects.toMatchObject({ code: 'access_denied' });
  });

  test('makes the called process anew where the alias leads nowhere any more', async () => {
    const first = await world.templates.clone(PERSON, 'token', {});
    const called = first.also[0]?.conv_id ?? 0;
    await world.objects.delete(PERSON, 'conv', called);
    await world.objects.destroy(PERSON, 'conv', called);
    const second = await world.templates.clone(PERSON, 'token', {});
    expect((await world.aliases.list(PERSON, { conv_id: second.also[0]?.conv_id ?? 0 })).length).toBe(1);
    expect(await world.aliases.list(PERSON, {})).toHaveLength(1);
  });

  test('gives a template its own short name once: the first clone keeps it', async () => {
    const text = JSON.stringify(rawChain({ extra: { takt: { alias: 'mine', calls: [] } } }));
    const named = await openWorld({ templates: [{ name: 'named', text }] });
    const first = await named.templates.clone(ADMIN, 'named', {});
    await named.templates.clone(ADMIN, 'named', {});
    expect(await named.aliases.resolve(ADMIN, 'mine')).toBe(first.conv_id);
    await named.close();
  });

  test('at the root goes into a folder of their own for those who may not give names there', async () => {
    const first = await world.templates.clone(PERSON, 'token', {});
    const second = await world.templates.clone(PERSON, 'lead', {});
    const [folder, ...more] = (await world.objects.list(PERSON, 0)).items;
    expect([folder?.object.title, more]).toEqual([PERSON.name, []]);
    const inside = (await world.objects.list(PERSON, folder?.object.id ?? 0)).items.map(({ object }) => object.id);
    expect(inside).toEqual(expect.arrayContaining([first.conv_id, second.conv_id]));
    const others = await world.templates.clone(OTHER, 'token', {});
    expect(others.also).toHaveLength(1);
  });

  test('never calls a process of somebody else, whoever holds the name', async () => {
    const strangers = await world.templates.clone(ADMIN, 'notify', {});
    await world.aliases.create(ADMIN, { short_name: 'notify', obj_to_id: strangers.conv_id });
    const mine = await world.templates.clone(PERSON, 'token', {});
    expect(mine.also).toEqual([{ template: 'notify', conv_id: expect.any(Number) }]);
    const { parent_id } = (await world.objects.show(PERSON, 'conv', mine.conv_id)).object;
    expect(await world.aliases.resolve(PERSON, 'notify', parent_id)).toBe(mine.also[0]?.conv_id);

    const folder = await world.objects.createFolder(PERSON, { title: 'F', folder_id: 0 });
    const trap = { short_name: 'notify', folder_id: folder.id, obj_to_id: strangers.conv_id };
    await world.aliases.create(ADMIN, trap);
    const refused = world.templates.clone(PERSON, 'token', { folder_id: folder.id });
    await expect(refused).rejects.toMatchObject({ code: 'access_denied' });
    expect((await world.objects.list(PERSON, folder.id)).items).toEqual([]);
  });

  test('of an unknown name is refused with the names there are', async () => {
    const refused = world.templates.clone(PERSON, 'nothing', {});
    await expect(refused).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('token, lead') });
  });
});

describe('the Templates folder', () => {
  test('has items that obj_copy clones, one by one and all together', async () => {
    const [token] = world.templates.list();
    const one = await world.copying.copy(PERSON, { kind: 'conv', id: token?.obj_id ?? 0 }, 0, { title: 'Copied' });
    expect(one.scheme.map(({ title }) => title)).toEqual(['Copied', 'The notify']);
    const all = await world.copying.copy(PERSON, { kind: 'folder', id: TEMPLATES_FOLDER_ID }, 0, { title: null });
    expect(all.scheme[0]).toMatchObject({ obj_type: 'folder', title: 'Templates' });
    expect((await world.objects.list(PERSON, all.scheme[0]?.obj_id ?? 0)).items).toHaveLength(3);
  });

  test('keeps the numbers of its items when templates are added', async () => {
    const more = await openWorld({ templates: [template('another', []), ...TEMPLATES] });
    const ids = new Map(more.templates.list().map(({ name, obj_id }) => [name, obj_id]));
    for (const { name, obj_id } of world.templates.list()) expect(ids.get(name)).toBe(obj_id);
    await more.close();
  });
});

describe('the templates that come with Takt', () => {
  const folder = join(__dirname, '../../processes');
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name: name.replace('.json', ''), text: readFileSync(join(folder, name), 'utf8') }));

  test.each(texts.map(({ name }) => name))('%s can be cloned, runs, and gets its alias', async (name) => {
    const real = await openWorld({ templates: texts });
    const { conv_id, also } = await real.templates.clone(ADMIN, name, {});
    for (const id of [conv_id, ...also.map((one) => one.conv_id)]) {
      const { object, draft } = await real.objects.show(ADMIN, 'conv', id);
      expect([object.status, draft]).toEqual(['active', null]);
    }
    const { alias } = real.templates.list().find((one) => one.name === name) ?? { alias: '' };
    if (alias !== '') expect(await real.aliases.resolve(ADMIN, alias)).toBe(conv_id);
    await real.close();
  });
});
