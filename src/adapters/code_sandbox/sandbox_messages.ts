/** What a sandbox and its machine say to each other. Data travel as JSON text: cheaper to copy than objects. */
import { assert } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import type { CodeTag } from '../../model/effect.ts';
import type { CodeOutcome, CodeRun } from '../../ports/code_sandbox.ts';

export interface RunJob {
  kind: 'run';
  src: string;
  data: string;
  root: string;
  now: number;
  seed: string;
}

export type SandboxJob = RunJob | { kind: 'check'; src: string };

export type SandboxResult =
  /** JSON text of an object. */
  | { kind: 'data'; text: string }
  | { kind: 'failed'; tag: CodeTag; text: string }
  | { kind: 'checked'; problem: string | null | undefined };

/** Given to a thread when it is made. */
export interface ThreadSettings {
  code_ms: number;
  /** Readable while the thread hangs: the index of the job it is busy with, and a count of what it did besides. */
  busy_with: Int32Array;
}

/** The thread can take jobs, or here are the next results of the batch, in its order. */
export type ThreadReport = { kind: 'ready' } | { kind: 'results'; results: SandboxResult[] };

export function jobOf({ src, data, root, now, seed }: CodeRun): RunJob {
  return { kind: 'run', src, now, seed, data: JSON.stringify(data), root: JSON.stringify(root) };
}

export function outcomeOf(result: SandboxResult): CodeOutcome {
  assert(result.kind !== 'checked', 'a run is answered with the result of a run');
  if (result.kind === 'failed') return { tag: result.tag, text: result.text };
  const data = JSON.parse(result.text) as JsonObject;
  // System metadata can be read under this name; it is never part of the data.
  delete data.__root;
  return { data };
}
