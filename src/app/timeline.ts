/**
 * What happens in a simulation, told as it happens: the ports that things happen through are wrapped, and every step
 * that was committed, every request and every mail becomes an entry. It changes nothing of what goes through it.
 */
import { type JsonObject, mergeData, ownValue, setOwn } from '../base/json.ts';
import type { Effect } from '../model/effect.ts';
import type { Step } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { Database, DbOutcome } from '../ports/database.ts';
import type { HttpClient, HttpOutcome, HttpRequest } from '../ports/http_client.ts';
import type { Mail, MailMessage, MailOutcome } from '../ports/mail.ts';
import type { Tasks } from '../ports/tasks.ts';

/** A task has come into a node, or (`to` null) its data have changed where it stands. */
export interface Moved {
  kind: 'moved';
  at: number;
  conv_id: number;
  obj_id: string;
  ref: string;
  cause: Step['cause'];
  from: string | null;
  to: string | null;
  /** What the stay before changed: the new values, and the names that went. */
  changed: JsonObject;
  removed: string[];
  /** What it was made with, where it was made. */
  born_with?: JsonObject;
}

export type Entry =
  | Moved
  /** What a step left to be done. */
  | { kind: 'effect'; at: number; conv_id: number; obj_id: string; effect: Effect }
  /** The task as a step left it, after all its moves. */
  | { kind: 'stands'; at: number; task: Task; born: boolean; final: boolean }
  | { kind: 'request'; at: number; request: HttpRequest; answered_at: number; outcome: HttpOutcome }
  | { kind: 'mail'; at: number; server: string; message: MailMessage; outcome: MailOutcome }
  /** A statement as people read it. */
  | { kind: 'query'; at: number; query: string; outcome: DbOutcome }
  /** What the scenario did from outside. */
  | { kind: 'event'; at: number; text: string };

export type Listener = (entry: Entry) => void;

/** The same port; `tell` hears of every step that was written. */
export function recordedTasks(tasks: Tasks, tell: Listener): Tasks {
  return {
    load: (key) => tasks.load(key),
    effect: (id) => tasks.effect(id),
    due: (query) => tasks.due(query),
    waiting: (query) => tasks.waiting(query),
    queued: (query) => tasks.queued(query),
    remove: (key) => tasks.remove(key),
    trim: (now) => tasks.trim(now),
    commit: async (units) => {
      const results = await tasks.commit(units);
      results.forEach((result, index) => {
        if (!result.ok) return;
        for (const { base, step } of units[index]?.steps ?? []) tellStep(step, base === null, tell);
      });
      return results;
    },
  };
}

export function recordedHttp(http: HttpClient, now: () => number, tell: Listener): HttpClient {
  return {
    close: () => http.close(),
    send: async (request) => {
      const at = now();
      const outcome = await http.send(request);
      tell({ kind: 'request', at, request, answered_at: now(), outcome });
      return outcome;
    },
  };
}

export function recordedDatabase(database: Database, now: () => number, tell: Listener): Database {
  return {
    close: () => database.close(),
    query: async (connection, statement, limits) => {
      const at = now();
      const outcome = await database.query(connection, statement, limits);
      tell({ kind: 'query', at, query: statement.shown, outcome });
      return outcome;
    },
  };
}

export function recordedMail(mail: Mail, now: () => number, tell: Listener): Mail {
  return {
    close: () => mail.close(),
    send: async (server, message) => {
      const outcome = await mail.send(server, message);
      tell({ kind: 'mail', at: now(), server, message, outcome });
      return outcome;
    },
  };
}

/** Tacts hold what was before; so the data after each of them are found from the last one backwards. */
function tellStep(step: Step, born: boolean, tell: Listener): void {
  const { task, tacts, cause, effects } = step;
  const { conv_id, obj_id, ref } = task;
  const moves: Moved[] = [];
  let data = task.data;
  for (const { at, from, to, stay, before, added } of tacts.toReversed()) {
    const changed: JsonObject = {};
    const removed: string[] = [];
    for (const name of [...Object.keys(before), ...added]) {
      const value = ownValue(data, name);
      if (value === undefined) removed.push(name);
      else setOwn(changed, name, value);
    }
    moves.push({ kind: 'moved', at, conv_id, obj_id, ref, cause, from, to: stay ? null : to, changed, removed });
    if (added.length > 0 || Object.keys(before).length > 0) data = mergeData(without(data, added), before);
  }
  const first = moves.at(-1);
  if (born && first !== undefined) first.born_with = data;
  for (const move of moves.reverse()) tell(move);
  for (const { effect } of effects) tell({ kind: 'effect', at: task.change_time, conv_id, obj_id, effect });
  tell({ kind: 'stands', at: task.change_time, task, born, final: step.final !== null });
}

function without(data: JsonObject, names: string[]): JsonObject {
  if (names.length === 0) return data;
  const gone = new Set(names);
  const left: JsonObject = {};
  for (const [name, value] of Object.entries(data)) if (!gone.has(name)) setOwn(left, name, value);
  return left;
}
