/** Rules about what a node needs outside of the engine: a database, a runner for programs, a sandbox that takes its code. */
import { isObject, type Json } from '../base/json.ts';
import { dialectOf, unsupportedText } from '../model/sql.ts';
import { isJavaScript } from '../nodes/api_code.ts';
import { unknownLibraries } from '../nodes/parts/code_libraries.ts';
import type { Checked, CheckedLogic, Finding, Rule } from './checked.ts';

/** One finding for every logic of the type of which `tell` has something to say. */
function eachOf(type: string, { nodes }: Checked, tell: (logic: CheckedLogic) => string | null): Finding[] {
  return nodes.flatMap(({ node, logics }) =>
    logics.flatMap((logic) => {
      const message = logic.type?.type === type ? tell(logic) : null;
      return message === null ? [] : [{ node, message }];
    }),
  );
}

/** The number of a database connection that is written out in a logic. */
function connectionOf({ logic }: CheckedLogic): number | null {
  const id = isObject(logic) ? (logic as Record<string, Json>).instance_id : null;
  return typeof id === 'string' && /^\s*\d{1,15}\s*$/.test(id) ? Number(id) : null;
}

function findConnection(checked: Checked): Finding[] {
  return eachOf('db_call', checked, (logic) => {
    const id = connectionOf(logic);
    if (id === null || checked.world.connection?.(id) !== null) return null;
    return `instance_id of ${logic.place} names database connection ${id}, which does not exist: choose another.`;
  });
}

function findDriver(checked: Checked): Finding[] {
  return eachOf('db_call', checked, (logic) => {
    const id = connectionOf(logic);
    const driver = id === null ? null : checked.world.connection?.(id);
    if (driver === null || driver === undefined || dialectOf(driver) !== null) return null;
    return `database connection ${id} of ${logic.place}: ${unsupportedText(driver)}.`;
  });
}

function findRunner(checked: Checked): Finding[] {
  return eachOf('git_call', checked, ({ place }) =>
    checked.settings.git_call === false
      ? `${place}: this server has no runner for Git Call, so that tasks fail here: set TAKT_GIT_CALL_URL to the address of one.`
      : null,
  );
}

/** Of a library that is not there the node type itself tells. */
function findSyntax(checked: Checked): Finding[] {
  return eachOf('api_code', checked, ({ logic, place }) => {
    const { src, lang } = (logic ?? {}) as { src?: unknown; lang?: unknown };
    if (typeof src !== 'string' || !isJavaScript(String(lang)) || unknownLibraries(src).length > 0) return null;
    const error = checked.world.codeError?.(src) ?? null;
    return error === null ? null : `${place}: ${error}`;
  });
}

export const OUTSIDE_RULES: Rule[] = [
  {
    name: 'db_call_driver',
    level: 'error',
    what: 'a database connection leads to a database that this version does not speak with',
    find: findDriver,
  },
  { name: 'code_syntax', level: 'error', what: 'the JavaScript of a Code cannot be compiled', find: findSyntax },
  {
    name: 'db_call_no_connection',
    level: 'warning',
    what: 'a Database Call names a database connection that does not exist',
    find: findConnection,
  },
  {
    name: 'git_call_no_runner',
    level: 'warning',
    what: 'a Git Call stands in a process although the server has no runner (`TAKT_GIT_CALL_URL`)',
    find: findRunner,
  },
];
