import fc from 'fast-check';
import { Heap, OUT_OF_HEAP } from '../../src/base/heap.ts';

interface Item {
  at: number;
  place: number;
}
const item = (at: number): Item => ({ at, place: OUT_OF_HEAP });

describe('a heap', () => {
  test('gives out what was put in, earliest first, without what was taken out on the way', () => {
    const actions = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { maxLength: 60 });
    fc.assert(
      fc.property(actions, (puts) => {
        const heap = new Heap<Item>((a, b) => a.at < b.at);
        const held = puts.map(([at, stays]) => ({ item: item(at), stays }));
        for (const { item } of held) heap.push(item);
        for (const { item, stays } of held) if (!stays) heap.remove(item);
        const kept = held.filter(({ stays }) => stays).map(({ item }) => item.at);
        expect(heap.size).toBe(kept.length);
        const given: number[] = [];
        for (let next = heap.pop(); next !== undefined; next = heap.pop()) given.push(next.at);
        expect(given).toEqual(kept.sort((a, b) => a - b));
      }),
    );
  });

  test('says so when an item is put in twice, and lets one that is out be', () => {
    const heap = new Heap<Item>((a, b) => a.at < b.at);
    const one = item(1);
    heap.remove(one);
    heap.push(one);
    expect(() => heap.push(one)).toThrow('twice');
  });
});
