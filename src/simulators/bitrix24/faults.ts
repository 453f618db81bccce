/**
 * Faults on demand: for the next N requests, or until cleared, the look-alike misbehaves in a way that real servers,
 * proxies and networks do. A held request waits for a release and for nothing else, so that tests need no time.
 */
import { REST_ERRORS, TOKEN_ERRORS } from './answers.ts';

export type FaultTarget = 'token' | 'rest';

/** What can go wrong beside an error code of the tables. */
export const FAULT_KINDS = {
  drop: 'the work is done and committed, then the connection is cut without an answer',
  reset: 'the connection is cut before anything is done',
  slow: 'the request is held before its work until released',
  slow_answer: 'the work is done, the answer is held until released',
  server_error: 'HTTP 500 (or `status`) with a JSON error, nothing is done',
  html: 'HTTP 502 (or `status`) with the page of a proxy, nothing is done',
  empty_error: '`"error": ""` with "Access denied." and HTTP 400 (or `status`), nothing is done',
  moved: 'HTTP 302 to `location` (or to the same address), nothing is done',
  no_expires: 'the token answer lacks `expires`',
  no_access_token: 'the token answer lacks `access_token`, although the pair was exchanged',
  no_refresh_token: 'the token answer lacks `refresh_token`, and the old one stays good',
} as const;

const TOKEN_ONLY: readonly string[] = ['no_expires', 'no_access_token', 'no_refresh_token'];

export interface FaultSpec {
  target: FaultTarget;
  /** A key of `FAULT_KINDS`, or an error code of the target's table. */
  kind: string;
  /** How many requests it hits; without it one, `Infinity` until cleared. */
  times?: number;
  /** HTTP status in place of the kind's own. */
  status?: number;
  /** Base address of the redirect of `moved`. */
  location?: string;
  /** REST only: hits no other method. */
  method?: string;
}

/** What a scripted fault is steered with. */
export interface Fault {
  readonly spec: FaultSpec;
  /** Requests it will still hit. */
  left: number;
  /** Resolves when a request is held by it. */
  readonly held: Promise<void>;
  /** Lets go what it holds; what comes later passes at once. */
  release(): void;
  /** Called by the server for a request that is to wait. */
  gate(): Promise<void>;
}

/** What is wrong with a fault, or null. */
export function faultProblem(spec: FaultSpec): string | null {
  if (spec.target !== 'token' && spec.target !== 'rest') return 'target must be "token" or "rest"';
  const codes = spec.target === 'token' ? TOKEN_ERRORS : REST_ERRORS;
  const known = Object.hasOwn(FAULT_KINDS, spec.kind) || Object.hasOwn(codes, spec.kind);
  if (!known) return `kind must be one of ${[...Object.keys(FAULT_KINDS), ...Object.keys(codes)].join(', ')}`;
  if (spec.target === 'rest' && TOKEN_ONLY.includes(spec.kind)) return `${spec.kind} is for the target "token"`;
  if (spec.times !== undefined && !(spec.times > 0)) return 'times must be above 0';
  return null;
}

export class Faults {
  private list: Fault[] = [];

  add(spec: FaultSpec): Fault {
    const fault = makeFault(spec);
    this.list.push(fault);
    return fault;
  }

  /** The oldest fault with something left for this request, one hit used up; null if the request goes well. */
  take(target: FaultTarget, method: string | null): Fault | null {
    const fits = ({ spec, left }: Fault) =>
      left > 0 && spec.target === target && (!spec.method || spec.method.toLowerCase() === method?.toLowerCase());
    const fault = this.list.find(fits) ?? null;
    if (fault) fault.left--;
    return fault;
  }

  /** Those that can still hit a request. */
  pending(): readonly Fault[] {
    return this.list.filter((fault) => fault.left > 0);
  }

  /** Lets every held request go on; the scripts stay. */
  release(): void {
    for (const fault of this.list) fault.release();
  }

  /** Ends all scripts and lets every held request go on. */
  clear(): void {
    this.release();
    this.list = [];
  }
}

function makeFault(spec: FaultSpec): Fault {
  let open: () => void = () => undefined;
  let arrived: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const held = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  return {
    spec,
    left: spec.times ?? 1,
    held,
    release: open,
    gate: () => {
      arrived();
      return opened;
    },
  };
}
