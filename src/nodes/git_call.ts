/**
 * `git_call` (in older exports `api_git`): Git Call. The user's program runs outside of Takt, at the runner whose
 * address the operator sets; it gets the task's data and what the node says of the program, and what it returns is
 * merged into the data as they are then.
 */
import { z } from 'zod';
import { waitId } from '../base/ids.ts';
import { dataSize, isObject, type Json, mergeData } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { SECOND } from '../base/time.ts';
import type { EffectAnswer, GitEffect } from '../model/effect.ts';
import { parseJson } from '../model/parse_json.ts';
import type { ConveyorError, NodeContext, NodeType, Outcome } from './node_type.ts';
import { EXAMPLE } from './parts/example.ts';
import { sizeError } from './parts/failures.ts';
import { count, errorExit, text } from './parts/lenient.ts';

const PREFIX = 'git_call';

const schema = z.looseObject({
  type: z.enum(['git_call', 'api_git']),
  version: count(2),
  lang: text('js'),
  repo: text(),
  /** A branch, a tag or a commit. */
  commit: text(),
  path: text(),
  script: text(),
  /** The program itself, where it lies in no repository; `src` is the same by another name. */
  code: text(),
  src: text(),
  /** Seconds; 0 where the node does not say. */
  timeout: count(0),
  max_threads: count(LIMITS.max_threads),
  /** Takt's own: whether the program may run again when it is unknown whether it has run. */
  takt: z.looseObject({ repeat: z.enum(['never', 'once', 'always']).default('always') }).prefault({}),
  err_node_id: text(),
});
export type GitCall = z.infer<typeof schema>;

function enter({ task, node }: NodeContext, logic: GitCall): Outcome {
  const { lang, repo, commit, path, script, code, src, timeout, max_threads } = logic;
  const effect: GitEffect = {
    kind: 'git',
    params: task.data,
    source: { lang, repo, commit, path, script, code: src === '' ? code : src },
    obj_id: task.obj_id,
    call_id: waitId(task.obj_id, task.hop),
    timeout_ms: Math.min(timeout === 0 ? Number.POSITIVE_INFINITY : timeout * SECOND, LIMITS.git_call_timeout_ms),
    ...{ max_threads, repeat: logic.takt.repeat, node_id: node.id },
  };
  return { do: 'wait', kind: 'effect', effect };
}

function wake(ctx: NodeContext, _memo: Json, answer: EffectAnswer): Outcome {
  if (answer.kind === 'failed') return failed(answer.type, answer.tag, answer.description);
  if (answer.kind !== 'http') return { do: 'next' };
  const parsed = parseJson(answer.body);
  const body = 'value' in parsed && isObject(parsed.value) ? parsed.value : null;
  const { error, result } = body ?? {};
  if (isObject(error)) return failed('software', 'git_call_executing_error', String(error.message ?? error.code ?? ''));
  if (!isObject(result)) {
    const shown = JSON.stringify(answer.body.slice(0, 200));
    return failed(
      'software',
      'git_call_return_format_error',
      `HTTP ${answer.status}, the result is no object: ${shown}`,
    );
  }
  const data = mergeData(ctx.task.data, result);
  const size = dataSize(data);
  if (size <= ctx.task_bytes) return { do: 'next', data };
  return { do: 'fail', error: described(sizeError(PREFIX, 'code_return_size_overflow', size, ctx.task_bytes)) };
}

function failed(type: ConveyorError['type'], tag: string, description: string): Outcome {
  return { do: 'fail', error: described({ prefix: PREFIX, type, tag, description }) };
}

/** The description stands under every name that a page of Corezoid gives it. */
function described(error: ConveyorError): ConveyorError {
  const { description } = error;
  return {
    ...error,
    also: {
      __conveyor_git_call_return_type_description__: description,
      __conveyor_git_call_return_type_error_description__: description,
    },
  };
}

export const git_call: NodeType<GitCall> = {
  type: 'git_call',
  aliases: ['api_git'],
  title: 'Git Call',
  help:
    'Runs a program of yours outside of Takt, at the runner that TAKT_GIT_CALL_URL names (see docs/git-call.md): it gets ' +
    'the data of the task and what the node says of the program — language, repository, commit, path, script, code — ' +
    'and the object that it returns is merged into the task. Without a runner such a node fails. The program has 60 ' +
    'seconds.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  // Texts of the node are program text or its address: nothing in them is evaluated.
  templates: () => [],
  allowed_in: ['process'],
  enter,
  wake,
  examples: [
    {
      title: 'The data go to the runner; what it returns is merged',
      logic: { lang: 'js', src: 'module.exports = (data) => ({ ...data, hello: "world" });' },
      data: { a: 1 },
      answer: answered('{"jsonrpc":"2.0","id":"5f0000000000000000000001","result":{"a":1,"hello":"world"}}'),
      expect: {
        effect: {
          ...{ kind: 'git', params: { a: 1 }, obj_id: EXAMPLE.obj_id, call_id: `${EXAMPLE.obj_id}-0` },
          source: {
            ...{ lang: 'js', repo: '', commit: '', path: '', script: '' },
            code: 'module.exports = (data) => ({ ...data, hello: "world" });',
          },
          ...{ timeout_ms: 60_000, max_threads: 5, repeat: 'always', node_id: EXAMPLE.node_id },
        },
        data: { a: 1, hello: 'world' },
      },
    },
    {
      title: 'A program that fails leads to the error node',
      logic: { lang: 'golang', repo: 'https://github.com/example/repo.git', commit: 'v1.0.0' },
      data: {},
      answer: answered('{"jsonrpc":"2.0","id":"1","error":{"code":1,"message":"usercode: no money"}}'),
      expect: { tag: 'git_call_executing_error' },
    },
  ],
};

function answered(body: string): EffectAnswer {
  return { kind: 'http', status: 200, headers: {}, body, sizes: { request: 1, response: body.length }, ms: 1, lost: 0 };
}
