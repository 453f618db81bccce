/** Whoever looks for an object while it is being made must not go on believing that there is none. */
import { ADMIN, openWorld } from '../fixtures/world.ts';

test('what was made is there for all, also for those who asked for its number a moment before', async () => {
  const world = await openWorld();
  const told: string[] = [];
  world.ports.news.subscribe('objects', (id) => told.push(id));
  const first = await world.objects.createConv(ADMIN, { title: 'First', folder_id: 0 });
  const next = first.id + 1;
  const { catalog } = world.ports;
  const write = catalog.write.bind(catalog);
  let early: unknown;
  catalog.write = async (changes) => {
    // Asked before the write, and answered after it.
    const asked = world.engine.processes.get(next);
    const result = await write(changes);
    early = asked;
    return result;
  };
  const read = catalog.read.bind(catalog);
  let release: () => void = () => undefined;
  catalog.read = async (kind, id) => {
    const found = await read(kind, id);
    if (id === next && found === null)
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    return found;
  };
  const made = await world.objects.createConv(ADMIN, { title: 'Next', folder_id: 0 });
  expect(made.id).toBe(next);
  expect((await world.engine.processes.get(next))?.object.title).toBe('Next');
  expect(told).toContain(String(next));
  release();
  expect(await early).toBeNull();
  await world.close();
});
