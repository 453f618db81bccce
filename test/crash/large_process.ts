/**
 * A process of 150 nodes as a bank might run it, ten stations in a row: each decides, calls a chain of three processes,
 * asks an address outside with the usual escalation around it, and goes round again a few times. What comes out of it is
 * known beforehand by plain arithmetic (`outcome`), whatever fails on the way.
 */
import type { Repeat } from '../../src/model/effect.ts';
import type { RawLogic } from '../../src/model/process.ts';
import { api, copy, go, type NodeSketch, reply, rpc, set, when } from './sketch.ts';

export const STATIONS = 10;
export const NODES = 150;

/** The processes that the large one calls. */
export interface Called {
  chain: number;
  sink: number;
  url: string;
}

/** What an order begins with: its first total, and how often it goes round in each station. */
export interface Order {
  total: number;
  rounds: number;
}

const number = (param: string, fun: string, than: string, to: string): RawLogic => ({
  type: 'go_if_const',
  to_node_id: to,
  conditions: [{ param, const: than, fun, cast: 'number' }],
});
const less = (param: string, limit: string, to: string): RawLogic => number(param, 'less', limit, to);

const numbers = (rows: Record<string, string>): RawLogic => ({
  ...set(rows),
  extra_type: Object.fromEntries(Object.keys(rows).map((key) => [key, 'number'])),
});

/** How often the request of a station may be repeated. */
export const repeatAt = (k: number): Repeat => (['always', 'once', 'never'] as const)[k % 3] ?? 'always';

const ask = (url: string, k: number, err: string): RawLogic => ({
  ...api(`${url}/${k}`, repeatAt(k), err),
  extra: { x: '{{total}}' },
  extra_type: { x: 'number' },
});

function station(k: number, next: string, called: Called): NodeSketch[] {
  const id = (name: string): string => `${name}${k}`;
  const retry = (name: string): RawLogic[] => [
    when('__conveyor_api_return_type_error__', 'hardware', id(name)),
    when('__conveyor_api_return_type_tag__', 'api_bad_answer', id(name)),
    when('__conveyor_api_return_type_tag__', 'api_in_doubt', id(name)),
    go('broken'),
  ];
  return [
    { id: id('small'), logics: [less('total', '300', id('low')), less('total', '600', id('middle')), go(id('high'))] },
    { id: id('low'), logics: [numbers({ total: '$.math({{total}}+11)' }), go(id('call'))] },
    { id: id('middle'), logics: [numbers({ total: '$.math({{total}}*2)' }), go(id('call'))] },
    { id: id('high'), logics: [numbers({ total: '$.math({{total}}-250)' }), go(id('call'))] },
    {
      id: id('call'),
      logics: [rpc(called.chain, { x: '{{total}}', from: `{{root.ref}}/${k}` }, id('unheard')), go(id('heard'))],
    },
    {
      id: id('unheard'),
      logics: [when('__conveyor_rpc_return_type_tag__', 'conveyor_is_not_active', id('again')), go('broken')],
    },
    { id: id('again'), timer: [7, id('call')] },
    { id: id('heard'), logics: [numbers({ total: '$.math({{y}}-{{total}})' }), go(id('ask'))] },
    { id: id('ask'), logics: [ask(called.url, k, id('failed')), go(id('asked'))] },
    { id: id('failed'), logics: retry('pause') },
    { id: id('pause'), timer: [30, id('ask')] },
    { id: id('asked'), logics: [numbers({ total: '{{z}}', round: '$.math({{round}}+1)' }), go(id('round'))] },
    { id: id('round'), logics: [number('round', 'eq', '{{rounds}}', id('done')), go(id('small'))] },
    { id: id('done'), logics: [numbers({ round: '0', [`after${k}`]: '{{total}}' }), go(next)] },
  ];
}

export function largeProcess(called: Called): NodeSketch[] {
  const stations = Array.from({ length: STATIONS }, (_, k) =>
    station(k, k + 1 < STATIONS ? `small${k + 1}` : 'rest', called),
  );
  return [
    { id: 's', logics: [go('begin')] },
    { id: 'begin', logics: [numbers({ round: '0' }), go('small0')] },
    ...stations.flat(),
    { id: 'rest', timer: [60, 'check'] },
    { id: 'check', logics: [less('total', '1000', 'asked'), go('broken')] },
    { id: 'asked', logics: [{ type: 'api_callback', is_sync: true }, go('add')] },
    {
      id: 'add',
      logics: [{ type: 'api_sum', extra: [{ id: 'totals', name: 'totals', value: '{{total}}' }] }, go('tell')],
    },
    { id: 'tell', logics: [copy(called.sink, { from: '{{root.ref}}', total: '{{total}}' }, 'again'), go('end')] },
    { id: 'again', timer: [9, 'tell'] },
    { id: 'end' },
    { id: 'broken' },
  ];
}

/** Three processes, each calling the next: what is replied on the way back is (x + 3) * 2 + 1. */
export const CHAIN: Record<'first' | 'second' | 'third', (next: number) => NodeSketch[]> = {
  third: () => [
    { id: 's', logics: [go('slow')] },
    { id: 'slow', logics: [less('x', '250', 'work'), go('stay')] },
    { id: 'stay', timer: [2, 'work'] },
    { id: 'work', logics: [reply({ y: '$.math({{x}}+3)' }), go('end')] },
    { id: 'end' },
  ],
  second: (next) => link(next, '$.math({{y}}*2)'),
  first: (next) => link(next, '$.math({{y}}+1)'),
};

function link(next: number, answer: string): NodeSketch[] {
  return [
    { id: 's', logics: [go('call')] },
    { id: 'call', logics: [rpc(next, { x: '{{x}}', from: '{{from}}' }, 'again'), go('work')] },
    { id: 'again', timer: [5, 'call'] },
    { id: 'work', logics: [reply({ y: answer }), go('end')] },
    { id: 'end' },
  ];
}

/** What the address outside answers at a station. */
export function answered(k: number, x: number): number {
  return (x * 7 + k * 13) % 1000;
}

/** The totals after each station, worked out without any engine. */
export function outcome({ total, rounds }: Order): number[] {
  const totals: number[] = [];
  let now = total;
  for (let k = 0; k < STATIONS; k++) {
    for (let round = 0; round < rounds; round++) {
      now = now < 300 ? now + 11 : now < 600 ? now * 2 : now - 250;
      now = (now + 3) * 2 + 1 - now;
      now = answered(k, now);
    }
    totals.push(now);
  }
  return totals;
}
