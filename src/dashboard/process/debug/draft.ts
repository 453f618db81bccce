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
  const [written, setWritten] = useState<{ key: string; text: string } | null>(null);
  const shown = useMemo(() => JSON.stringify(data, null, 2), [data]);
  const text = written?.key === key ? written.text : shown;
  const read = useMemo(() => readDraft(text, data), [text, data]);
  return {
    ...{ text, isChanged: text !== shown, ...read },
    write: (next) => setWritten({ key, text: next }),
    reset: () => setWritten(null),
  };
}

function readDraft(text: string, data: JsonObject): Pick<Draft, 'error' | 'patch' | 'changes' | 'kept'> {
  const none = { patch: {}, changes: [], kept: [] };
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return { ...none, error: error instanceof Error ? error.message : String(error) };
  }
  if (!isObject(value)) return { ...none, error: text.slice(0, 40) };
  const entries = Object.entries(value);
  const patch = Object.fromEntries(
    entries.filter(([name, now]) => !Object.hasOwn(data, name) || JSON.stringify(data[name]) !== JSON.stringify(now)),
  );
  const kept = Object.keys(data).filter((name) => !Object.hasOwn(value, name));
  return { error: null, patch, changes: changesOf(data, { ...data, ...patch }), kept };
}
