/**
 * The server dies at any call of the token's story, before a server that forgives nothing: the token is never gone. Either
 * the task holds the pair that is in force, or the one thing that nobody can undo has happened, an answer that was lost
 * on its way; then the author was told so, and a new code brings the token back.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openQuickJsHere } from '../../src/adapters/code_sandbox/quickjs_here.ts';
import type { CodeSandbox } from '../../src/ports/code_sandbox.ts';
import { everyDeath, type Story, tellOnce } from './enumerate.ts';
import type { World } from './harness.ts';
import { StrictOAuth } from './strict_oauth.ts';

const SECOND = 1000;
const WAITS_FOR_REFRESH = 'b240a000000000000000000a';
const WAITS_FOR_CODE = 'b240a0000000000000000010';

jest.setTimeout(300_000);

let sandbox: CodeSandbox;
beforeAll(() => {
  sandbox = openQuickJsHere(new Int32Array(1));
});

function text(name: string): string {
  return readFileSync(join(__dirname, '../../processes', `${name}.json`), 'utf8');
}

/** A story of half-minute refreshes; `oauth` is made anew for each telling. */
function tokenStory(seconds: number): { story: Story; oauth: () => StrictOAuth } {
  let oauth = new StrictOAuth();
  const story: Story = {
    options: { sandbox },
    prepare: async (world) => {
      oauth = new StrictOAuth();
      world.callee.reply = oauth.reply;
      await world.deploy('notify', text('notify'));
      await world.deploy('oauth', text('bitrix-oauth'));
    },
    tell: async (world) => {
      await world.createSurely(oauthOf(world), 'token', {
        ...{ portal: 'example', client_id: 'id', client_secret: 'secret', scope: 'crm', code: oauth.newCode() },
        ...{ oauth_url: world.callee.url, refresh_minutes: 0.5, notify_conv: String(world.convs.get('notify')) },
      });
      await world.pass(seconds * SECOND);
    },
    judge: async (world) => {
      await toRest(world);
      const wrong = attempts(world);
      if ((await world.task(oauthOf(world), 'token')).node_id === WAITS_FOR_CODE) {
        wrong.push(...(await escalated(world)));
        await world.modify({ conv_id: oauthOf(world), ref: 'token' }, { code: oauth.newCode() });
        await world.pass(95 * SECOND);
        await toRest(world);
      }
      return [...wrong, ...(await holdsThePair(world, oauth))];
    },
  };
  return { story, oauth: () => oauth };
}

function oauthOf(world: World): number {
  return world.convs.get('oauth') ?? 0;
}

/** A request may be under way just when the judge looks. */
async function toRest(world: World): Promise<void> {
  for (let i = 0; i < 20; i++) {
    const { wait } = await world.task(oauthOf(world), 'token');
    if (wait?.kind !== 'effect') return;
    await world.pass(100);
  }
}

/** Both token calls are sent with repeat `once`. */
function attempts(world: World): string[] {
  const times = new Map<string, number>();
  for (const { headers } of world.callee.arrivals) {
    const key = headers['Idempotency-Key'] ?? 'none';
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  return [...times].filter(([, n]) => n > 2).map(([key, n]) => `the request ${key} was sent ${n} times`);
}

async function escalated(world: World): Promise<string[]> {
  const { data } = await world.task(oauthOf(world), 'token');
  const { what } = data.last_error as { what: string };
  const wrong = /^the answer of the (refresh|exchange) was lost$/.test(what) ? [] : [`it escalates: ${what}`];
  const nodes = await world.nodesOf(world.convs.get('notify') ?? 0);
  const told = await Promise.all(nodes.map(({ id }) => world.tasksIn(world.convs.get('notify') ?? 0, id)));
  if (!told.flat().some((task) => task.data.what === what)) wrong.push('nobody was told');
  return wrong;
}

async function holdsThePair(world: World, oauth: StrictOAuth): Promise<string[]> {
  const { data, node_id } = await world.task(oauthOf(world), 'token');
  const held = { access_token: data.access_token, refresh_token: data.refresh_token };
  const wrong =
    node_id === WAITS_FOR_REFRESH ? [] : [`the task stands in ${node_id}: ${JSON.stringify(data.last_error)}`];
  if (JSON.stringify(held) === JSON.stringify(oauth.pair)) return wrong;
  return [...wrong, `the task holds ${JSON.stringify(held)}, in force is ${JSON.stringify(oauth.pair)}`];
}

test('without a death the token is refreshed again and again, and nobody is told anything', async () => {
  const { story, oauth } = tokenStory(100);
  const calm: Story = {
    ...story,
    judge: async (world) => {
      const notes = await world.store.archive.counts(world.convs.get('notify') ?? 0);
      return [...(await story.judge(world)), ...notes.map(() => 'somebody was told something')];
    },
  };
  expect((await tellOnce(calm, null)).wrong).toEqual([]);
  expect(oauth().refreshes).toBeGreaterThanOrEqual(6);
  expect(oauth().revocations).toBe(0);
});

test('whichever call the server dies at, the token is never gone', async () => {
  const { story } = tokenStory(100);
  const { deaths, wrong } = await everyDeath(story);
  expect(wrong).toEqual([]);
  expect(deaths).toBeGreaterThan(100);
});
