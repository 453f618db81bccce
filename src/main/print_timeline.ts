/** A timeline as text for people: what happened at which instant, secrets masked, a loop that repeats told once. */

import type { Entry } from '../app/timeline.ts';
import { isObject, type JsonObject } from '../base/json.ts';
import { formsMasker, isSecretName, maskData, maskText, secretForms } from '../base/mask.ts';

/** A value in a line is cut here. */
const SHOWN_CHARS = 200;
/** How many blocks a loop may have to be recognized as one. */
const LOOP_BLOCKS = 8;
/** A loop is told once when it comes at least so many times. */
const LOOP_TIMES = 3;

export interface Names {
  /** By process: its title, and the titles of its nodes. */
  convs: ReadonlyMap<number, { title: string; nodes: ReadonlyMap<string, string> }>;
}

/** The lines of a timeline. What a loop repeats is compared and not written: thirty days are mostly that. */
export function timelineLines(entries: readonly Entry[], names: Names): string[] {
  const blocks = blocksOf(entries, names);
  const lines: string[] = [];
  const tell = (block: Block | undefined): void => void block?.lines.forEach((line) => void lines.push(line()));
  for (let at = 0; at < blocks.length; ) {
    const loop = loopAt(blocks, at);
    if (loop === null) {
      tell(blocks[at]);
      at++;
      continue;
    }
    for (const block of blocks.slice(at, at + loop.size)) tell(block);
    const end = blocks[at + loop.size * loop.times - 1];
    lines.push(`… the same ${loop.times - 1} times more, until ${instantText(end?.at ?? 0)}`);
    at += loop.size * loop.times;
  }
  return lines;
}

/** The entries with secrets masked, each as JSON, for machines; `shown` says what is told of one, null for nothing. */
export function maskedEntries(entries: readonly Entry[], shown: (entry: Entry) => object | null): string[] {
  const masker = new Masker();
  return entries.flatMap((entry) => {
    masker.hear(entry);
    const told = shown(entry);
    return told === null ? [] : [maskedJson(told, masker.mask)];
  });
}

function maskedJson(told: object, mask: (text: string) => string): string {
  // An entry is made of JSON alone.
  const text = JSON.stringify(maskData(told as JsonObject));
  const masked = mask(text);
  // A secret that is written like JSON must not make something else of what stands around it.
  return masked === text ? text : JSON.stringify(JSON.parse(masked));
}

/** Masks the secrets that tasks hold now or held a step before, besides whatever looks like one. */
class Masker {
  /** As it is after the entry that was heard last; it stays so when others are heard. */
  mask: (text: string) => string = maskText;
  private now: string[] = [];
  private known = '';
  private forms = new Map<string, string[]>();

  hear(entry: Entry): void {
    if (entry.kind !== 'stands') return;
    const before = this.now;
    this.now = secretsOf(entry.task.data);
    const secrets = [...before, ...this.now];
    const known = JSON.stringify(secrets);
    if (known === this.known) return;
    this.known = known;
    const { forms } = this;
    this.forms = new Map(secrets.map((secret) => [secret, forms.get(secret) ?? secretForms(secret)]));
    const bySecret = formsMasker([...this.forms.values()].flat());
    this.mask = (text) => bySecret(maskText(text));
  }
}

/** What happened in one instant; `sign` is the same for blocks that differ only in values. */
interface Block {
  at: number;
  sign: string;
  lines: (() => string)[];
}

function blocksOf(entries: readonly Entry[], names: Names): Block[] {
  const blocks: Block[] = [];
  const masker = new Masker();
  for (const entry of entries) {
    masker.hear(entry);
    const told = tellEntry(entry, names);
    if (told === null) continue;
    const { mask } = masker;
    const line = (): string => `${instantText(entry.at)}  ${mask(told.line())}`;
    const last = blocks.at(-1);
    if (last !== undefined && last.at === entry.at) {
      last.lines.push(line);
      last.sign += `\n${told.sign}`;
    } else blocks.push({ at: entry.at, sign: told.sign, lines: [line] });
  }
  return blocks;
}

/** The shortest loop that begins at a block and comes often enough. */
function loopAt(blocks: Block[], at: number): { size: number; times: number } | null {
  for (let size = 1; size <= LOOP_BLOCKS; size++) {
    let same = 0;
    while (blocks[at + same + size]?.sign === blocks[at + same]?.sign && at + same + size < blocks.length) same++;
    const times = Math.floor(same / size) + 1;
    if (times >= LOOP_TIMES) return { size, times };
  }
  return null;
}

function tellEntry(entry: Entry, names: Names): { line: () => string; sign: string } | null {
  switch (entry.kind) {
    case 'moved': {
      const conv = names.convs.get(entry.conv_id);
      const titleOf = (id: string | null): string => (id === null ? '' : (conv?.nodes.get(id) ?? id));
      const where = `${conv?.title ?? entry.conv_id} / ${entry.ref}`;
      const way = entry.to === null ? `stays in ${titleOf(entry.from)}` : `→ ${titleOf(entry.to)}`;
      const sign = `${where} ${way}`;
      return { line: () => `${sign}${changesText(entry.changed, entry.removed)}`, sign };
    }
    case 'request': {
      const { method, url, body } = entry.request;
      const { outcome } = entry;
      const answer = (): string =>
        outcome.ok
          ? `${outcome.status} ${short(outcome.body)}`
          : `${outcome.reason}${outcome.sent ? '' : ' (not sent)'}`;
      const sign = `${method} ${url} ${outcome.ok ? outcome.status : outcome.reason}`;
      return { line: () => `  ${method} ${url} ${short(body ?? '')} ⇒ ${answer()}`, sign };
    }
    case 'query': {
      const { query, outcome } = entry;
      const answer = (): string =>
        outcome.ok ? short(JSON.stringify(outcome.rows)) : `${outcome.reason}: ${outcome.description}`;
      return { line: () => `  ${short(query)} ⇒ ${answer()}`, sign: `query ${query}` };
    }
    case 'mail': {
      const { to, subject } = entry.message;
      return { line: () => `  mail to ${to}: ${subject}`, sign: `mail ${subject}` };
    }
    case 'event': {
      const line = `* ${entry.text}`;
      return { line: () => line, sign: line };
    }
    default:
      return null;
  }
}

function changesText(changed: JsonObject, removed: string[]): string {
  const masked = maskData(changed);
  const set = Object.entries(masked).map(
    ([name, value]) => `${name}=${short(typeof value === 'string' ? value : JSON.stringify(value))}`,
  );
  const parts = [...set, ...removed.map((name) => `-${name}`)];
  return parts.length === 0 ? '' : `   [${parts.join(', ')}]`;
}

function secretsOf(data: JsonObject): string[] {
  return Object.entries(data).flatMap(([name, value]) => {
    if (isObject(value)) return secretsOf(value);
    return typeof value === 'string' && isSecretName(name) ? [value] : [];
  });
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= SHOWN_CHARS ? line : `${line.slice(0, SHOWN_CHARS)}…`;
}

function instantText(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('.000Z', 'Z');
}
