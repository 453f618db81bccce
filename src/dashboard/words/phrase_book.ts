/**
 * The server speaks English. The Russian page has a book of its sentences, in which the facts (names, numbers, titles)
 * stand as holes: the Russian sentence holds the same facts.
 */
import { errorPhrases } from './ru/phrases_errors.ts';
import { readingPhrases } from './ru/phrases_reading.ts';
import { rulePhrases } from './ru/phrases_rules.ts';

interface Phrase {
  /** What stands between the facts: `pieces[i]` before the fact `names[i]`, and one more at the end. */
  pieces: string[];
  names: string[];
  ru: string;
}

/** Holes of a sentence: `<x>` is a fact, `<X>` a fact that may have a word, `<said>` a sentence that must be known. */
const HOLE = /<(\w+)>/;
/** What some facts look like: without it a short sentence would swallow a long one. */
const SHAPES: Record<string, RegExp> = { n: /^[\d.]+$/, field: /^\S+$/, type: /^\w+$/, rest: /^\S+$/ };
/** Sentences within sentences, and characters: texts of strangers' processes stand in them. */
const DEPTH = 4;
const CHARS = 4000;

let book: Phrase[] | undefined;

function openBook(): Phrase[] {
  book ??= Object.entries({ ...errorPhrases, ...rulePhrases, ...readingPhrases }).map(([said, ru]) => {
    const parts = said.split(HOLE);
    return { pieces: parts.filter((_, i) => i % 2 === 0), names: parts.filter((_, i) => i % 2 === 1), ru };
  });
  return book;
}

/** The facts of a message that is this sentence, in their order; null where it is another. No step is taken back. */
function factsIn(message: string, { pieces, names }: Phrase): string[] | null {
  const [first = '', ...rest] = pieces;
  if (!message.startsWith(first)) return null;
  const facts: string[] = [];
  let from = first.length;
  for (const [index, piece] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const end = isLast ? message.length - piece.length : message.indexOf(piece, from);
    if (end < from || (isLast && !message.endsWith(piece))) return null;
    const fact = message.slice(from, end);
    if (SHAPES[names[index] ?? '']?.test(fact) === false) return null;
    facts.push(fact);
    from = end + piece.length;
  }
  return from === message.length ? facts : null;
}

/** The sentence in Russian; null where the book has none like it. */
export function inRussian(message: string, depth = 0): string | null {
  const plain = message.endsWith('.') ? message.slice(0, -1) : message;
  if (depth > DEPTH || plain.length > CHARS) return null;
  for (const phrase of openBook()) {
    const facts = factsIn(plain, phrase);
    if (facts === null) continue;
    const known = new Map<string, string | null>();
    for (const [index, name] of phrase.names.entries()) {
      const fact = facts[index] ?? '';
      const isWord = name === 'said' || /^[A-Z]/.test(name);
      known.set(name, isWord ? (inRussian(fact, depth + 1) ?? (name === 'said' ? null : fact)) : fact);
    }
    if (known.get('said') !== null)
      return phrase.ru.replace(/<(\w+)>/g, (hole, name: string) => known.get(name) ?? hole);
  }
  return null;
}
