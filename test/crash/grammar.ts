/**
 * Random processes, each a row of stages, and what may become of a task in them. Every stage leaves a mark in the task's
 * `trace`, exactly one of those it may leave; what a stage does elsewhere is counted where it is done. That is the whole
 * reference: it knows nothing of waits, revs, hops or outboxes.
 */
import type { Prng } from '../../src/base/prng.ts';
import type { RawLogic } from '../../src/model/process.ts';
import { api, callback, copy, go, modify, type NodeSketch, reply, rpc, set, when } from './sketch.ts';

export const STAGES = ['set', 'condition', 'delay', 'copy', 'board', 'rpc', 'mute', 'api', 'callback'] as const;

export interface Stage {
  kind: (typeof STAGES)[number];
  /** Seconds of a delay, and of the timer over a call that is never answered. */
  sec: number;
  /** Of a request. */
  repeat: 'never' | 'once' | 'always';
  /** Which of the processes that reply is called. */
  replier: Replier;
}

export const REPLIERS = ['at_once', 'later', 'twice'] as const;
export type Replier = (typeof REPLIERS)[number];

/** The processes that all others use. */
export interface Helpers {
  sink: number;
  board: number;
  mute: number;
  repliers: Record<Replier, number>;
  url: string;
}

export const BOARD_REF = 'board';

const caught: NodeSketch = { id: 'end' };
const replies = (logics: RawLogic[], stay: NodeSketch[] = []): NodeSketch[] => [
  { id: 's', logics: [go(stay[0]?.id ?? 'work')] },
  ...stay,
  { id: 'work', logics: [...logics, go('end')] },
  caught,
];

export const HELPERS: Record<'sink' | 'board' | 'mute' | Replier, NodeSketch[]> = {
  sink: replies([]),
  /** Its reply comes when nobody waits for it any more. */
  mute: replies([reply({ y: 'too late' })], [{ id: 'stay', timer: [45, 'work'] }]),
  /** One task that counts how often it was told something. */
  board: [
    { id: 's', logics: [go('count')] },
    { id: 'count', logics: [callback(), set({ n: '$.math({{n}}+1)' }), go('count')] },
    caught,
  ],
  at_once: replies([reply({ y: '{{x}}' })]),
  later: replies([reply({ y: '{{x}}' })], [{ id: 'stay', timer: [3, 'work'] }]),
  twice: replies([reply({ y: '{{x}}' }), reply({ y: 'the second reply' })]),
};

export function randomStages(random: Prng): Stage[] {
  const pick = <T>(list: readonly T[]): T => list[random.int(0, list.length - 1)] as T;
  return Array.from({ length: random.int(1, 6) }, () => ({
    kind: pick(STAGES),
    sec: random.int(1, 40),
    repeat: pick(['never', 'once', 'always'] as const),
    replier: pick(REPLIERS),
  }));
}

/** The process: a node per stage, one for its error and one for its timer; all lead to the next stage. */
export function processOfStages(stages: Stage[], helpers: Helpers): NodeSketch[] {
  const nodes = stages.flatMap((stage, i): NodeSketch[] => {
    const next = i + 1 < stages.length ? `n${i + 1}` : 'end';
    const mark = (text: string): RawLogic => set({ trace: `{{trace}}${i}:${text};` });
    const logics = logicsOf(stage, i, helpers);
    const timed = stage.kind === 'mute' || stage.kind === 'delay';
    return [
      {
        id: `n${i}`,
        ...(stage.kind === 'delay' ? {} : { logics: [...logics, mark(markOf(stage)), go(next)] }),
        ...(timed ? { timer: [stage.sec, `t${i}`] as [number, string] } : {}),
      },
      { id: `e${i}`, logics: [mark('{{__conveyor_api_return_type_tag__}}'), go(next)] },
      { id: `t${i}`, logics: [mark('time'), go(next)] },
      { id: `y${i}`, logics: [mark('yes'), go(next)] },
    ];
  });
  return [{ id: 's', logics: [go('n0')] }, ...nodes, { id: 'end' }];
}

function logicsOf(stage: Stage, i: number, helpers: Helpers): RawLogic[] {
  const from = { from: '{{root.ref}}', stage: String(i) };
  switch (stage.kind) {
    case 'condition':
      return [when(`c${i}`, 'yes', `y${i}`)];
    case 'copy':
      return [copy(helpers.sink, from, `e${i}`)];
    case 'board':
      return [modify(helpers.board, BOARD_REF, { last: '{{root.ref}}' }, `e${i}`)];
    case 'rpc':
      return [rpc(helpers.repliers[stage.replier], { ...from, x: `{{root.ref}}/${i}` }, `e${i}`)];
    case 'mute':
      return [rpc(helpers.mute, from, `e${i}`)];
    case 'api':
      return [api(`${helpers.url}/{{root.ref}}/${i}`, stage.repeat, `e${i}`)];
    case 'callback':
      return [callback()];
    default:
      return [];
  }
}

function markOf({ kind }: Stage): string {
  if (kind === 'rpc' || kind === 'mute') return '{{y}}';
  if (kind === 'callback') return '{{told}}';
  return kind === 'condition' ? 'no' : 'ok';
}

/** The marks that a stage may leave in a task. */
export function marksAllowed(stage: Stage, i: number, task: { ref: string; yes: boolean }): string[] {
  switch (stage.kind) {
    case 'condition':
      return [task.yes ? 'yes' : 'no'];
    case 'delay':
      return ['time'];
    case 'mute':
      // When clocks jump and processes are paused, the reply may come first after all.
      return ['time', 'too late'];
    case 'rpc':
    case 'callback':
      return [`${task.ref}/${i}`];
    case 'api':
      return ['ok', 'api_bad_answer', 'api_in_doubt', 'api_expire_query'];
    default:
      return ['ok'];
  }
}
