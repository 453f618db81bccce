/** People log in with a password; what their browser holds is good for this page only. */
import { SYSTEM } from '../../src/app/rights.ts';
import { Sessions } from '../../src/app/sessions.ts';
import { Writes } from '../../src/app/writes.ts';
import { parseAddresses } from '../../src/base/net_rules.ts';
import { type Answer, request, type Served, withServer } from './harness.ts';

const PAGE = { 'x-takt-page': '1', 'content-type': 'application/json' };

async function logIn(served: Served, login: string, password: string): Promise<Answer> {
  const body = JSON.stringify({ login, password });
  return request(`${served.url}/api/takt/login`, { method: 'POST', headers: PAGE, body });
}

async function person(served: Served): Promise<number> {
  const { keys } = served.world;
  return (await keys.createPerson(SYSTEM, { title: 'Ada', login: 'ada', password: 'analytical' })).obj_id;
}

function cookieOf(answer: Answer): string {
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

function ask(served: Served, headers: Record<string, string>): Promise<Answer> {
  const body = JSON.stringify({ ops: [{ type: 'list', obj: 'folder', obj_id: 0 }] });
  return request(`${served.url}/api/2/json`, { method: 'POST', headers, body });
}

test('a person logs in, is known by the cookie, and is not any more after logging out', async () => {
  await withServer({}, async (served) => {
    const user_id = await person(served);
    const answer = await logIn(served, 'ada', 'analytical');
    expect(answer.json).toEqual({ user_id, name: 'Ada', admin: false });
    expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const cookie = cookieOf(answer);
    expect((await request(`${served.url}/api/takt/me`, { headers: { cookie } })).json.name).toBe('Ada');
    expect((await ask(served, { ...PAGE, cookie })).json.request_proc).toBe('ok');
    await request(`${served.url}/api/takt/logout`, { method: 'POST', headers: { ...PAGE, cookie } });
    expect((await request(`${served.url}/api/takt/me`, { headers: { cookie } })).status).toBe(401);
    expect((await ask(served, { ...PAGE, cookie })).json.request_proc).toBe('fail');
  });
});

test('a page of another site cannot act in the name of whoever is logged in', async () => {
  await withServer({}, async (served) => {
    await person(served);
    const cookie = cookieOf(await logIn(served, 'ada', 'analytical'));
    expect((await ask(served, { cookie })).json.request_proc).toBe('fail');
    expect((await ask(served, { ...PAGE, cookie, 'sec-fetch-site': 'cross-site' })).json.request_proc).toBe('fail');
    expect((await ask(served, { ...PAGE, cookie, 'sec-fetch-site': 'same-origin' })).json.request_proc).toBe('ok');
    const preflight = await request(`${served.url}/api/2/json`, { method: 'OPTIONS' });
    expect(preflight.headers.get('access-control-allow-headers')).toBeNull();
  });
});

test('a wrong password is refused in words, and guessing is stopped after some tries', async () => {
  await withServer({}, async (served) => {
    await person(served);
    const wrong = await logIn(served, 'ada', 'difference');
    expect([wrong.status, wrong.json.description]).toEqual([401, 'The login or the password is wrong.']);
    expect((await logIn(served, 'nobody', 'difference')).json).toEqual(wrong.json);
    for (let i = 0; i < 19; i++) await logIn(served, 'ada', 'difference');
    expect((await logIn(served, 'ada', 'analytical')).status).toBe(429);
    await served.world.clock.run(5 * 60_000 + 1);
    expect((await logIn(served, 'ada', 'analytical')).status).toBe(200);
  });
});

test('who guesses at one login keeps nobody else out, until he has tried very many of them', async () => {
  await withServer({}, async ({ world }) => {
    const logIn = async (login: string) => (login === 'ada' ? { ...SYSTEM, name: login } : null);
    const keys = Object.assign(Object.create(world.keys), { logIn });
    const sessions = new Sessions(world.ports, { keys, writes: new Writes(world.ports, world.engine.processes) });
    const from = { ip: '9.9.9.9', agent: '' };
    for (let i = 0; i < 30; i++) await expect(sessions.logIn('admin', 'x', from)).rejects.toThrow();
    expect((await sessions.logIn('ada', 'x', from)).actor.name).toBe('ada');
    for (let i = 0; i < 180; i++) await expect(sessions.logIn(`nobody${i}`, 'x', from)).rejects.toThrow();
    await expect(sessions.logIn('ada', 'x', from)).rejects.toThrow('Too many tries');
    const other = { ...from, ip: '9.9.9.8' };
    expect((await sessions.logIn('ada', 'x', other)).actor.name).toBe('ada');
    for (let i = 0; i < 30; i++) await expect(sessions.logIn('admin', 'x', other)).rejects.toThrow();
    for (let i = 0; i < 2000; i++) await expect(sessions.logIn(`anybody${i}`, 'x', from)).rejects.toThrow();
    await expect(sessions.logIn('admin', 'x', other)).rejects.toThrow('Too many tries');
  });
});

test('behind a proxy that is known people are told apart by the address that it says, and nobody else is believed', async () => {
  const from = (served: Served, forwarded: string): Promise<Answer> => {
    const headers = { ...PAGE, 'x-forwarded-for': forwarded };
    const body = JSON.stringify({ login: 'ada', password: 'difference' });
    return request(`${served.url}/api/takt/login`, { method: 'POST', headers, body });
  };
  const statuses = async (served: Served): Promise<number[]> => {
    await person(served);
    for (let i = 0; i < 20; i++) await from(served, `1.2.3.${i}, 9.9.9.9`);
    return [(await from(served, '9.9.9.9')).status, (await from(served, '8.8.8.8')).status];
  };
  const isProxy = parseAddresses('TAKT_TRUST_PROXY', '127.0.0.0/8, ::1');
  await withServer({ api: { is_proxy: isProxy } }, async (served) => {
    expect(await statuses(served)).toEqual([429, 401]);
  });
  await withServer({}, async (served) => {
    expect(await statuses(served)).toEqual([429, 429]);
  });
});

test('a session that nobody used for two weeks is over, one in use goes on', async () => {
  await withServer({}, async (served) => {
    await person(served);
    const cookie = cookieOf(await logIn(served, 'ada', 'analytical'));
    const day = 86_400_000;
    for (let days = 0; days < 30; days += 10) {
      await served.world.clock.run(10 * day);
      expect((await request(`${served.url}/api/takt/me`, { headers: { cookie } })).status).toBe(200);
    }
    await served.world.clock.run(15 * day);
    expect((await request(`${served.url}/api/takt/me`, { headers: { cookie } })).status).toBe(401);
  });
});

test('the session ends with the person', async () => {
  await withServer({}, async (served) => {
    const user_id = await person(served);
    const cookie = cookieOf(await logIn(served, 'ada', 'analytical'));
    await served.world.keys.delete(SYSTEM, user_id);
    await served.world.clock.run(6000);
    expect((await request(`${served.url}/api/takt/me`, { headers: { cookie } })).status).toBe(401);
  });
});
