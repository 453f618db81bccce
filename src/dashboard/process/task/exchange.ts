/** What a task asked of others and was answered (`effects` of `list task_history`), for the timeline and for scenarios. */
import type { Json, JsonObject } from '../../../base/json.ts';
import { number, text } from '../../data/client.ts';
import { isObject } from '../../graph/model.ts';
import type { Tone } from '../../ui/badge.tsx';

export interface Exchange {
  kind: string;
  asked: JsonObject;
  answer: JsonObject | null;
}

export function exchangeOf({ kind, answer, answered_at_ms, ...asked }: JsonObject): Exchange {
  return { kind: text(kind), asked, answer: isObject(answer) ? answer : null };
}

/** Of whom or what it was asked, in a line. */
export function aimOf({ asked }: Exchange): string {
  const words = [asked.method, asked.url ?? asked.query ?? asked.conv, asked.obj_id];
  return words
    .map((word) => beginning(word))
    .join(' ')
    .trim();
}

export interface Outcome {
  text: string;
  tone: Tone;
}

/** How it ended, in a word; null where no answer is told. */
export function outcomeOf({ answer }: Exchange): Outcome | null {
  if (answer === null) return null;
  if (answer.kind === 'http') {
    const status = number(answer.status);
    return { text: String(status), tone: status < 400 ? 'good' : 'bad' };
  }
  if (answer.kind === 'failed') return { text: text(answer.tag), tone: 'bad' };
  if (answer.exception != null) return { text: beginning(answer.exception), tone: 'bad' };
  return { text: 'ok', tone: 'good' };
}

export interface Part {
  /** `headers`, `body`, `data`, … */
  name: string;
  text: string;
  /** How many characters there were, where the text is only their beginning. */
  of: number | null;
}

/** What there is to read in a question or an answer, beyond what its line says. */
export function partsOf(side: JsonObject): Part[] {
  return Object.entries(side).flatMap(([name, value]): Part[] => {
    if (IN_LINE.has(name) || value === null || isEmpty(value)) return [];
    if (isObject(value) && typeof value.cut === 'string') {
      return [{ name, text: value.cut, of: number(value.chars) }];
    }
    return [{ name, text: readable(value), of: null }];
  });
}

const IN_LINE = new Set(['kind', 'method', 'url', 'conv', 'status', 'ms', 'lost', 'via', 'obj_id', 'tag', 'type']);

function isEmpty(value: Json): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

function readable(value: Json): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2);
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

function beginning(value: Json | undefined): string {
  if (isObject(value) && typeof value.cut === 'string') return `${value.cut}…`;
  return typeof value === 'string' ? value : '';
}
