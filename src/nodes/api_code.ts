/**
 * `api_code`: JavaScript on the task's data. Running it changes nothing outside, so it is an inner need: the sandbox
 * answers before the commit, and the data the code leaves behind replace the task's data whole.
 */
import { z } from 'zod';
import { derivedId } from '../base/ids.ts';
import { dataSize } from '../base/json.ts';
import type { CodeNeed, CodeTag } from '../model/effect.ts';
import type { ConveyorError, NodeContext, NodeType, Outcome } from './node_type.ts';
import { librariesText, unknownLibraries } from './parts/code_libraries.ts';
import { sizeError } from './parts/failures.ts';
import { errorExit, text } from './parts/lenient.ts';

const schema = z
  .looseObject({ type: z.literal('api_code'), lang: text('js'), src: text(), code: text(), err_node_id: text() })
  .transform((logic) => ({ ...logic, src: logic.src === '' ? logic.code : logic.src }));
export type ApiCode = z.infer<typeof schema>;

/** Hardware errors are what the generated escalation tries again. */
const ERROR_TYPE: Record<CodeTag, ConveyorError['type']> = {
  code_timeout: 'hardware',
  code_executing_error: 'software',
  code_return_format_error: 'software',
};

/**
 * The same in every round of a step and another at every visit: a loop comes through the same node with other data.
 * What is run on the same data at the same tact gives the same result.
 */
function keyOf(ctx: NodeContext, src: string): string {
  return `code:${ctx.node.id}:${derivedId(ctx.task.tacts, src, JSON.stringify(ctx.task.data))}`;
}

function enter(ctx: NodeContext, logic: ApiCode): Outcome {
  const { src } = logic;
  const key = keyOf(ctx, src);
  const answer = ctx.answers.get(key);
  if (answer === undefined || !('code' in answer)) {
    const need: CodeNeed = { kind: 'code', key, src, data: ctx.task.data, root: ctx.scope.root };
    return { do: 'need', needs: [need] };
  }
  const { code } = answer;
  if ('tag' in code) return { do: 'fail', error: codeError(code.tag, code.text) };
  const size = dataSize(code.data);
  if (size <= ctx.task_bytes) return { do: 'next', data: code.data };
  return { do: 'fail', error: sizeError('code', 'code_return_size_overflow', size, ctx.task_bytes) };
}

function codeError(tag: CodeTag, said: string): ConveyorError {
  const description = tag === 'code_timeout' ? 'timeout for executing code' : said;
  return { prefix: 'code', type: ERROR_TYPE[tag], tag, description };
}

type Problems = ReturnType<NonNullable<NodeType<ApiCode>['problems']>>;

const JAVASCRIPT = ['', 'js', 'javascript'];
const LANGUAGES: Record<string, string> = { erl: 'Erlang', erlang: 'Erlang', python: 'Python' };

export function isJavaScript(lang: string): boolean {
  return JAVASCRIPT.includes(lang);
}

function languageProblem(lang: string): Problems {
  if (isJavaScript(lang)) return [];
  const message =
    `Code in ${LANGUAGES[lang] ?? JSON.stringify(lang)} is not run: rewrite it in JavaScript and set lang to "js"; ` +
    'the parameters are the fields of the object data, as in data.sum = data.a + data.b';
  return [{ level: 'error', rule: 'code_lang', message }];
}

function libraryProblems(src: string): Problems {
  return unknownLibraries(src).map((path) => ({
    level: 'error',
    rule: 'code_library',
    message: `require(${JSON.stringify(path)}) finds nothing: ${librariesText()}`,
  }));
}

export const api_code: NodeType<ApiCode> = {
  type: 'api_code',
  title: 'Code',
  help:
    'Runs JavaScript. The global `data` is the task’s data: what the code changes, adds or deletes in it is what the ' +
    'task goes on with; a returned object stands for it. `data.__root` holds the system parameters. ' +
    '`require("libs/moment.js")` loads one of the libraries (docs/code-libraries.md). There is no console, file, network ' +
    'or timer, and the time is limited.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates: () => [],
  allowed_in: ['process', 'state'],
  enter,
  problems: (logic) => [...languageProblem(logic.lang), ...libraryProblems(logic.src)],
  examples: [
    {
      title: 'Changes the data',
      logic: { src: 'data.sum = data.a + data.b;' },
      data: { a: 1, b: 2 },
      code: { data: { a: 1, b: 2, sum: 3 } },
      expect: { data: { a: 1, b: 2, sum: 3 } },
    },
    {
      title: 'A parameter the code deletes is gone',
      logic: { src: 'delete data.secret;' },
      data: { secret: 's', a: 1 },
      code: { data: { a: 1 } },
      expect: { data: { a: 1 } },
    },
    {
      title: 'An exception leads to the error node',
      logic: { src: 'throw new Error("no");' },
      data: {},
      code: { tag: 'code_executing_error', text: 'Error: no' },
      expect: { tag: 'code_executing_error' },
    },
    {
      title: 'So does code that takes too long, as a hardware error, which may be tried again',
      logic: { src: 'while (true) {}' },
      data: {},
      code: { tag: 'code_timeout', text: '' },
      expect: { tag: 'code_timeout' },
    },
  ],
};
