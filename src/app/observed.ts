/** What a simulation has shown so far, gathered from its timeline, and how it differs from what a scenario expects. */
import type { Json, JsonObject } from '../base/json.ts';
import { differences, readBody, textFits } from '../model/matching.ts';
import type { Expect } from '../model/scenario.ts';
import type { Task } from '../model/task.ts';
import type { HttpRequest } from '../ports/http_client.ts';
import type { MailMessage } from '../ports/mail.ts';
import type { Entry } from './timeline.ts';

interface SeenTask {
  task: Task;
  /** Ids of the nodes it has come through. */
  path: string[];
}

export class Observed {
  readonly tasks = new Map<string, SeenTask>();
  readonly requests: HttpRequest[] = [];
  readonly mails: MailMessage[] = [];
  readonly queries: string[] = [];
  private readonly paths = new Map<string, string[]>();

  /** A listener of the timeline. */
  hear(entry: Entry): void {
    if (entry.kind === 'request') this.requests.push(entry.request);
    if (entry.kind === 'query') this.queries.push(entry.query);
    if (entry.kind === 'mail') this.mails.push(entry.message);
    if (entry.kind === 'moved' && entry.to !== null) this.path(entry.obj_id).push(entry.to);
    if (entry.kind === 'stands')
      this.tasks.set(entry.task.obj_id, { task: entry.task, path: this.path(entry.task.obj_id) });
  }

  /** Moves are told before the task as they left it. */
  private path(obj_id: string): string[] {
    const known = this.paths.get(obj_id) ?? [];
    this.paths.set(obj_id, known);
    return known;
  }
}

/** What an expectation is held against. */
export interface Looked {
  observed: Observed;
  /** The scenario's own task; null where it could not be made. */
  obj_id: string | null;
  /** Titles of the process's nodes by id. */
  titles: ReadonlyMap<string, string>;
  /** Numbers of the other processes by their names in `with`. */
  others: ReadonlyMap<string, number>;
}

/** A sentence for everything that is not as expected. */
export function unmet(expect: Expect, looked: Looked): string[] {
  const seen = looked.obj_id === null ? undefined : looked.observed.tasks.get(looked.obj_id);
  const { requests, mails, queries } = looked.observed;
  return [
    ...(seen === undefined ? ['the task was not made'] : ofTask(expect, seen, looked.titles)),
    ...listed('requests', expect.requests, requests, (wanted, got) => ofRequest(wanted, got)),
    ...listed('mails', expect.mails, mails, (wanted, { to, subject, text }) =>
      differences(wanted as JsonObject, { to, subject, text }, ''),
    ),
    ...listed('queries', expect.queries, queries, (wanted, got) =>
      textFits(wanted, got) ? [] : [`expected ${wanted}, is ${got}`],
    ),
    ...ofOthers(expect.tasks ?? {}, looked),
  ];
}

function ofTask(expect: Expect, { task, path }: SeenTask, titles: ReadonlyMap<string, string>): string[] {
  const named = (id: string): string => `"${titles.get(id) ?? ''}" (${id})`;
  const is = (wanted: string, id: string): boolean => wanted === id || wanted === titles.get(id);
  const wait = task.wait?.kind ?? 'final';
  const found: string[] = [];
  if (expect.node !== undefined && !is(expect.node, task.node_id)) {
    found.push(`node: expected "${expect.node}", is ${named(task.node_id)}`);
  }
  if (expect.wait !== undefined && expect.wait !== wait) found.push(`wait: expected ${expect.wait}, is ${wait}`);
  const { path: way } = expect;
  if (Array.isArray(way)) {
    const differs = path.length !== way.length || way.some((wanted, index) => !is(wanted, path[index] ?? ''));
    if (differs) found.push(`path: expected\n    ${way.join('\n    ')}\n  is\n    ${path.map(named).join('\n    ')}`);
  } else if (way !== undefined) {
    const missing = firstMissing(way.contains, path, is);
    if (missing !== null)
      found.push(`path: does not come through "${missing}"${way.contains[0] === missing ? '' : ' after the others'}`);
  }
  return [...found, ...differences(expect.data ?? {}, task.data, 'data')];
}

function firstMissing(wanted: string[], path: string[], is: (wanted: string, id: string) => boolean): string | null {
  let at = 0;
  for (const name of wanted) {
    const found = path.findIndex((id, index) => index >= at && is(name, id));
    if (found < 0) return name;
    at = found + 1;
  }
  return null;
}

/** A number of things, or a list of what each of them holds. */
function listed<W, T>(
  place: string,
  wanted: number | W[] | undefined,
  got: T[],
  hold: (wanted: W, got: T) => string[],
): string[] {
  if (wanted === undefined) return [];
  const count = typeof wanted === 'number' ? wanted : wanted.length;
  const found = count === got.length ? [] : [`${place}: expected ${count}, are ${got.length}`];
  if (typeof wanted === 'number') return found;
  const pairs = wanted.slice(0, got.length);
  return [
    ...found,
    ...pairs.flatMap((one, index) => hold(one, got[index] as T).map((text) => `${place}[${index}]: ${text}`)),
  ];
}

function ofRequest(
  wanted: { method?: string | undefined; url?: string | undefined; body?: Json | undefined },
  got: HttpRequest,
): string[] {
  const found: string[] = [];
  if (wanted.method !== undefined && wanted.method !== got.method)
    found.push(`expected ${wanted.method}, is ${got.method}`);
  if (wanted.url !== undefined && !textFits(wanted.url, got.url))
    found.push(`expected the url ${wanted.url}, is ${got.url}`);
  return wanted.body === undefined ? found : [...found, ...differences(wanted.body, readBody(got.body), 'body')];
}

function ofOthers(expect: NonNullable<Expect['tasks']>, { observed, others }: Looked): string[] {
  return Object.entries(expect).flatMap(([name, wanted]) => {
    const conv_id = others.get(name);
    if (conv_id === undefined) return [`tasks: "${name}" is none of the processes in "with"`];
    const tasks = [...observed.tasks.values()].map(({ task }) => task).filter((task) => task.conv_id === conv_id);
    return listed(`tasks of ${name}`, wanted, tasks, (data, task) => differences(data, task.data, ''));
  });
}
