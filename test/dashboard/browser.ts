/**
 * The dashboard in a real browser: a built server on a temporary folder and a free port, and pages of people who are
 * logged in. Where there is no browser, or nothing was built, these tests are skipped and say so.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, type Cookie, chromium, type Page } from 'playwright-core';

const ROOT = resolve(__dirname, '../..');
/** The shell first: it draws the same pages without a window around them, which costs more than the pages do. */
const BROWSERS = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
const QUIET = ['quic', 'background-networking', 'component-update', 'sync', 'gpu'].map((what) => `--disable-${what}`);

const executablePath = BROWSERS.map((name) => `/usr/bin/${name}`).find((path) => existsSync(path));
const isBuilt = existsSync(join(ROOT, 'dist/main/takt.js')) && existsSync(join(ROOT, 'dist/dashboard/index.html'));
const canRun = executablePath !== undefined && isBuilt;
if (!canRun) {
  const why = isBuilt ? 'there is no chromium' : 'dist is not built (npm run build)';
  process.stderr.write(`tests of the dashboard are skipped: ${why}\n`);
}

/** A test that needs the browser. */
export const browserTest = canRun ? test : test.skip;

/** The key that every such server takes. */
export const KEY = { login: '1', secret: '12345678' };
export const PASSWORD = 'password1';

export interface PageOptions {
  language?: 'en' | 'ru';
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
  /** Another person than admin, with his password. */
  login?: string;
  password?: string;
}

export interface Dashboard {
  /** Address of the server, without a slash at the end. */
  url: string;
  /** A page of the person admin, or of the one that is named, with a browser profile of its own. */
  open(options?: PageOptions): Promise<Page>;
  close(): Promise<void>;
}

/** `env` is added to the server's settings; without a password in it the server makes one up. */
export async function openDashboard(env: Record<string, string> = {}): Promise<Dashboard> {
  const dir = mkdtempSync(join(tmpdir(), 'takt-page-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    DATA_DIR: dir,
    PORT: String(port),
    TAKT_ADMIN_PASSWORD: PASSWORD,
    TAKT_API_LOGIN: KEY.login,
    TAKT_API_SECRET: KEY.secret,
    TAKT_ALLOW_NET: '127.0.0.0/8',
    ...env,
  };
  const server = spawn(process.execPath, [join(ROOT, 'bin/takt.js'), 'serve'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const launched = chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', ...QUIET] });
  const [said, browser] = await Promise.all([started(server), launched]);
  const password = settings.TAKT_ADMIN_PASSWORD || (/shown once: ([0-9a-f]{24})/.exec(said)?.[1] ?? '');
  // Whoever is logged in once stays so: logging in is a test of its own.
  const admin: Admin = { url, password, cookies: [] };
  return {
    url,
    open: (options = {}) => openPage(browser, admin, options),
    close: async () => {
      await browser.close();
      await killed(server);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

interface Admin {
  url: string;
  password: string;
  /** Of his session; none before the first page. */
  cookies: Cookie[];
}

async function openPage(
  browser: Browser,
  admin: Admin,
  { language = 'en', theme = 'light', width = 1440, height = 900, ...who }: PageOptions,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true });
  const kept = Object.entries({ 'takt.language': language, 'takt.theme': theme });
  const content = kept.map(([name, value]) => `localStorage.setItem('${name}', '${value}');`).join('\n');
  await context.addInitScript({ content });
  if (who.login === undefined) await context.addCookies(admin.cookies);
  const page = await context.newPage();
  await page.goto(admin.url);
  await page.locator('main#content, [name=password]').first().waitFor();
  if (!(await page.locator('[name=password]').isVisible())) return page;
  if (who.login !== undefined) await page.fill('[name=login]', who.login);
  await page.fill('[name=password]', who.password ?? admin.password);
  await page.click('[type=submit]');
  await page.waitForSelector('main#content');
  if (who.login === undefined) admin.cookies = await context.cookies();
  return page;
}

/** Waits until an expression is true in the page, looked at before every frame. Playwright's own way is code from a text, which the page forbids. */
export async function until(page: Page, expression: string): Promise<void> {
  while (!(await page.evaluate<boolean>(expression))) await page.evaluate('new Promise(requestAnimationFrame)');
}

const AXE = join(ROOT, 'node_modules/axe-core/axe.min.js');

/** What axe-core finds wrong on a page, one line each; none on a page that everybody can use. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(AXE, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(options: object): Promise<{
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    // All rules run; only what they find wrong is written out in full.
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
  });
}

/** What the server said until it served. */
function started(server: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      // The lines of a first start come in one piece with this one, the key's and the password's last.
      if (said.includes('Takt serves at') && said.includes('data in')) setImmediate(() => done(said));
    };
    server.stdout?.on('data', hear);
    server.stderr?.on('data', hear);
    server.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${said}`)));
  });
}

/** At once: what it has written goes too, and how a server stops is tested elsewhere. */
async function killed(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((done) => server.once('exit', done));
  server.kill('SIGKILL');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
