/** What casts make of values. */
import type { Json } from '../../src/base/json.ts';
import { type CastType, castTo } from '../../src/template/cast.ts';

const FAILS = Symbol('fails');

test.each<[type: CastType, from: Json | undefined, to: Json | typeof FAILS]>([
  ['string', 'a', 'a'],
  ['string', 5, '5'],
  ['string', 0.1, '0.1'],
  ['string', true, 'true'],
  ['string', null, 'null'],
  ['string', undefined, ''],
  ['string', { a: 1 }, '{"a":1}'],
  ['number', 5, 5],
  ['number', '5', 5],
  ['number', ' -5.5 ', -5.5],
  ['number', '1e3', 1000],
  ['number', 1 / 3, 0.333333],
  ['number', '0.1234567', 0.123457],
  ['number', '', FAILS],
  ['number', undefined, FAILS],
  ['number', null, FAILS],
  ['number', true, FAILS],
  ['number', '5px', FAILS],
  ['number', '0x10', FAILS],
  ['number', 'Infinity', FAILS],
  ['number', [5], FAILS],
  ['boolean', true, true],
  ['boolean', 'false', false],
  ['boolean', 1, FAILS],
  ['boolean', 'yes', FAILS],
  ['boolean', undefined, FAILS],
  ['object', { a: 1 }, { a: 1 }],
  ['object', '{"a":[]}', { a: [] }],
  ['object', '{}', {}],
  ['object', '[]', FAILS],
  ['object', [], FAILS],
  ['object', '{a:1}', FAILS],
  ['object', '', FAILS],
  ['object', null, FAILS],
  ['array', [1], [1]],
  ['array', '[1,{"a":2}]', [1, { a: 2 }]],
  ['array', {}, FAILS],
  ['array', '1', FAILS],
  ['array', undefined, FAILS],
])('to %s: %j', (type, from, to) => {
  expect(castTo(from, type)).toEqual(to === FAILS ? { ok: false } : { ok: true, value: to });
});
