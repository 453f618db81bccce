/** What the pool and its worker threads say to each other. Data travel as JSON text: cheaper to copy than objects. */
import type { CodeTag } from '../../model/effect.ts';

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
