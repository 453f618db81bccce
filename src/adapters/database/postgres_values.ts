/**
 * Values of PostgreSQL as JSON: numbers where they are exact, else texts; instants as ISO 8601; json as it is; bytes as
 * base64; arrays of these as lists; everything else in PostgreSQL's own words.
 */
import type { Json } from '../../base/json.ts';
import { exactNumber, isoInstant, jsonOrText } from './values.ts';

/** Numbers of types, as the catalog of every PostgreSQL has them. */
const OID = {
  ...{ bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, oid: 26, json: 114, float4: 700, float8: 701 },
  ...{ numeric: 1700, timestamp: 1114, timestamptz: 1184, jsonb: 3802 },
};

type Read = (text: string) => Json;

const READERS = new Map<number, Read>([
  [OID.bool, (text) => text === 't'],
  [OID.bytea, (text) => Buffer.from(text.replace(/^\\x/, ''), 'hex').toString('base64')],
  ...[OID.int2, OID.int4, OID.int8, OID.oid, OID.numeric, OID.float4, OID.float8].map(
    (oid) => [oid, exactNumber] as const,
  ),
  ...[OID.json, OID.jsonb].map((oid) => [oid, jsonOrText] as const),
  ...[OID.timestamp, OID.timestamptz].map((oid) => [oid, isoInstant] as const),
]);

/** Arrays, by the type of what they hold; arrays of texts and all others are read too. */
const ARRAYS = new Map<number, number>([
  ...([
    [1000, OID.bool],
    [1001, OID.bytea],
    [1005, OID.int2],
    [1007, OID.int4],
    [1016, OID.int8],
  ] as const),
  ...([
    [1021, OID.float4],
    [1022, OID.float8],
    [1231, OID.numeric],
    [199, OID.json],
    [3807, OID.jsonb],
  ] as const),
  ...([
    [1115, OID.timestamp],
    [1185, OID.timestamptz],
    [1009, 25],
    [1015, 25],
    [1182, 25],
    [2951, 25],
  ] as const),
]);

/** Reads the text of a value by the number of its type. */
export function postgresReader(oid: number): Read {
  const item = ARRAYS.get(oid);
  if (item === undefined) return READERS.get(oid) ?? ((text) => text);
  const read = READERS.get(item) ?? ((text) => text);
  return (text) => arrayOf(text, read);
}

/** `{1,NULL,"a b",{…}}`; bounds before it (`[0:1]=`) are left out. */
function arrayOf(text: string, read: Read): Json {
  let at = text.indexOf('{');
  const list = (): Json[] => {
    const items: Json[] = [];
    at++;
    while (at < text.length && text[at] !== '}') {
      if (text[at] === ',') at++;
      else if (text[at] === '{') items.push(list());
      else items.push(item());
    }
    at++;
    return items;
  };
  const item = (): Json => {
    if (text[at] === '"') return read(quotedItem());
    const end = text.slice(at).search(/[,}]/);
    const bare = text.slice(at, end < 0 ? text.length : at + end);
    at += bare.length;
    return bare === 'NULL' ? null : read(bare);
  };
  const quotedItem = (): string => {
    let value = '';
    for (at++; at < text.length && text[at] !== '"'; at++) {
      if (text[at] === '\\') at++;
      value += text[at] ?? '';
    }
    at++;
    return value;
  };
  return at < 0 ? text : list();
}
