/** The calls `binary:split`, `binary:replace` and `base64:…`. A binary is the text that its UTF-8 says. */
import { bytesOfBase64, readable } from '../text.ts';
import type { Machine } from './machine.ts';
import type { Call } from './proplists.ts';
import { Atom, isList, shown, type Term } from './term.ts';

/** What is looked for: of several texts that begin at the same place the longest. */
function patternOf(term: Term, machine: Machine): RegExp | undefined {
  const texts = isList(term) ? term : [term];
  if (texts.length === 0 || !texts.every((text) => typeof text === 'string' && text !== '')) {
    machine.fail(`what is looked for is a binary that is not empty, or a list of such, not ${shown(term)}`);
    return undefined;
  }
  const sorted = (texts as string[]).toSorted((a, b) => b.length - a.length);
  return new RegExp(sorted.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}

/** The options, if they are known ones. */
function optionsOf(term: Term | undefined, known: readonly string[], machine: Machine): string[] {
  if (term === undefined) return [];
  const names = isList(term) ? term.map((item) => (item instanceof Atom ? item.name : '')) : [''];
  const odd = names.find((name) => !known.includes(name));
  if (odd !== undefined) machine.fail(`the options are a list of ${known.join(', ')}`);
  return names;
}

/** A subject and a pattern, paid for; undefined after a failure. */
function search(subject: Term, wanted: Term, machine: Machine): { subject: string; pattern: RegExp } | undefined {
  if (typeof subject !== 'string') {
    machine.fail(`a binary is needed, not ${shown(subject)}`);
    return undefined;
  }
  const pattern = patternOf(wanted, machine);
  if (pattern === undefined || !machine.spendText(subject.length * (isList(wanted) ? wanted.length : 1)))
    return undefined;
  return machine.spendText(pattern.source.length) ? { subject, pattern } : undefined;
}

/** The parts between what is found: all, or those around the first. */
function partsOf(subject: string, pattern: RegExp, global: boolean): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let found = pattern.exec(subject); found !== null; found = pattern.exec(subject)) {
    parts.push(subject.slice(from, found.index));
    from = pattern.lastIndex;
    if (!global) break;
  }
  return [...parts, subject.slice(from)];
}

const split: Call = ([subject, wanted, given], machine) => {
  const options = optionsOf(given, ['global', 'trim', 'trim_all'], machine);
  const found = search(subject as Term, wanted as Term, machine);
  if (found === undefined) return [];
  const parts = partsOf(found.subject, found.pattern, options.includes('global'));
  if (!machine.spend(parts.length)) return [];
  if (options.includes('trim_all')) return parts.filter((part) => part !== '');
  if (options.includes('trim')) while (parts.at(-1) === '') parts.pop();
  return parts;
};

const replace: Call = ([subject, wanted, by, given], machine) => {
  const options = optionsOf(given, ['global'], machine);
  const found = search(subject as Term, wanted as Term, machine);
  if (found === undefined) return '';
  if (typeof by !== 'string') return machine.fail(`the replacement is a binary, not ${shown(by as Term)}`);
  const parts = partsOf(found.subject, found.pattern, options.includes('global'));
  return machine.spendText(found.subject.length + parts.length * (by.length + 4)) ? parts.join(by) : '';
};

/** A binary, or the text that a list of characters is. */
function textOf(term: Term, machine: Machine): string {
  if (typeof term === 'string') return machine.spendText(term.length) ? term : '';
  const isCode = (item: Term): boolean => typeof item === 'bigint' && item >= 0n && item <= 0x10ffffn;
  if (isList(term) && term.every(isCode)) {
    return machine.spend(term.length) ? term.map((code) => String.fromCodePoint(Number(code))).join('') : '';
  }
  machine.fail(`a binary is needed, not ${shown(term)}`);
  return '';
}

/** The list of characters that a text is. */
export function charactersOf(text: string): Term {
  return Array.from(text, (char) => BigInt(char.codePointAt(0) ?? 0));
}

function encoded(term: Term, machine: Machine): string {
  return Buffer.from(textOf(term, machine), 'utf8').toString('base64');
}

function decoded(term: Term, machine: Machine): string {
  const bytes = bytesOfBase64(textOf(term, machine));
  if (bytes === undefined) machine.fail('the argument is not base64');
  return bytes === undefined ? '' : readable(bytes);
}

export const BINARY: Record<string, Call> = {
  'split/2': split,
  'split/3': split,
  'replace/3': replace,
  'replace/4': replace,
};

export const BASE64: Record<string, Call> = {
  'encode/1': ([data], machine) => encoded(data as Term, machine),
  'decode/1': ([data], machine) => decoded(data as Term, machine),
  'mime_decode/1': ([data], machine) => decoded(data as Term, machine),
  'encode_to_string/1': ([data], machine) => charactersOf(encoded(data as Term, machine)),
  'decode_to_string/1': ([data], machine) => charactersOf(decoded(data as Term, machine)),
  'mime_decode_to_string/1': ([data], machine) => charactersOf(decoded(data as Term, machine)),
};
