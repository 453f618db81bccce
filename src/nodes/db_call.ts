/**
 * `db_call`: Database Call. One SQL statement on a database connection of the user's, written down in the commit and
 * performed after it. Values never become part of the SQL: they go beside it to whoever performs it, who knows the
 * database's language (parts/sql_bind). The rows come back as the parameter `result`.
 */
import { z } from 'zod';
import { byteSize, dataSize, type Json, type JsonObject, mergeData } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { SECOND } from '../base/time.ts';
import type { DbEffect, EffectAnswer } from '../model/effect.ts';
import type { SqlParts } from '../model/sql.ts';
import { evaluateParts, templateOf } from '../template/evaluate.ts';
import { toText } from '../template/text.ts';
import type { NodeContext, NodeType, Outcome } from './node_type.ts';
import { both, type Evaluated, evaluateFields, evaluateParams, expressionError, withValue } from './parts/evaluated.ts';
import { EXAMPLE } from './parts/example.ts';
import { sizeError, software } from './parts/failures.ts';
import { count, errorExit, rows, rowTemplates, text, types } from './parts/lenient.ts';
import { isOneTemplate } from './parts/sql_bind.ts';

const PREFIX = 'db_call';

const schema = z.looseObject({
  type: z.literal('db_call'),
  instance_id: text(),
  query: text(),
  /** Names that the query may use besides the task's parameters; they win. */
  params: rows(),
  params_type: types(),
  /** Seconds; 0 where the node does not say. */
  timeout: count(0),
  max_threads: count(LIMITS.max_threads),
  /** Takt's own: whether the statement may be repeated when it is unknown whether it was carried out; a SELECT may call a function that changes something. */
  takt: z.looseObject({ repeat: z.enum(['never', 'once', 'always']).default('always') }).prefault({}),
  err_node_id: text(),
});
export type DbCall = z.infer<typeof schema>;

function enter(ctx: NodeContext, logic: DbCall): Outcome {
  const connection = evaluateFields(PREFIX, { instance_id: logic.instance_id }, ctx.scope);
  const params = evaluateParams(PREFIX, logic.params, logic.params_type, ctx.scope);
  return withValue(both(connection, params), ([{ instance_id }, own]) =>
    withValue(evaluateQuery(ctx, logic, own), (sql) => {
      const id = Number(toText(instance_id).trim() || Number.NaN);
      if (!Number.isSafeInteger(id) || id <= 0) {
        const description = `Param: instance_id, Error: "${toText(instance_id)}" is no database connection`;
        return { do: 'fail', error: software(PREFIX, 'db_call_wrong_convert_param', description) };
      }
      const size = sql.reduce((sum, part) => sum + (typeof part === 'string' ? 0 : byteSize(part.value ?? null)), 0);
      if (size > LIMITS.db_values_bytes) return overflow(size, LIMITS.db_values_bytes);
      const effect: DbEffect = {
        ...{ kind: 'db', instance_id: id, sql, timeout_ms: logic.timeout === 0 ? null : logic.timeout * SECOND },
        ...{ max_threads: logic.max_threads, repeat: logic.takt.repeat, node_id: ctx.node.id },
      };
      return { do: 'wait', kind: 'effect', effect };
    }),
  );
}

function evaluateQuery(ctx: NodeContext, logic: DbCall, params: JsonObject): Evaluated<SqlParts> {
  const found = evaluateParts(logic.query, { ...ctx.scope, data: mergeData(ctx.scope.data, params) });
  if ('need' in found) return found;
  if (!found.ok) return { ok: false, error: expressionError(PREFIX, 'query', found.error) };
  const parts = found.value.map((part) => (typeof part === 'string' || part.value !== undefined ? part : {}));
  return { ok: true, value: parts as SqlParts };
}

function wake(ctx: NodeContext, _memo: Json, answer: EffectAnswer): Outcome {
  if (answer.kind === 'failed') {
    const { type, tag, description } = answer;
    return { do: 'fail', error: { prefix: PREFIX, type, tag, description } };
  }
  if (answer.kind !== 'rows') return { do: 'next' };
  const { rows: result, affected, insert_id } = answer;
  const data = mergeData(ctx.task.data, {
    result,
    ...(affected === null ? {} : { __conveyor_db_call_affected_rows__: affected }),
    ...(insert_id === null ? {} : { __conveyor_db_call_insert_id__: insert_id }),
  });
  const size = dataSize(data);
  return size > ctx.task_bytes ? overflow(size, ctx.task_bytes) : { do: 'next', data };
}

function overflow(size: number, max: number): Outcome {
  return { do: 'fail', error: sizeError(PREFIX, 'db_call_size_overflow_limit', size, max) };
}

function problems({ instance_id, query }: DbCall): ReturnType<NonNullable<NodeType<DbCall>['problems']>> {
  const found: ReturnType<typeof problems> = [];
  const level = 'warning';
  if (instance_id.trim() === '') {
    found.push({ level, rule: 'db_call_connection', message: 'no database connection is chosen (instance_id)' });
  }
  if (query.trim() === '') found.push({ level, rule: 'db_call_query', message: 'the query is empty' });
  if (isOneTemplate(templateOf(query).text.map((part) => (typeof part === 'string' ? part : {})))) {
    const message = 'the whole query is one template: whoever writes that parameter can do anything in the database';
    found.push({ level, rule: 'db_call_whole_query', message });
  }
  return found;
}

export const db_call: NodeType<DbCall> = {
  type: 'db_call',
  title: 'Database Call',
  help:
    'Runs one SQL statement on a database connection: PostgreSQL, MySQL or MariaDB. The rows come back as the ' +
    'parameter “result”, a list of objects; of a statement without rows the list is empty, and how many rows it ' +
    'changed stands in __conveyor_db_call_affected_rows__. Values are bound by the database and never become part of ' +
    'the SQL: a template where a value stands is one value, inside quotes the whole literal is, a list that is all of ' +
    'an IN is as many, a missing parameter is NULL. Where only a name can stand — after FROM, JOIN, INTO, UPDATE, ' +
    'ORDER BY, inside quoted names — only plain names are taken, and put in quotes; in comments values are dropped. A ' +
    'query that is one single template is taken as it is: keep such a parameter to yourself.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates: (logic) => [
    { field: 'instance_id', text: logic.instance_id },
    { field: 'query', text: logic.query },
    ...rowTemplates('params', logic.params),
  ],
  problems,
  allowed_in: ['process'],
  enter,
  wake,
  examples: [
    {
      title: 'The value goes beside the query; the rows come back as “result”',
      logic: { instance_id: '227', query: 'SELECT name FROM users WHERE id = {{user_id}}' },
      data: { user_id: 5 },
      answer: { kind: 'rows', rows: [{ name: 'Ann' }], affected: null, insert_id: null },
      expect: {
        effect: {
          ...{ kind: 'db', instance_id: 227, sql: ['SELECT name FROM users WHERE id = ', { value: 5 }] },
          ...{ timeout_ms: null, max_threads: 5, repeat: 'always', node_id: EXAMPLE.node_id },
        },
        data: { user_id: 5, result: [{ name: 'Ann' }] },
      },
    },
    {
      title: 'A statement that changes rows says how many, and is repeated only if that is allowed',
      logic: { instance_id: '227', query: "INSERT INTO log VALUES ('{{who}}')", takt: { repeat: 'never' } },
      data: { who: "O'Hara" },
      answer: { kind: 'rows', rows: [], affected: 1, insert_id: null },
      expect: {
        effect: {
          ...{ kind: 'db', instance_id: 227, sql: ["INSERT INTO log VALUES ('", { value: "O'Hara" }, "')"] },
          ...{ timeout_ms: null, max_threads: 5, repeat: 'never', node_id: EXAMPLE.node_id },
        },
        data: { who: "O'Hara", result: [], __conveyor_db_call_affected_rows__: 1 },
      },
    },
    {
      title: 'What the database refuses leads to the error node',
      logic: { instance_id: '227', query: 'SELEKT 1' },
      data: {},
      answer: { kind: 'failed', type: 'software', tag: 'db_call_executing_error', description: 'syntax error' },
      expect: { tag: 'db_call_executing_error' },
    },
  ],
};
