import { Writable } from 'node:stream';
import { openWinstonLog } from '../../../src/adapters/log/winston_log.ts';

function captured(level = 'info', human = false) {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const log = openWinstonLog({ level, stream, human });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> };
}

test('a message is one line of JSON with its level, time and fields', () => {
  const { log, lines, last } = captured();
  log.info('task\ndone', { conv_id: 5, level: 'mine' });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.split('\n')).toHaveLength(2);
  expect(last()).toEqual({
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    level: 'info',
    message: 'task\ndone',
    conv_id: 5,
  });
});

test('messages below the level are not written', () => {
  const { log, lines } = captured('warn');
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(['c', 'd']);
});

test('secrets are masked by name at any depth, and in addresses', () => {
  const { log, lines } = captured();
  log.info('calling https://u:hidden1@h/?auth=hidden2', {
    access_token: 'hidden3',
    request: {
      url: 'https://h/?client_secret=hidden4',
      headers: [{ Authorization: 'hidden5' }],
      body: '{"password":"hidden6"}',
    },
    map: new Map([['token', 'hidden7']]),
    error: new Error('failed https://h/?auth=hidden8', { cause: new Error('Bearer hidden9hidden9') }),
  });
  expect(lines.join()).not.toContain('hidden');
});

test('errors are shown with code, text, stack and cause', () => {
  const { log, last } = captured();
  const error = Object.assign(new TypeError('outer', { cause: new Error('inner') }), { code: 'ECONNREFUSED' });
  log.error('failed', { error });
  expect(last().error).toMatchObject({
    name: 'TypeError',
    message: 'outer',
    kind: 'ECONNREFUSED',
    stack: expect.stringContaining('winston_log.test'),
    cause: { message: 'inner' },
  });
});

test('whatever is handed over can be written', () => {
  const { log, last } = captured();
  const loop: Record<string, unknown> = { a: 1 };
  loop.self = loop;
  const deep = JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`) as unknown;
  log.info('odd', {
    loop,
    deep,
    big: 5n,
    nan: Number.NaN,
    bytes: Buffer.from('abc'),
    set: new Set([1]),
    date: new Date(0),
    fn: () => 1,
    none: undefined,
    nil: null,
    symbol: Symbol('s'),
    bad: new Date('x'),
  });
  expect(last()).toMatchObject({
    loop: { a: 1, self: '[loop]' },
    big: '5',
    nan: 'NaN',
    bytes: '[3 bytes]',
    set: [1],
    date: '1970-01-01T00:00:00.000Z',
    nil: null,
    symbol: 'Symbol(s)',
    bad: 'Invalid Date',
  });
  expect(last()).not.toHaveProperty('fn');
  expect(JSON.stringify(last().deep)).toContain('[deep]');
});

test('people get a line they can read', () => {
  const { log, lines } = captured('info', true);
  log.warn('slow', { ms: 5, token: 'hidden' });
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} warn {2}slow ms=5 token="\*\*\*"\n$/);
});

test('a long text is cut, and only after its secrets were masked', () => {
  const { log, last } = captured();
  const secret = 'hidden'.repeat(5000);
  log.info('x'.repeat(1_000_000), { body: `{"password":"${secret}"} ${'y'.repeat(100_000)}`, token: secret });
  const { message, body, token } = last() as Record<string, string>;
  expect(message).toBe(`${'x'.repeat(8192)}… (991808 more)`);
  expect(body?.length).toBeLessThan(8300);
  expect(body?.slice(0, 30)).toBe(`{"password":"***"} ${'y'.repeat(11)}`);
  expect(token).toBe('***');
});

test('a line of hostile texts takes no longer than its length', () => {
  const { log, lines } = captured();
  for (const part of ['\\', '\\\\"', '"token":"', '\\"token\\":\\"', 'http://', 'Bearer ']) {
    log.info('odd', { body: part.repeat(1_000_000 / part.length) });
  }
  expect(lines).toHaveLength(6);
});
