/**
 * Which addresses API Call and mail may connect to. Refused is everything that is not an ordinary public address: the
 * special-purpose registries of IANA (RFC 6890) for IPv4, and for IPv6 all outside global unicast (2000::/3) as well
 * as its special parts. An IPv4 address inside an IPv6 one is judged as the IPv4 address. An allow-list makes
 * exceptions. Pure: names are resolved by whoever connects, and what is judged is the address connected to.
 */
import { BlockList, isIP } from 'node:net';
import { TaktError } from './errors.ts';

export interface NetRules {
  /** Why this address may not be connected to, or null. `host` is the name that it was found under, or itself. */
  refusal(address: string, host: string): string | null;
}

const SPECIAL_V4: [subnet: string, why: string][] = [
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared, private to a provider'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local, where clouds keep their metadata'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'for documentation'],
  ['192.88.99.0/24', 'reserved'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'for benchmarks'],
  ['198.51.100.0/24', 'for documentation'],
  ['203.0.113.0/24', 'for documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  // Public by its number, yet it answers virtual machines of Azure about themselves.
  ['168.63.129.16/32', 'the metadata address of a cloud'],
];

const SPECIAL_V6: [subnet: string, why: string][] = [
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['ff00::/8', 'multicast'],
  ['2001::/23', 'reserved, among it tunnels'],
  ['2001:db8::/32', 'for documentation'],
  ['2002::/16', 'a 6to4 tunnel'],
  ['3fff::/20', 'for documentation'],
];

const V4_LISTS = lists(SPECIAL_V4, 'ipv4');
const V6_LISTS = lists(SPECIAL_V6, 'ipv6');
const GLOBAL_V6 = subnets([['2000::/3', '']], 'ipv6');

/** `allow` is TAKT_ALLOW_NET: comma separated addresses, CIDRs or hosts. Throws bad_config on anything else. */
export function parseNetRules(allow: string): NetRules {
  const list = new BlockList();
  const hosts = new Set<string>();
  for (const entry of allow.split(',').map((text) => text.trim())) {
    if (entry !== '') addEntry(entry, list, hosts);
  }
  const allowed = (address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  return {
    refusal: (address, host) => {
      const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
      if (isIP(bare) === 0) return 'not an address';
      const judged = embeddedV4(bare) ?? bare;
      if (hosts.has(plainHost(host)) || allowed(bare) || allowed(judged)) return null;
      return isIP(judged) === 4 ? whyRefusedV4(judged) : whyRefusedV6(judged);
    },
  };
}

/** Whether an address is one of a comma separated list of addresses and CIDRs. Throws bad_config on anything else. */
export function parseAddresses(setting: string, text: string): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry !== '' && !addSubnet(entry, list)) {
      throw new TaktError('bad_config', `${setting}: "${entry}" is not an address or a CIDR`);
    }
  }
  return (address) => {
    const judged = embeddedV4(address) ?? address;
    return isIP(judged) !== 0 && list.check(judged, isIP(judged) === 6 ? 'ipv6' : 'ipv4');
  };
}

/** The IPv4 address in a mapped (::ffff:0:0/96), compatible (::/96) or NAT64 (64:ff9b::/96) address. */
function embeddedV4(address: string): string | null {
  if (isIP(address) !== 6) return null;
  const words = wordsOf(address);
  const prefix = words.slice(0, 6).join(':');
  const isEmbedding = ['0:0:0:0:0:65535', '0:0:0:0:0:0', '100:65435:0:0:0:0'].includes(prefix);
  const [high = 0, low = 0] = words.slice(6);
  // `::` and `::1` are addresses of their own.
  if (!isEmbedding || (words[5] === 0 && words[0] === 0 && high === 0 && low < 2)) return null;
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight numbers of an IPv6 address. */
function wordsOf(address: string): number[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, a, b, c, d) =>
    [256 * Number(a) + Number(b), 256 * Number(c) + Number(d)].map((word) => word.toString(16)).join(':'),
  );
  const [head = [], tail] = hex.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const gap = tail === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...Array<string>(gap).fill('0'), ...(tail ?? [])].map((word) => Number.parseInt(word, 16));
}

function whyRefusedV4(address: string): string | null {
  return V4_LISTS.find(({ list }) => list.check(address, 'ipv4'))?.why ?? null;
}

function whyRefusedV6(address: string): string | null {
  const special = V6_LISTS.find(({ list }) => list.check(address, 'ipv6'));
  if (special) return special.why;
  return GLOBAL_V6.check(address, 'ipv6') ? null : 'reserved';
}

function lists(rows: [string, string][], family: 'ipv4' | 'ipv6'): { list: BlockList; why: string }[] {
  return rows.map((row) => ({ list: subnets([row], family), why: row[1] }));
}

function subnets(rows: [string, string][], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [subnet] of rows) {
    const [address = '', bits] = subnet.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** False where it is neither an address nor a CIDR. */
function addSubnet(entry: string, list: BlockList): boolean {
  const [address = '', bits, more] = entry.replace(/^\[|\]$/g, '').split('/');
  const family = isIP(address);
  const max = family === 6 ? 128 : 32;
  if (family === 0 || more !== undefined) return false;
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= max)) return false;
  list.addSubnet(address, Number(bits ?? max), family === 6 ? 'ipv6' : 'ipv4');
  return true;
}

function addEntry(entry: string, list: BlockList, hosts: Set<string>): void {
  if (addSubnet(entry, list)) return;
  if (!entry.includes('/') && /^(?=.*[a-z])[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?$/i.test(entry)) {
    hosts.add(plainHost(entry));
  } else {
    throw new TaktError('bad_config', `TAKT_ALLOW_NET: "${entry}" is not an address, a CIDR or a host`);
  }
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
