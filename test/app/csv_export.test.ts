/** Reading a node page by page while tasks come and go. */
import fc from 'fast-check';
import { cellsOf, columnsOf, type NodeTable, OTHERS, pagesOf } from '../../src/app/csv_export.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import type { Task } from '../../src/model/task.ts';
import type { Archive } from '../../src/ports/archive.ts';
import { makeTask } from '../fixtures/steps.ts';

const ALL: NodeTable = { conv_id: 1, node_id: 'n', offset: 0, limit: 100_000, from: 0, to: Number.POSITIVE_INFINITY };

const task = (n: number, data: JsonObject = {}): Task =>
  makeTask({ obj_id: `t${n}`, data, change_time: n, wait: null });

/** A node whose tasks, the newest first, `change` changes before each page. */
function nodeOf(tasks: Task[], change: () => void = () => undefined) {
  const asked: number[] = [];
  const in_node: Archive['in_node'] = async ({ offset, limit }) => {
    change();
    asked.push(offset);
    return tasks.slice(offset, offset + limit);
  };
  return { archive: { in_node } as Archive, asked };
}

async function idsOf(archive: Archive, table: Partial<NodeTable> = {}): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of pagesOf(archive, { ...ALL, ...table })) ids.push(...page.map(({ obj_id }) => obj_id));
  return ids;
}

test('a task that stays is there once, whatever comes and goes meanwhile', async () => {
  const change = fc.record({ leave: fc.array(fc.nat(2999), { maxLength: 900 }), come: fc.nat(700) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
      const tasks = Array.from({ length: 2000 }, (_, n) => task(2000 - n));
      const stays = new Set(tasks.map(({ obj_id }) => obj_id));
      let next = 3000;
      const { archive } = nodeOf(tasks, () => {
        const { leave = [], come = 0 } = changes.shift() ?? {};
        for (const place of new Set(leave)) {
          const [gone] = place < tasks.length ? tasks.splice(place, 1) : [];
          if (gone !== undefined) stays.delete(gone.obj_id);
        }
        for (let n = 0; n < come; n++) tasks.unshift(task(next++));
      });
      const ids = await idsOf(archive);
      expect(new Set(ids).size).toBe(ids.length);
      expect([...stays].filter((id) => !ids.includes(id))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('offset and limit count the tasks of the time asked for, and what is older is not read', async () => {
  const { archive, asked } = nodeOf(Array.from({ length: 5000 }, (_, n) => task(5000 - n)));
  expect(await idsOf(archive, { from: 4900, to: 4990, offset: 2, limit: 3 })).toEqual(['t4987', 't4986', 't4985']);
  expect(await idsOf(archive, { from: 4990 })).toHaveLength(11);
  expect(asked).toHaveLength(2);
});

test('very many parameters share a last column', async () => {
  const wide = Object.fromEntries(Array.from({ length: LIMITS.csv_columns + 5 }, (_, n) => [`p${n}`, n]));
  const { archive } = nodeOf([task(2, { a: 'x' }), task(1, wide)]);
  const columns = await columnsOf(archive, ALL);
  expect(columns).toHaveLength(LIMITS.csv_columns + 1);
  expect([columns[0], columns.at(-1)]).toEqual(['a', OTHERS]);
  expect(JSON.parse(cellsOf(wide, columns).at(-1) ?? '')).toEqual({
    p999: 999,
    p1000: 1000,
    p1001: 1001,
    p1002: 1002,
    p1003: 1003,
    p1004: 1004,
  });
  expect(cellsOf({ a: 'x' }, columns).at(-1)).toBe('');
});
