import { BlockList, isIPv4 } from 'node:net';
import fc from 'fast-check';
import { TaktError } from '../../src/base/errors.ts';
import { parseNetRules } from '../../src/base/net_rules.ts';

const none = parseNetRules('');

describe('without an allow-list only ordinary public addresses are reached', () => {
  test.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.7',
    '203.0.113.7',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::127.0.0.1',
    '::7f00:1',
    '::a00:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:10.0.0.1',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '2001::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:2::1',
    '2001:10::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:808:808::1',
    '3fff::1',
    '100::1',
    '5f00::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
    'ff02::1',
    '[::1]',
    '4000::1',
    'e000::1',
    'localhost',
    '',
    '127.1',
    '2130706433',
    '0x7f000001',
    '1.2.3',
    '1.2.3.4.5',
    '::1::',
    'example.com',
  ])('%s is refused', (address) => {
    expect(none.refusal(address, address)).toEqual(expect.any(String));
  });

  test.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '169.253.0.1',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.1',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '168.63.129.17',
    '2606:4700:4700::1111',
    '2a00:1450:4001:82a::200e',
    '2001:4860:4860::8888',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '[2606:4700::1]',
  ])('%s is allowed', (address) => {
    expect(none.refusal(address, address)).toBeNull();
  });

  test('the reason is told', () => {
    expect(none.refusal('169.254.169.254', 'metadata')).toBe('link-local, where clouds keep their metadata');
    expect(none.refusal('::ffff:127.0.0.1', 'x')).toBe('loopback');
  });

  test('an IPv4 address is judged alike however it is wrapped', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const hex = `${(256 * a + b).toString(16)}:${(256 * c + d).toString(16)}`;
        const why = none.refusal(address, 'x');
        for (const form of [`::ffff:${address}`, `::ffff:${hex}`, `0:0:0:0:0:ffff:${hex}`, `64:ff9b::${address}`]) {
          expect(none.refusal(form, 'x')).toBe(why);
        }
      }),
    );
  });

  test('an IPv6 address is allowed only inside 2000::/3, or with a public IPv4 address inside', () => {
    const outside = new BlockList();
    outside.addSubnet('2000::', 3, 'ipv6');
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const wraps =
          /^(::|0*:)/.test(address) || address.toLowerCase().startsWith('64:ff9b:') || address.startsWith('0');
        if (!wraps && !isIPv4(address) && !outside.check(address, 'ipv6'))
          expect(none.refusal(address, 'x')).not.toBeNull();
      }),
    );
  });
});

describe('TAKT_ALLOW_NET makes exceptions', () => {
  const rules = parseNetRules(' 127.0.0.0/8, 10.1.2.3,fd00::/8 , intranet.example.,DB, ::1');

  test.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['::ffff:127.9.9.9', 'x', true],
    ['10.1.2.3', 'x', true],
    ['10.1.2.4', 'x', false],
    ['fd12::1', 'x', true],
    ['fc12::1', 'x', false],
    ['::1', 'localhost', true],
    ['192.168.0.1', 'intranet.example', true],
    ['192.168.0.1', 'INTRANET.example.', true],
    ['192.168.0.1', 'db', true],
    ['192.168.0.1', 'sub.intranet.example', false],
    ['192.168.0.1', 'x', false],
  ])('%s under the name %s: %s', (address, host, allowed) => {
    expect(rules.refusal(address, host) === null).toBe(allowed);
  });

  test.each([
    '127.0.0.0/33',
    '::/129',
    '10.0.0.0/8/8',
    'http://x',
    'a b',
    '*.example',
    '300.1.1.1',
    '1.2.3.4/',
    'host:80',
    '-x',
  ])('%s is refused with a sentence', (entry) => {
    expect(() => parseNetRules(entry)).toThrow(
      new TaktError('bad_config', `TAKT_ALLOW_NET: "${entry}" is not an address, a CIDR or a host`),
    );
  });
});
