/** What is shown of a task to those who may not modify its process: paths of parameters, card numbers, references. */
import { maskedData, shownRefOf, shownToPeople } from '../../src/app/masked_data.ts';
import type { LiveProcess } from '../../src/app/processes.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { Param } from '../../src/model/process.ts';

function process(params: JsonObject[], fields: JsonObject = {}): LiveProcess {
  const declared = params.map((param) => Param.parse(param));
  return { process: { params: declared, ref_mask: true, ...fields }, secrets: new Set() } as unknown as LiveProcess;
}

const clearing = (...names: string[]): LiveProcess => process(names.map((name) => ({ name, flags: ['auto-clear'] })));

describe('a parameter with the flag auto-clear is hidden at its path', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['pin', { pin: '12', deep: { pin: '34' } }, { pin: '***', deep: { pin: '***' } }],
    ['a.b', { a: { b: '12', c: '34' }, b: '56' }, { a: { b: '***', c: '34' }, b: '56' }],
    ['arr[0]', { arr: ['12', '34'] }, { arr: ['***', '34'] }],
    [
      'arr[].key',
      { arr: [{ key: '12', other: 1 }, { key: { x: 1 } }] },
      { arr: [{ key: '***', other: 1 }, { key: '***' }] },
    ],
    ['arr[][]', { arr: [['12'], ['34', 5]] }, { arr: [['***'], ['***', '***']] }],
    ['arr[1].a.b', { arr: [{ a: { b: 1 } }, { a: { b: 2 } }] }, { arr: [{ a: { b: 1 } }, { a: { b: '***' } }] }],
    ['a\\.b', { 'a.b': '12', a: { b: '34' } }, { 'a.b': '***', a: { b: '34' } }],
    ['phone\\[0\\]', { 'phone[0]': '12', phone: ['34'] }, { 'phone[0]': '***', phone: ['34'] }],
    ['a.b', { a: 'text' }, { a: 'text' }],
    ['a.b', { a: { b: null } }, { a: { b: null } }],
    ['a.__proto__', JSON.parse('{"a":{"__proto__":"12"}}'), JSON.parse('{"a":{"__proto__":"***"}}')],
  ])('%s in %j', (name, data, shown) => {
    expect(JSON.stringify(shownToPeople(data, clearing(name)))).toBe(JSON.stringify(shown));
    expect(JSON.stringify(maskedData(data, clearing(name)))).toBe(JSON.stringify(shown));
  });

  test('its value is hidden wherever else it stands', () => {
    const data = { card: { holder: 'Taras Shevchenko' }, text: 'for Taras Shevchenko' };
    expect(shownToPeople(data, clearing('card.holder'))).toEqual({ card: { holder: '***' }, text: 'for ***' });
  });
});

describe('digits like those of a card', () => {
  const data = {
    pan: '4111111111111111',
    cvv: '123',
    n: 4111111111111111,
    http: 404,
    list: [{ text: 'to 4111 1111 1111 1111' }],
  };

  test('are hidden from people, and numbers of three digits are not', () => {
    const shown = { pan: '***', cvv: '***', n: '***', http: 404, list: [{ text: 'to ***' }] };
    expect(shownToPeople(data, process([]))).toEqual(shown);
    expect(shownToPeople(data, null)).toEqual(shown);
  });

  test('stay in parameters that the process declares, and all that is in them', () => {
    const declared = process([{ name: 'pan' }, { name: 'cvv' }, { name: 'n' }, { name: 'list[].text' }]);
    expect(shownToPeople(data, declared)).toEqual(data);
    expect(shownToPeople(data, process([{ name: 'list' }]))).toMatchObject({ pan: '***', list: data.list });
  });

  test('are real to the process of another owner that reads the task', () => {
    expect(maskedData(data, process([]))).toEqual(data);
  });

  test('are hidden in references, unless the process says there are none', () => {
    expect(shownRefOf('4111111111111111', process([]))).toBe('***');
    expect(shownRefOf('4111111111111111', process([], { ref_mask: false }))).toBe('4111111111111111');
    expect(shownRefOf('170000000000012', process([]))).toBe('170000000000012');
  });
});
