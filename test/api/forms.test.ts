/** Forms that people fill in: the page, what it takes, and whom it lets in. */
import { isObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { FINAL, rawChain, WORK } from '../fixtures/raws.ts';
import { ADMIN } from '../fixtures/world.ts';
import { type Answer, request, type Served, serve } from './harness.ts';

const LATE = '0000000000000000000000c1';

let served: Served;

beforeEach(async () => {
  served = await serve();
});
afterEach(() => served.close());

const FIELDS: JsonObject[] = [
  { id: 'name', type: 'text', label: 'Your name, <b>{{who}}</b>', required: true, default: '{{who}}' },
  { id: 'age', type: 'number', label: 'Age', required: true },
  {
    id: 'city',
    type: 'select',
    label: 'City',
    options: [
      { value: 1, label: 'Kyiv' },
      { value: 2, label: 'Lviv' },
    ],
  },
  { id: 'news', type: 'checkbox', label: 'News' },
  { id: 'likes', type: 'checkbox', label: 'Likes', options: ['tea', { value: 'coffee', label: 'Coffee' }] },
  { id: 'size', type: 'radio', label: 'Size', options: ['S', 'M'], default: 'M' },
  { id: 'about', type: 'textarea', label: 'About' },
  { id: 'day', type: 'date', label: 'Day' },
];

/** Start → a node that keeps the link in `link` → the form → Final, or Late when its time is over. */
async function formProcess(form: JsonObject = {}, extra: JsonObject = {}): Promise<number> {
  const raw = rawChain({ logics: [{ type: 'api_form', title: 'Hello {{who}}', fields: FIELDS, ...form }], extra });
  const scheme = raw.scheme as { nodes: JsonObject[] };
  const [start, work] = scheme.nodes as [JsonObject, JsonObject];
  const BEFORE = '0000000000000000000000c2';
  const link = { type: 'set_param', extra: { link: `{{node[${WORK}].public_callback_form}}` }, extra_type: {} };
  scheme.nodes.push(
    { ...start, id: BEFORE, obj_type: 0, condition: { logics: [link, { type: 'go', to_node_id: work.id as string }] } },
    { ...start, id: LATE, obj_type: 2, condition: { logics: [] } },
  );
  start.condition = { logics: [{ type: 'go', to_node_id: BEFORE }] };
  const { scheme: made } = await served.world.importing.importScheme(ADMIN, 0, JSON.stringify(raw), { deploy: true });
  return made[0]?.obj_id ?? 0;
}

async function formTask(conv_id: number, data: JsonObject = { who: 'Ann' }): Promise<{ path: string }> {
  const task = await served.world.addTask(conv_id, data, 'r');
  expect(task).toMatchObject({ node_id: WORK, wait: { kind: 'form' } });
  return { path: String(task.data.link).replace('http://takt.test', '') };
}

function look(path: string, language = 'en'): Promise<Answer> {
  return request(`${served.url}${path}`, { headers: { 'accept-language': language } });
}

/** Posts as a browser does: the hidden fields of the page, and what the person gives. */
async function fill(path: string, given: [string, string][], page?: Answer): Promise<Answer> {
  const { text } = page ?? (await look(path));
  const wait = /name="wait" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const body = new URLSearchParams([['wait', wait], ...given]).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' };
  return request(`${served.url}${path}`, { method: 'POST', body, headers });
}

async function task(conv_id: number): Promise<{ node_id: string; data: JsonObject } | null> {
  return served.world.task(conv_id, 'r');
}

const GOOD: [string, string][] = [
  ['f0', 'Ann "A" Lee'],
  ['f1', '3,5'],
  ['f2', '2'],
  ['f4', 'tea'],
  ['f4', 'coffee'],
  ['f5', 'S'],
  ['f6', 'one\r\ntwo'],
  ['f7', '2024-02-29'],
];

test('a process learns the address before the task comes to the form, and the page shows its fields', async () => {
  const { path } = await formTask(await formProcess());
  expect(path).toMatch(/^\/form\/\d+\.[0-9a-f]{24}\/[0-9a-f]{40}$/);
  const page = await look(path);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.text).toContain('<h1>Hello Ann</h1>');
  for (const kind of [
    '<select',
    '<textarea',
    'type="radio"',
    'type="checkbox"',
    'type="date"',
    'inputmode="decimal"',
  ]) {
    expect(page.text).toContain(kind);
  }
  expect(page.text).toContain('value="Ann"');
  expect(page.text).toMatch(/value="M" checked/);
});

test('every input has a label, every group a legend', async () => {
  const { text } = await look((await formTask(await formProcess())).path);
  const inputs = [...text.matchAll(/<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"/g)].map(
    ([, id]) => id,
  );
  expect(inputs).toHaveLength(10);
  for (const id of inputs) expect(text).toContain(`for="${id}"`);
  expect([...text.matchAll(/<fieldset/g)]).toHaveLength([...text.matchAll(/<legend/g)].length);
});

test('the page speaks Russian to whoever asks for it', async () => {
  const { text } = await look((await formTask(await formProcess())).path, 'ru-RU,ru;q=0.9,en;q=0.5');
  expect(text).toContain('<html lang="ru">');
  expect(text).toContain('Отправить');
});

test('what comes from tasks and people is never markup, and nothing on the page can run or load', async () => {
  const conv_id = await formProcess();
  const { path } = await formTask(conv_id, { who: '"><script>alert(1)</script>' });
  const page = await look(path);
  expect(page.text).not.toContain('<script');
  expect(page.text).not.toContain('<b>');
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  const again = await fill(path, [
    ['f0', '</textarea><script>x'],
    ['f1', '"><img src=x>'],
    ['f6', '</textarea><i>'],
  ]);
  expect(again.text).not.toMatch(/<script|<img|<i>/);
});

test('what is filled in is merged in the types of the fields, and the task goes on', async () => {
  const conv_id = await formProcess();
  const { path } = await formTask(conv_id);
  const done = await fill(path, GOOD);
  expect(done).toMatchObject({ status: 200 });
  expect(done.text).toContain('Thank you');
  expect(await task(conv_id)).toMatchObject({
    node_id: FINAL,
    data: {
      ...{ who: 'Ann', name: 'Ann "A" Lee', age: 3.5, city: 2, news: false, likes: ['tea', 'coffee'], size: 'S' },
      ...{ about: 'one\ntwo', day: '2024-02-29' },
    },
  });
});

test('what is wrong is told beside its field, nothing that was written is lost, and the task stays', async () => {
  const conv_id = await formProcess();
  const { path } = await formTask(conv_id);
  const again = await fill(path, [
    ['f0', ' '],
    ['f1', 'many'],
    ['f2', '9'],
    ['f6', 'kept & safe'],
    ['f7', '2023-02-29'],
  ]);
  expect(again.status).toBe(422);
  for (const [field, words] of [
    ['f0', 'Please fill this in.'],
    ['f1', 'This must be a number'],
    ['f2', 'Please choose one'],
    ['f7', 'This must be a date'],
  ] as const) {
    expect(again.text).toMatch(new RegExp(`aria-describedby="${field}e"`));
    expect(again.text).toMatch(new RegExp(`id="${field}e">${words}`));
    expect(again.text).toContain(`<a href="#${field}">`);
  }
  expect(again.text).toContain('kept &#38; safe');
  expect(again.text).toContain('value="many"');
  expect(await task(conv_id)).toMatchObject({ node_id: WORK, data: { who: 'Ann' } });
  expect((await fill(path, GOOD, again)).status).toBe(200);
});

test('the link dies with the wait: a form is filled in once', async () => {
  const conv_id = await formProcess();
  const { path } = await formTask(conv_id);
  const page = await look(path);
  await fill(path, GOOD, page);
  expect((await look(path)).status).toBe(404);
  const late = await fill(path, [...GOOD.slice(1), ['f0', 'Eve']], page);
  expect(late.status).toBe(404);
  expect(late.text).toContain('This form is not open');
  expect(await task(conv_id)).toMatchObject({ data: { name: 'Ann "A" Lee' } });
});

test('a page from an earlier wait changes nothing when the same form is asked again', async () => {
  const conv_id = await formProcess({ fields: [{ id: 'name', type: 'text' }] });
  const { path } = await formTask(conv_id);
  const old = await look(path);
  const live = await served.world.engine.processes.get(conv_id);
  if (live === null) throw new Error('no process');
  await served.world.objects.modify(ADMIN, 'conv', conv_id, { status: 'debug' });
  const step = { do: 'goto' as const, node_id: WORK };
  const key = { conv_id, obj_id: String((await served.world.task(conv_id, 'r'))?.obj_id) };
  await served.world.debugging.step(ADMIN, key, { step, data: {} });
  await served.world.debugging.step(ADMIN, key, { step: { do: 'next' }, data: {} });
  expect((await look(path)).status).toBe(200);
  expect((await fill(path, [['f0', 'old']], old)).status).toBe(404);
  expect((await fill(path, [['f0', 'new']])).status).toBe(200);
  expect(await task(conv_id)).toMatchObject({ data: { name: 'new' } });
});

test('a link that was changed, of another task or of another node opens nothing', async () => {
  const conv_id = await formProcess();
  const { path } = await formTask(conv_id);
  const other = await served.world.addTask(conv_id, { who: 'Bob' }, 'other');
  const otherPath = String(other.data.link).replace('http://takt.test', '');
  const [, , key = '', hash = ''] = path.split('/');
  const [, , otherKey = ''] = otherPath.split('/');
  for (const wrong of [
    `/form/${key}/${hash.slice(1)}0`,
    `/form/${otherKey}/${hash}`,
    `/form/${key.toUpperCase()}x/${hash}`,
    `/form/nonsense/${hash}`,
    `/form/999999.${key.split('.')[1]}/${hash}`,
    `/form/${key}/%00`,
  ]) {
    expect((await look(wrong)).status).toBe(404);
  }
});

test('without a time semaphor the timeout leads to the error node', async () => {
  const conv_id = await formProcess({ timeout: 60, err_node_id: LATE });
  const { path } = await formTask(conv_id);
  expect(await served.world.task(conv_id, 'r')).toMatchObject({ timer: served.world.clock.now() + 60_000 });
  await served.world.clock.run(61_000);
  expect(await task(conv_id)).toMatchObject({ node_id: LATE });
  expect((await look(path)).status).toBe(404);
});

test('a day where the form says nothing', async () => {
  const conv_id = await formProcess({ err_node_id: LATE });
  await formTask(conv_id);
  expect(await served.world.task(conv_id, 'r')).toMatchObject({ timer: served.world.clock.now() + 86_400_000 });
});

test('a modification does not fill in the form: the data are merged and the task waits on', async () => {
  const conv_id = await formProcess();
  const { path } = await formTask(conv_id);
  const live = await served.world.engine.processes.get(conv_id);
  if (live === null) throw new Error('no process');
  const key = { conv_id, ref: 'r' };
  await served.world.engine.ops.run([{ do: 'modify', live, key, data: { x: 1 }, user_id: 1 }]);
  expect(await task(conv_id)).toMatchObject({ node_id: WORK, data: { x: 1 } });
  expect((await fill(path, GOOD)).status).toBe(200);
});

test('in a paused process what is filled in is kept, and the task goes on when it runs again', async () => {
  const conv_id = await formProcess();
  const { path } = await formTask(conv_id);
  await served.world.objects.modify(ADMIN, 'conv', conv_id, { status: 'paused' });
  expect((await fill(path, GOOD)).status).toBe(200);
  await served.world.objects.modify(ADMIN, 'conv', conv_id, { status: 'active' });
  expect(await task(conv_id)).toMatchObject({ node_id: FINAL, data: { age: 3.5 } });
});

test('a body that is too large is refused, and so are texts that the task has no room for', async () => {
  const conv_id = await formProcess({ fields: [{ id: 'name', type: 'text' }] });
  const { path } = await formTask(conv_id, { who: 'Ann', big: 'x'.repeat(1_000_000) });
  expect((await fill(path, [['f0', 'y'.repeat(300_000)]])).text).toContain('larger than');
  const again = await fill(path, [['f0', 'y'.repeat(100_000)]]);
  expect(again).toMatchObject({ status: 422 });
  expect(again.text).toContain('The texts are too long');
  expect((await fill(path, [['f0', 'short']])).status).toBe(200);
});

test('names of parameters that are special to JavaScript are ordinary fields', async () => {
  const conv_id = await formProcess({
    fields: [
      { id: '__proto__', type: 'text' },
      { id: 'constructor', type: 'number' },
    ],
  });
  const { path } = await formTask(conv_id);
  await fill(path, [
    ['f0', 'a'],
    ['f1', '2'],
  ]);
  const data = (await task(conv_id))?.data ?? {};
  expect(Object.getOwnPropertyDescriptor(data, '__proto__')?.value).toBe('a');
  expect(isObject(data) && Object.hasOwn(data, 'constructor') ? (data.constructor as unknown as Json) : null).toBe(2);
});

test('of two people who send the form at the same moment one is told that it is over', async () => {
  const conv_id = await formProcess({ fields: [{ id: 'name', type: 'text' }] });
  const { path } = await formTask(conv_id);
  const page = await look(path);
  const sent = await Promise.all([fill(path, [['f0', 'Ann']], page), fill(path, [['f0', 'Bob']], page)]);
  expect(sent.map(({ status }) => status).sort()).toEqual([200, 404]);
});
