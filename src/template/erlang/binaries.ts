/** The calls `binary:split`, `binary:replace` and `base64:…`. A binary is the text that its UTF-8 says. */
import { bytesOfBase64, readable } from '../text.ts';
import type { Machine } from './machine.ts';
import type { Call } from './proplists.ts';
import { Atom, isList, shown, type Term } from './term.ts';

/** What is looked for, the longest first. */
function patternsOf(term: Term, machine: Machine): string[] | undefined {
  const texts = isList(term) ? term : [term];
  if (texts.length === 0 || !texts.every((text) => typeof text === 'string' && text !== '')) {
    machine.fail(`what is looked for is a binary that is not empty, or a list of such, not ${shown(term)}`);
    return undefined;
  }
  return (texts as string[]).toSorted((a, b) => b.length - a.length);
}

/** The options, if they are known ones. */
function optionsOf(term: Term | undefined, known: readonly string[], machine: Machine): string[] {
  if (term === undefined) return [];
  const names = isList(term) ? term.map((item) => (item instanceof Atom ? item.name : '')) : [''];
  const odd = names.find((name) => !known.includes(name));
  if (odd !== undefined) machine.fail(`the options are a list of ${known.join(', ')}`);
  return names;
}

/** A subject and what is looked for in it, paid for; undefined after a failure. */
function search(subject: Term, wanted: Term, machine: Machine): { subject: string; patterns: string[] } | undefined {
  if (typeof subject !== 'string') {
    machine.fail(`a binary is needed, not ${shown(subject)}`);
    return undefined;
  }
  const patterns = patternsOf(wanted, machine);
  if (patterns === undefined) return undefined;
  // At each place of the subject as many characters may be compared as all patterns have.
  const chars = patterns.reduce((sum, { length }) => sum + length, 0);
  return machine.spendText((subject.length + 1) * chars) ? { subject, patterns } : undefined;
}

/** The parts between what is found: all, or those around the first. Of two that begin at one place the longest counts. */
function partsOf(subject: string, patterns: string[], global: boolean): string[] {
  const parts: string[] = [];
  const places = patterns.map((pattern) => subject.indexOf(pattern));
  let from = 0;
  do {
    let found = -1;
    for (const [index, place] of places.entries()) {
      if (place >= 0 && (found < 0 || place < (places[found] as number))) found = index;
    }
    if (found < 0) break;
    parts.push(subject.slice(from, places[found]));
    from = (places[found] as number) + (patterns[found] as string).length;
    for (const [index, place] of places.entries()) {
      if (place >= 0 && place < from) places[index] = subject.indexOf(patterns[index] as string, from);
    }
  } while (global);
  return [...parts, subject.slice(from)];
}

const split: Call = ([subject, wanted, given], machine) => {
  const options = optionsOf(given, ['global', 'trim', 'trim_all'], machine);
  const found = search(subject as Term, wanted as Term, machine);
  if (found === undefined) return [];
  const parts = partsOf(found.subject, found.patterns, options.includes('global'));
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
  const parts = partsOf(found.subject, found.patterns, options.includes('global'));
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
