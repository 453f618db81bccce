/** The draft behind the editor: the way back, and what becomes of it when two people edit. */
import { formattedJson } from '../../src/dashboard/code/format_json.ts';
import type { Draft, DraftNode } from '../../src/dashboard/process/editor/draft.ts';
import { deleteNodes, insertOnLink } from '../../src/dashboard/process/editor/edits.ts';
import { begin, STEPS, step } from '../../src/dashboard/process/editor/history.ts';
import { lineDiff } from '../../src/dashboard/process/editor/line_diff.ts';
import { arrived, difference, merge, opsBetween } from '../../src/dashboard/process/editor/merge.ts';
import { tellStep } from '../../src/dashboard/process/editor/step_message.ts';
import { EditorStore } from '../../src/dashboard/process/editor/store.ts';

function node(obj_id: string, to: string | null, fields: Partial<DraftNode> = {}): DraftNode {
  const logics = to === null ? [] : [{ type: 'go', to_node_id: to }];
  const looks = { title: obj_id, description: '', semaphors: [], stub: null, extra: {}, options: {} };
  return { obj_id, obj_type: to === null ? 2 : 0, ...looks, logics, position: [0, 0], ...fields };
}

const draft = (...nodes: DraftNode[]): Draft => ({ nodes, params: [], ref_mask: true });
const BASE = draft(node('s', 'a', { obj_type: 1 }), node('a', 'f'), node('f', null));
const titled = (from: Draft, id: string, title: string): Draft => ({
  ...from,
  nodes: from.nodes.map((one) => (one.obj_id === id ? { ...one, title } : one)),
});

test('a hundred steps and more can be taken back, and typing is one of them', () => {
  expect(STEPS).toBeGreaterThanOrEqual(100);
  let history = begin(BASE);
  for (let i = 0; i < 120; i++) history = step(history, { do: 'edit', change: (now) => titled(now, 'a', `t${i}`) });
  for (const title of ['x', 'xy', 'xyz']) {
    history = step(history, { do: 'edit', change: (now) => titled(now, 'f', title), key: 'f title' });
  }
  history = step(history, { do: 'undo' });
  expect(history.present.nodes[2]?.title).toBe('f');
  for (let i = 0; i < 120; i++) history = step(history, { do: 'undo' });
  expect(history.present).toBe(BASE);
  for (let i = 0; i < 121; i++) history = step(history, { do: 'redo' });
  expect(history.present.nodes.map(({ title }) => title)).toEqual(['s', 't119', 'xyz']);
});

test('who takes back what he wrote loses what he wrote after the last pause, and not the whole program', () => {
  const about = { id: 1, title: '', convType: 'process', folderId: 0, folderTitle: '', mayEdit: true, liveVersion: 0 };
  const store = new EditorStore({ types: new Map(), functions: [] }, { about, draft: BASE, live: null });
  const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
  const write = (title: string, at: number): void => {
    clock.mockReturnValue(at);
    store.write((now) => titled(now, 'a', title), 'a title');
  };
  for (const [at, title] of ['o', 'on', 'one'].entries()) write(title, 5000 + at * 100);
  for (const [at, title] of ['one ', 'one t', 'one two'].entries()) write(title, 9000 + at * 100);
  clock.mockRestore();
  const title = (): string | undefined => store.node('a')?.title;
  store.change({ do: 'undo' });
  expect(title()).toBe('one');
  store.change({ do: 'undo' });
  expect(title()).toBe('a');
});

test("a message's way back is from the step it tells of: with the next step it goes, and somebody else's work leaves it", () => {
  const about = { id: 1, title: '', convType: 'process', folderId: 0, folderTitle: '', mayEdit: true, liveVersion: 0 };
  const store = new EditorStore({ types: new Map(), functions: [] }, { about, draft: BASE, live: null });
  const shown = new Map<string, () => void>();
  const toasts = {
    done: (text: string, undo: () => void) => {
      shown.set(text, undo);
      return () => void shown.delete(text);
    },
  };
  const titles = (): string[] => store.draft.nodes.map(({ title }) => title);
  expect(store.edit((now) => now)).toBe(false);
  expect(store.edit((now) => titled(now, 'a', 'taken'))).toBe(true);
  tellStep(store, toasts, 'taken');
  store.change({ do: 'rebase', change: (now) => titled(now, 'f', 'theirs') });
  store.select(['s']);
  shown.get('taken')?.();
  expect(titles()).toEqual(['s', 'a', 'theirs']);
  expect([...shown.keys()]).toEqual([]);
  store.edit((now) => titled(now, 'a', 'pasted'));
  tellStep(store, toasts, 'pasted');
  store.write((now) => titled(now, 's', 'written'), 's title');
  expect([...shown.keys()]).toEqual([]);
  store.edit((now) => titled(now, 'a', 'reverted'));
  tellStep(store, toasts, 'reverted');
  store.passOn();
  expect([...shown.keys()]).toEqual([]);
});

test("what was sent without being answered is nobody else's doing", () => {
  const sent = deleteNodes(titled(BASE, 'a', 'sent'), ['f']);
  // All of it arrived; meanwhile the title was written on, and the node brought back.
  const mine = titled(BASE, 'a', 'sent and more');
  const server = titled(sent, 's', 'their start');
  const merged = merge(arrived(BASE, sent, server), mine, server);
  expect(merged).toMatchObject({ taken: ['s'], disputed: [] });
  expect(merged.draft.nodes.map((one) => one.title)).toEqual(['their start', 'sent and more', 'f']);
  // None of it arrived, and somebody else was there.
  const theirs = titled(BASE, 'a', 'theirs');
  expect(merge(arrived(BASE, sent, theirs), mine, theirs).disputed).toEqual(['a']);
});

test('what somebody else did meanwhile is kept, and only what both changed is disputed', () => {
  const mine = titled(titled(BASE, 'a', 'mine'), 's', 'my start');
  const theirs = titled(titled(BASE, 'a', 'theirs'), 'f', 'their end');
  const merged = merge(BASE, mine, theirs);
  expect(merged.draft.nodes.map(({ title }) => title)).toEqual(['my start', 'mine', 'their end']);
  expect(merged.taken).toEqual(['f']);
  expect(merged.disputed).toEqual(['a']);
  const deleted = merge(BASE, BASE, deleteNodes(BASE, ['a']));
  expect(deleted.draft.nodes.map(({ obj_id }) => obj_id)).toEqual(['s', 'f']);
});

test('a node that is put into a link leads to where the link led', () => {
  const next = insertOnLink(BASE, { source: 'a', key: 'l0' }, node('n', ''));
  const to = next.nodes.map(({ obj_id, logics }) => [obj_id, logics[0]?.to_node_id]);
  expect(to).toEqual([
    ['s', 'a'],
    ['a', 'n'],
    ['f', undefined],
    ['n', 'f'],
  ]);
});

test('a deleted node leaves no link to it, and the start stays', () => {
  const next = deleteNodes(BASE, ['s', 'f']);
  expect(next.nodes.map(({ obj_id }) => obj_id)).toEqual(['s', 'a']);
  expect(next.nodes[1]?.logics).toEqual([{ type: 'go', to_node_id: '' }]);
});

test('only what differs is sent, and places are no difference to a reader', () => {
  const moved: Draft = {
    ...BASE,
    nodes: BASE.nodes.map((one) => (one.obj_id === 'a' ? { ...one, position: [5, 5] } : one)),
  };
  const at = { conv_id: 1, version: 2 };
  expect(opsBetween(BASE, moved, at)).toMatchObject([{ type: 'modify', obj_id: 'a', position: [5, 5] }]);
  expect(opsBetween(moved, deleteNodes(moved, ['f']), at).map(({ type, obj_id }) => [type, obj_id])).toEqual([
    ['modify', 'a'],
    ['delete', 'f'],
  ]);
  expect(difference(BASE, moved)).toMatchObject({ added: [], changed: [], removed: [] });
});

test('JSON is put in order without its values being touched, templates among them', () => {
  const big =
    '{"id":12345678901234567890,"rows":[ ],"sum":{{a.{{b}}}},"text":"{ , }","many":[1.0,<<conv[1].ref[a].b>>]}';
  expect(formattedJson(big)).toBe(
    [
      '{',
      '  "id": 12345678901234567890,',
      '  "rows": [],',
      '  "sum": {{a.{{b}}}},',
      '  "text": "{ , }",',
      '  "many": [',
      '    1.0,',
      '    <<conv[1].ref[a].b>>',
      '  ]',
      '}',
    ].join('\n'),
  );
  for (const text of ['a=1&b=2', '{"a":1', '{"a":1]}', '{{body}}']) expect(formattedJson(text)).toBeNull();
});

test('of two texts the lines that differ are told, with a little around them', () => {
  const lines = Array.from({ length: 20 }, (_one, at) => `line ${at}`);
  const after = [...lines.slice(0, 9), 'new', ...lines.slice(10, 19), 'line 19', 'last'];
  expect(lineDiff(lines.join('\n'), after.join('\n')).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'gap …',
    'same line 7',
    'same line 8',
    'removed line 9',
    'added new',
    'same line 10',
    'same line 11',
    'gap …',
    'same line 18',
    'same line 19',
    'added last',
  ]);
});
