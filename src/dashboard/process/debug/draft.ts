/**
 * The data of the task as a person writes them before a step. Only what differs goes with the step: what changes on the
 * server meanwhile stays, and what is masked is not sent.
 */
import { useMemo, useState } from 'react';
import type { Json, JsonObject } from '../../../base/json.ts';
import { isObject } from '../../graph/model.ts';
import { type Change, changesOf } from '../task/diff.ts';

export interface Draft {
  text: string;
  write(text: string): void;
  reset(): void;
  isChanged: boolean;
  /** Why it cannot be sent; null where it can. */
  error: string | null;
  /** What goes with the next step. */
  patch: JsonObject;
  changes: Change[];
  /** Parameters that were taken out, which a step cannot do. */
  kept: string[];
}

const NOTHING: JsonObject = {};

/** `key` names the task: another one has another draft. */
export function useDraft(key: string, data: JsonObject = NOTHING): Draft {
  const [written, setWritten] = useState<{ key: string; text: string; base: JsonObject } | null>(null);
  const own = written?.key === key ? written : null;
  const shown = useMemo(() => JSON.stringify(data, null, 2), [data]);
  const text = own?.text ?? shown;
  // Against the data that were there when the writing began: a later value must not be set back by what stands here.
  const base = own?.base ?? data;
  const read = useMemo(() => readDraft(text, base), [text, base]);
  return {
    ...{ text, isChanged: own !== null && text !== shown, ...read },
    write: (next) => setWritten({ key, text: next, base }),
    // Another task's, begun meanwhile, stays.
    reset: () => setWritten((now) => (now?.key === key ? null : now)),
  };
}

/** How the server shows what it does not show; brought back it changes nothing. */
const MASK = '***';

function readDraft(text: string, base: JsonObject): Pick<Draft, 'error' | 'patch' | 'changes' | 'kept'> {
  const none = { patch: {}, changes: [], kept: [] };
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return { ...none, error: error instanceof Error ? error.message : String(error) };
  }
  if (!isObject(value)) return { ...none, error: text.slice(0, 40) };
  const isNew = ([name, now]: [string, Json]): boolean =>
    now !== MASK && (!Object.hasOwn(base, name) || JSON.stringify(base[name]) !== JSON.stringify(now));
  const patch = Object.fromEntries(Object.entries(value).filter(isNew));
  const kept = Object.keys(base).filter((name) => !Object.hasOwn(value, name));
  return { error: null, patch, changes: changesOf(base, { ...base, ...patch }), kept };
}
