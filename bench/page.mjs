/**
 * The dashboard as a person feels it, in headless Chromium against a server of our own: how much script View loads, how
 * long a click on a node with 100,000 tasks (and with 3) takes until its tasks stand there, how deep paging takes, and how
 * long a frame takes in a process of 500 nodes while it is moved, zoomed, and one of its nodes dragged; beside it a plain
 * page on which one of as many boxes is dragged. Page, server and browser share the machine, and there is no graphics card.
 */
import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { post, startServer } from './support.mjs';

const TASKS = Number(process.env.BENCH_TASKS ?? 100_000);
const CLICKS = Number(process.env.BENCH_CLICKS ?? 20);
const NODES = 500;
const DEEP = 10;
/** How long a person holds the button. */
const PRESS_MS = 70;
/** A page of no server. */
const PLAIN = 'http://plain.test/';
const PASSWORD = 'bench-password';
const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

const ID = (n) => `be0e${String(n).padStart(20, '0')}`;
const go = (to_node_id) => ({ type: 'go', to_node_id });
const node = (n, [x, y], { logics = [], semaphors = [] }, rest = {}) => ({
  ...{ id: ID(n), title: `Node ${n}`, obj_type: 0, description: '', x, y, condition: { logics, semaphors } },
  ...{ extra: JSON.stringify({ modeForm: 'expand', icon: '' }), options: null, ...rest },
});
const scheme = (title, nodes) => ({
  ...{ obj_type: 1, title, params: [], conv_type: 'process', status: 'active' },
  scheme: { nodes, web_settings: [[], []] },
});

const waiting = scheme('bench page', [
  node(1, [100, 0], { logics: [go(ID(2))] }, { obj_type: 1 }),
  node(2, [0, 140], { logics: [{ type: 'api_callback', is_sync: false }, go(ID(3))] }),
  node(3, [100, 320], {}, { obj_type: 2 }),
]);

/** Columns of actions with failures to the next column and every fifth a way back. */
function large() {
  const nodes = Array.from({ length: NODES }, (_, n) => {
    const place = [(n % 20) * 300 + (n === 0 ? 100 : 0), Math.floor(n / 20) * 200];
    if (n === 0) return node(n, place, { logics: [go(ID(20))] }, { obj_type: 1 });
    if (n >= NODES - 20) return node(n, [place[0] + 100, place[1]], {}, { obj_type: 2 });
    const set = { type: 'set_param', extra: { a: '1' }, extra_type: { a: 'string' }, err_node_id: ID(n + 1) };
    const back = { type: 'time', value: 1, dimension: 'hour', to_node_id: ID(Math.max(20, n - 37)) };
    return node(n, place, { logics: [set, go(ID(n + 20))], semaphors: n % 5 === 0 ? [back] : [] });
  });
  return scheme('bench large', nodes);
}

async function fill(server, conv_id, count) {
  const batch = 500;
  const one = async (from) => {
    const ops = Array.from({ length: Math.min(batch, count - from) }, (_, i) => {
      return { type: 'create', obj: 'task', conv_id, ref: `r${from + i}`, data: { n: from + i, city: 'Riga' } };
    });
    const got = await post(server, ops);
    const bad = got.ops.find((op) => op.proc !== 'ok');
    if (bad) throw new Error(JSON.stringify(bad));
  };
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const from = next;
      next += batch;
      await one(from);
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

/** Script that comes with View, over an empty cache. */
async function scriptBytes(page, open) {
  const scripts = new Set();
  page.on('request', (request) => request.resourceType() === 'script' && scripts.add(request.url()));
  await open();
  const sizes = await Promise.all(
    [...scripts].map(async (url) => gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Milliseconds from a click there until what is looked for is on the screen, as the browser itself says when it painted
 * it. A click is one of a person: the button is down for a moment, and it counts from its release.
 */
async function clickUntil(page, target, wanted) {
  await page.evaluate((selector) => {
    const before = document.querySelector(selector);
    globalThis.took = new Promise((done) => {
      let released;
      addEventListener('pointerup', ({ timeStamp }) => (released = timeStamp), { once: true, capture: true });
      new PerformanceObserver((list, observer) => {
        const painted = list.getEntries().find(({ identifier }) => identifier === 'wanted');
        if (painted === undefined) return;
        observer.disconnect();
        done(painted.renderTime - released);
      }).observe({ type: 'element' });
      new MutationObserver((_changes, observer) => {
        const now = document.querySelector(selector);
        if (now === null || now === before) return;
        observer.disconnect();
        now.querySelector('a').parentElement.setAttribute('elementtiming', 'wanted');
      }).observe(document.body, { childList: true, subtree: true });
    });
  }, wanted);
  await target.click({ delay: PRESS_MS });
  return page.evaluate(() => globalThis.took);
}

async function clicks(page, view, { count }) {
  const took = [];
  for (let i = 0; i < CLICKS; i++) {
    await page.goto(view);
    await page.locator(`[data-node="${ID(2)}"] [data-count="${count}"]`).waitFor();
    took.push(await clickUntil(page, page.locator(`[data-node="${ID(2)}"]`), 'tr[data-task]'));
  }
  return took;
}

/** From page to page of the list, each until another task stands first in it. */
async function pages(page) {
  const took = [];
  const older = page.getByRole('button', { name: 'Older' });
  for (let i = 0; i < DEEP; i++) {
    const first = await page.locator('tr[data-task]').first().getAttribute('data-task');
    took.push(await clickUntil(page, older, `tr[data-task]:first-child:not([data-task="${first}"])`));
  }
  return took;
}

/** Milliseconds of each frame while something is done with the mouse. */
async function frames(page, act) {
  await page.evaluate(() => {
    globalThis.frames = [];
    let last = performance.now();
    const next = (now) => {
      globalThis.frames.push(now - last);
      last = now;
      globalThis.frame = requestAnimationFrame(next);
    };
    globalThis.frame = requestAnimationFrame(next);
  });
  await act();
  return page.evaluate(() => {
    cancelAnimationFrame(globalThis.frame);
    return globalThis.frames.slice(2);
  });
}

async function drag(page, [x, y]) {
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= 60; i++) await page.mouse.move(x + i * 3, y + i * 2);
  await page.mouse.up();
}

const middle = async (locator) => {
  const { x, y, width, height } = await locator.boundingBox();
  return [x + width / 2, y + height / 2];
};

/** The least that a click can take here: a page of nothing that writes as many rows. */
async function plainClicks(browser) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const body = `<body><button>Show</button><table></table><script>
    const row = (n) => '<tr data-task="' + n + '"><td><a href="#">r' + n + '</a></td><td>now</td><td>{"n":' + n + '}</td></tr>';
    document.querySelector('button').onclick = () => {
      document.querySelector('table').innerHTML = Array.from({ length: 50 }, (_, n) => row(n)).join('');
    };
  </script>`;
  await page.route(PLAIN, (route) => route.fulfill({ contentType: 'text/html', body }));
  const took = [];
  for (let i = 0; i < CLICKS; i++) {
    await page.goto(PLAIN);
    took.push(await clickUntil(page, page.locator('button'), 'tr[data-task]'));
  }
  await page.close();
  return took;
}

async function plainPage(browser) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const boxes = Array.from({ length: NODES }, (_, n) => {
    return `<div style="position:absolute;width:60px;height:24px;border:1px solid;left:${(n % 20) * 70}px;top:${Math.floor(n / 20) * 34}px">Node ${n}</div>`;
  });
  await page.setContent(`<body>${boxes.join('')}<script>
    let on = null;
    addEventListener('pointerdown', (e) => { on = e.target; });
    addEventListener('pointerup', () => { on = null; });
    addEventListener('pointermove', (e) => { if (on) { on.style.left = e.clientX + 'px'; on.style.top = e.clientY + 'px'; } });
  </script>`);
  const took = await frames(page, () => drag(page, [300, 300]));
  await page.close();
  return took;
}

const table = [];
function row(what, values, target, unit = 'ms') {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q) => Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))].toFixed(1));
  const many = sorted.length > 1;
  table.push({ what, unit, median: at(0.5), p95: many ? at(0.95) : '', max: many ? at(1) : '', target });
}

async function measure(server, browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.fill('[name=password]', PASSWORD);
  await page.click('[type=submit]');
  await page.waitForSelector('main#content');
  const conv = async (made) => (await server.importScheme(made))[0].obj_id;
  const [full, few, wide] = [await conv(waiting), await conv(waiting), await conv(large())];
  await fill(server, full, TASKS);
  await fill(server, few, 3);
  const view = (id) => `${server.url}/process/${id}/view`;

  const cold = await browser.newContext({ storageState: await context.storageState() });
  const fresh = await cold.newPage();
  const bytes = await scriptBytes(fresh, async () => {
    await fresh.goto(view(few));
    await fresh.waitForSelector('[data-count]');
  });
  await cold.close();
  row('script that View loads, gzip', [bytes / 1000], 300, 'KB');
  row(`click on a node with ${TASKS} tasks`, await clicks(page, view(full), { count: TASKS }), 100);
  row(`the next ${DEEP} pages of its list`, await pages(page), 100);
  row('click on a node with 3 tasks', await clicks(page, view(few), { count: 3 }), 100);
  row('click on a plain page that writes 50 rows', await plainClicks(browser), '');

  const opened = [];
  for (let i = 0; i < 3; i++) {
    const begin = performance.now();
    await page.goto(view(wide));
    await page.waitForSelector('.react-flow__edge', { state: 'attached' });
    opened.push(performance.now() - begin);
  }
  row(`opening ${NODES} nodes`, opened, 2000);
  const canvas = page.locator('.react-flow');
  const zoom = async () => {
    await page.mouse.move(...(await middle(canvas)));
    for (let i = 0; i < 40; i++) await page.mouse.wheel(0, i < 20 ? -60 : 60);
  };
  row('a frame while they are zoomed', await frames(page, zoom), '');
  const [x, y] = await middle(canvas);
  row('a frame while they are moved', await frames(page, () => drag(page, [x - 300, y - 300])), '');
  await page.goto(`${server.url}/process/${wide}/edit`);
  await page.waitForSelector('.react-flow__edge', { state: 'attached' });
  const one = page.locator(`[data-node="${ID(210)}"]`);
  row('a frame while a node is dragged', await frames(page, async () => drag(page, await middle(one))), 33);
  row(`a plain page with ${NODES} boxes, one dragged`, await plainPage(browser), '');
}

const executablePath = BROWSERS.find((path) => path !== undefined && existsSync(path));
if (executablePath === undefined) {
  console.log('There is no Chromium: set CHROMIUM to its path.');
} else {
  const server = await startServer({ TAKT_ADMIN_PASSWORD: PASSWORD });
  const browser = await chromium.launch({ executablePath, args: ARGS });
  try {
    await measure(server, browser);
    console.table(table);
  } finally {
    await browser.close();
    await server.stop();
  }
}
