/** How links are drawn between nodes, and where nodes without places are put: promises about pure functions. */
import fc from 'fast-check';
import type { JsonObject } from '../../src/base/json.ts';
import { boxOf } from '../../src/dashboard/graph/geometry.ts';
import { type Box, type Link, placesOf } from '../../src/dashboard/graph/layers.ts';
import { type GraphModel, readGraph } from '../../src/dashboard/graph/model.ts';
import { type Route, Router } from '../../src/dashboard/graph/routing/router.ts';

const go = (to_node_id: string): JsonObject => ({ type: 'go', to_node_id });

function node(id: string, x: number, y: number, logics: JsonObject[], more: JsonObject = {}): JsonObject {
  return {
    id,
    obj_type: 0,
    title: id,
    x,
    y,
    extra: { modeForm: 'expand' },
    condition: { logics, semaphors: [] },
    ...more,
  };
}

interface Line {
  from: [number, number];
  to: [number, number];
}

/** The straight pieces of a path; its corners are round. */
function lines({ path }: Route): Line[] {
  const points = [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)|Q(-?[\d.]+) (-?[\d.]+)/g)].map(
    ([, x, y, qx, qy]): [number, number] => [Number(x ?? qx), Number(y ?? qy)],
  );
  return points.slice(1).map((to, index) => ({ from: points[index] as [number, number], to }));
}

function runsThrough({ from, to }: Line, { x, y, width, height }: ReturnType<typeof boxOf>): boolean {
  const [left, right] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
  const [top, bottom] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
  return right > x + 1 && left < x + width - 1 && bottom > y + 1 && top < y + height - 1;
}

/** Cards and icons on a wide grid, each with up to four ways out to any of them. */
const drawn = fc
  .array(
    fc.record({ cell: fc.nat(35), small: fc.boolean(), ways: fc.array(fc.nat(35), { maxLength: 4 }), dx: fc.nat(40) }),
    {
      ...{ minLength: 2, maxLength: 14 },
    },
  )
  .map((rows): GraphModel => {
    const cells = [...new Map(rows.map((row) => [row.cell, row])).values()];
    const at = (index: number): string => `n${index % cells.length}`;
    return readGraph(
      cells.map(({ cell, small, ways, dx }, index) => {
        const conditions = ways.map((way): JsonObject => {
          const rule = { param: 'a', const: '1', fun: 'eq', cast: 'string' };
          return { type: 'go_if_const', to_node_id: at(way), conditions: [rule] };
        });
        const extra = { modeForm: small ? 'collapse' : 'expand' };
        return node(
          `n${index}`,
          (cell % 6) * 320 + dx,
          Math.floor(cell / 6) * 260 + dx,
          [...conditions, go(at(index + 1))],
          { extra },
        );
      }),
    );
  });

test('no link is drawn through a node where there is a way round it', () => {
  fc.assert(
    fc.property(drawn, ({ nodes, edges }) => {
      const routes = new Router().route(nodes, edges);
      const met = [...routes.values()].flatMap((route) =>
        lines(route).filter((line) => nodes.some((one) => runsThrough(line, boxOf(one)))),
      );
      expect(met).toEqual([]);
      expect(routes.size).toBe(edges.length);
    }),
    { numRuns: 40 },
  );
});

test('the same process is drawn the same, whatever was moved in it before', () => {
  fc.assert(
    fc.property(drawn, fc.nat(13), ({ nodes, edges }, which) => {
      const router = new Router();
      const paths = (all: ReadonlyMap<string, Route>): string[] => [...all.values()].map(({ path }) => path);
      const first = paths(router.route(nodes, edges));
      const moved = nodes.map((one, index) => (index === which % nodes.length ? { ...one, x: one.x + 90 } : one));
      router.route(moved, edges, true);
      router.route(moved, edges);
      expect(paths(router.route(nodes, edges))).toEqual(first);
      expect(paths(new Router().route(nodes, edges))).toEqual(first);
    }),
    { numRuns: 20 },
  );
});

test('while a node is moved only its own links are drawn anew', () => {
  const rows = ['a', 'b', 'c', 'd'].map((id, index) => node(id, index * 320, 0, [go('abcd'[index + 1] ?? 'd')]));
  const { nodes, edges } = readGraph(rows);
  const router = new Router();
  const before = router.route(nodes, edges);
  const after = router.route(
    nodes.map((one) => (one.id === 'a' ? { ...one, y: 300 } : one)),
    edges,
    true,
  );
  expect(after.get('a:l0')).not.toBe(before.get('a:l0'));
  for (const id of ['b:l0', 'c:l0']) expect(after.get(id)).toBe(before.get(id));
});

test('a link between nodes that stand nearly above each other is one straight line, from the edge of one to that of the other', () => {
  const start = node('s', 300, 0, [go('a')], { obj_type: 1 });
  const { nodes, edges } = readGraph([start, node('a', 188, 140, [go('s')])]);
  const route = new Router().route(nodes, edges).get('s:l0') as Route;
  expect(lines(route)).toEqual([{ from: [300, 56], to: [300, 140] }]);
});

test('the ways out of one node can be told apart', () => {
  const rule = (value: string): JsonObject => ({ param: 'a', const: value, fun: 'eq', cast: 'string' });
  const when = (value: string): JsonObject => ({ type: 'go_if_const', to_node_id: 'b', conditions: [rule(value)] });
  const { nodes, edges } = readGraph([node('a', 0, 0, [when('1'), when('2'), go('b')]), node('b', 0, 300, [])]);
  const upright = [...new Router().route(nodes, edges).values()].map((route) => {
    const long = lines(route).filter(({ from, to }) => from[0] === to[0] && Math.abs(from[1] - to[1]) > 60);
    return long[0]?.from[0];
  });
  expect(new Set(upright).size).toBe(3);
});

const links = fc.array(
  fc.record({ source: fc.nat(24), target: fc.nat(24), aside: fc.boolean(), weight: fc.constantFrom(1, 3) }),
  { maxLength: 40 },
);

test('nodes without places are laid out so that none lies on another, the road down and failures to its right', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 25 }), links, (count, all) => {
      const boxes = Array.from({ length: count }, (_, index): Box => {
        return { id: `${index}`, width: index % 3 === 0 ? 140 : 200, height: 56 + (index % 4) * 21, entry: 25 };
      });
      const joined = all.map(({ source, target, ...link }, index): Link => {
        return { ...link, id: `${index}`, source: `${source % count}`, target: `${target % count}`, exit: 40 };
      });
      const places = placesOf({ boxes, links: joined.filter(({ source, target }) => source !== target) });
      const laid = boxes.map((box, index) => ({ ...box, x: places[index]?.[0] ?? 0, y: places[index]?.[1] ?? 0 }));
      const on = laid.filter((a) =>
        laid.some(
          (b) => a !== b && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
        ),
      );
      expect(on).toEqual([]);
    }),
  );
  const box = (id: string): Box => ({ id, width: 200, height: 100, entry: 25 });
  const link = (source: string, target: string, aside: boolean): Link => {
    return { id: `${source}${target}`, source, target, aside, weight: 1, exit: 80 };
  };
  const task = {
    boxes: ['a', 'b', 'x', 'y'].map(box),
    links: [link('a', 'b', false), link('a', 'x', true), link('x', 'y', false)],
  };
  const [a, b, x, y] = placesOf(task) as [[number, number], [number, number], [number, number], [number, number]];
  expect(b[0]).toBe(a[0]);
  expect(b[1]).toBeGreaterThan(a[1] + 100);
  expect(x).toEqual([a[0] + 280, a[1] + 55]);
  expect(y[0]).toBeGreaterThan(x[0] + 200);
});
