/**
 * Takes the pictures of docs/dashboard.md: a built server with a small made-up world, every page in both themes, a few
 * as a telephone shows them. `node scripts/screenshots.mjs [part of a name]`; CHROMIUM is the browser, where it is not
 * at its usual place. `LANGUAGE=ru TARGET=/some/folder` takes them in Russian, into another folder.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { startBitrix24 } from '../dist/simulators/bitrix24/server.js';
import { DEFAULT_APP, DEFAULT_PORTAL } from '../dist/simulators/bitrix24/settings.js';
import { toPalette } from './screenshots/palette.mjs';
import { makeWorld, ORDER_NODES } from './screenshots/world.mjs';

const ROOT = join(import.meta.dirname, '..');
const TARGET = process.env.TARGET ?? join(ROOT, 'docs/screenshots');
const LANGUAGE = process.env.LANGUAGE === 'ru' ? 'ru' : 'en';
const PASSWORD = 'made-up-password';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const LOCALES = { en: 'en-GB', ru: 'ru-RU' };
const only = process.argv[2] ?? '';

/** Of each page its address, what must stand on it before it is taken, and what is done to it before. */
function pages({ shop, folder, token, oauth, task, dashboard, refunds }) {
  return {
    workspace: { at: '/folder/0', wait: 'main table' },
    folder: { at: `/folder/${folder}`, wait: 'main table' },
    aliases: { at: '/folder/0/aliases', wait: 'main table' },
    variables: { at: '/folder/0/variables', wait: 'main table' },
    recent: { at: '/recent', wait: 'main h1' },
    starred: { at: '/starred', wait: 'main h1' },
    trash: { at: '/trash', wait: 'main h1' },
    templates: { at: '/templates', wait: 'main ul li' },
    template: { at: '/templates/bitrix-oauth', wait: 'main [data-node]' },
    process: { at: `/process/${shop}/view`, wait: '[data-count]', narrow: true },
    node: { at: `/process/${shop}/view?node=${ORDER_NODES.courier}`, wait: 'tr[data-task]' },
    'add-task': {
      at: `/process/${oauth}/view?add=1&ref=token`,
      wait: '[role=dialog] [data-param], dialog [data-param]',
    },
    task: { at: `/process/${shop}/task/${task}`, wait: '[data-stay]', narrow: true },
    'task-token': { at: `/process/${oauth}/task/${token}`, wait: '[data-stay]' },
    editor: { at: `/process/${shop}/edit`, wait: '[data-kind=start]' },
    'editor-panel': {
      ...{ at: `/process/${shop}/edit`, wait: '[data-kind=start]' },
      act: async (page) => {
        await page.dblclick(`[data-node="${ORDER_NODES.pay}"]`);
        await page.waitForSelector('[data-testid=panel] .cm-content');
      },
    },
    simulate: {
      ...{ at: `/process/${shop}/simulate`, wait: '[data-node]' },
      act: async (page) => {
        await page.locator('main textarea').first().fill('{"order": "A-1", "sum": 20}');
        await page.getByRole('button', { name: 'Run', exact: true }).click();
        await page.getByRole('slider').first().waitFor();
      },
    },
    debug: {
      ...{
        at: `/process/${refunds.conv}/debug?task=${refunds.task}`,
        wait: 'aside .cm-content, [role=complementary] .cm-content',
      },
    },
    dashboards: { at: '/dashboards', wait: 'main a' },
    dashboard: { at: `/dashboard/${dashboard}`, wait: 'main table', state: 'attached', narrow: true },
    connections: { at: '/connections', wait: 'main li h2', narrow: true },
    problems: { at: '/problems', wait: 'main section', narrow: true },
    activity: { at: '/activity', wait: 'main section' },
    people: { at: '/people', wait: 'main table' },
    keys: { at: '/people/keys', wait: 'main table' },
    groups: { at: '/people/groups', wait: 'main table' },
    audit: { at: '/people/audit', wait: 'main table' },
  };
}

const outside = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => answerPayment(JSON.parse(text || '{}'), response));
});
await new Promise((done) => outside.listen(0, '127.0.0.1', done));
const dir = mkdtempSync(join(tmpdir(), 'takt-pictures-'));
const url = `http://127.0.0.1:${await freePort()}`;
const server = spawn(process.execPath, [join(ROOT, 'bin/takt.js'), 'serve'], {
  env: {
    ...process.env,
    ...{ DATA_DIR: dir, PORT: new URL(url).port, TAKT_ADMIN_PASSWORD: PASSWORD, TAKT_ALLOW_NET: '127.0.0.0/8' },
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const bitrix = await startBitrix24({ apps: [{ ...DEFAULT_APP, redirectUrl: `${url}/oauth/callback` }] });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS });
try {
  await started();
  await takeAll();
} finally {
  await browser.close();
  await bitrix.close();
  outside.close();
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGTERM');
  await gone;
  rmSync(dir, { recursive: true, force: true });
}

async function takeAll() {
  mkdirSync(TARGET, { recursive: true });
  const maker = await open('light');
  await logIn(maker);
  const app = { client_id: DEFAULT_APP.clientId, client_secret: DEFAULT_APP.clientSecret };
  const world = await makeWorld((op) => ask(maker, op), {
    bitrix: { portal: DEFAULT_PORTAL.domain, url: bitrix.url, ...app },
    pay: `http://127.0.0.1:${outside.address().port}/pay`,
  });
  const { url: link } = await ask(maker, { type: 'create', obj: 'connect_link', conv_id: world.oauth, ref: 'token' });
  await maker.goto(link);
  await maker.waitForURL(`${url}/connections`);
  // What was looked at last is remembered by the browser.
  for (const conv of [world.lead, world.oauth, world.shop]) {
    await maker.goto(`${url}/process/${conv}/view`);
    await maker.waitForSelector('[data-node]');
  }
  const storage = await maker.context().storageState();
  const all = Object.entries(pages(world)).filter(([name]) => name.includes(only));
  for (const theme of ['light', 'dark']) {
    const page = await open(theme);
    if ('log-in'.includes(only)) await take(page, `log-in-${theme}`, { at: '/', wait: '[type=submit]' });
    await page.context().close();
    const wide = await open(theme, { storageState: storage });
    for (const [name, one] of all) await take(wide, `${name}-${theme}`, one);
    await wide.context().close();
  }
  const small = await open('light', { storageState: storage, viewport: { width: 380, height: 760 } });
  for (const [name, one] of all.filter(([, { narrow }]) => narrow)) await take(small, `${name}-narrow`, one);
}

async function take(page, name, { at, wait, act, state = 'visible' }) {
  await page.goto(url + at);
  try {
    await page.locator(wait).first().waitFor({ state, timeout: 15_000 });
    await act?.(page);
  } catch (error) {
    process.stderr.write(`${name}: ${error.message}\n`);
  }
  // What is still being asked for comes at once, and the view moves to what it shows in a fifth of a second.
  await page.waitForTimeout(700);
  const png = toPalette(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  writeFileSync(join(TARGET, `${name}.png`), png);
  process.stdout.write(`${name}.png ${Math.ceil(png.length / 1024)} KB\n`);
}

async function open(theme, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: LOCALES[LANGUAGE],
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const kept = { 'takt.language': LANGUAGE, 'takt.theme': theme };
  await context.addInitScript((values) => {
    for (const [name, value] of Object.entries(values)) localStorage.setItem(name, value);
  }, kept);
  return context.newPage();
}

async function logIn(page) {
  await page.goto(url);
  await page.fill('[name=password]', PASSWORD);
  await page.click('[type=submit]');
  await page.waitForSelector('main#content');
}

/** One operation as the page asks for it. */
async function ask(page, op) {
  const headers = { 'content-type': 'application/json', 'x-takt-page': '1' };
  const response = await page.request.post(`${url}/api/2/json`, { headers, data: { ops: [op] } });
  const [answer] = (await response.json()).ops ?? [];
  if (answer?.proc !== 'ok') throw new Error(`${JSON.stringify(op).slice(0, 300)}: ${JSON.stringify(answer)}`);
  return answer;
}

/** The bank of the world: it refuses every ninth sum, lets every seventh wait, and does not answer for a few. */
function answerPayment({ sum }, response) {
  const kind = Number(sum) % 9 === 0 ? 'refused' : Number(sum) % 7 === 0 ? 'wait' : 'paid';
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ state: kind, bank: 'SEB' }));
}

function started() {
  return new Promise((done, fail) => {
    server.stdout.on('data', (chunk) => String(chunk).includes('Takt serves at') && done());
    server.once('exit', (code) => fail(new Error(`the server ended with ${code}`)));
  });
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
