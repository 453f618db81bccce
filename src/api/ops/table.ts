/** Which operation is carried out by whom: `obj` and `type` of an op lead to one row. */
import type { JsonObject } from '../../base/json.ts';
import * as alias from './alias.ts';
import * as api_code from './api_code.ts';
import * as breakpoints from './breakpoints.ts';
import * as callback_hash from './callback_hash.ts';
import * as chart from './chart.ts';
import * as commit from './commit.ts';
import * as conf from './conf.ts';
import * as connect_link from './connect_link.ts';
import * as conv from './conv.ts';
import * as conv_params from './conv_params.ts';
import * as dashboard from './dashboard.ts';
import * as env_var from './env_var.ts';
import * as folder from './folder.ts';
import * as git_call from './git_call.ts';
import * as group from './group.ts';
import * as instance from './instance.ts';
import * as jobs from './jobs.ts';
import * as lint from './lint.ts';
import * as node from './node.ts';
import * as obj_copy from './obj_copy.ts';
import * as obj_scheme from './obj_scheme.ts';
import * as objs from './objs.ts';
import { notSupported, type OpHandler, type TaskOpHandler } from './op.ts';
import * as problem from './problem.ts';
import * as stat from './stat.ts';
import * as task from './task.ts';
import * as task_history from './task_history.ts';
import * as task_job from './task_job.ts';
import * as task_step from './task_step.ts';
import * as template from './template.ts';
import * as user from './user.ts';

type Handler = OpHandler | TaskOpHandler;
type Row = Record<string, Handler>;

export const TABLE: Record<string, Row> = {
  alias: {
    create: alias.create,
    modify: alias.modify,
    upsert: alias.upsert,
    show: alias.show,
    link: alias.link,
    delete: alias.remove,
    destroy: alias.remove,
    favorite: notSupported('favorite aliases'),
  },
  aliases: { list: alias.list },
  api_code: { load: api_code.load, compile: api_code.compile, get: api_code.get },
  api_key: { show: user.showKey },
  breakpoints: { show: breakpoints.show, modify: breakpoints.modify },
  callback_hash: {
    create: callback_hash.create,
    get: callback_hash.get,
    modify: callback_hash.modify,
    delete: callback_hash.remove,
  },
  chart: { create: chart.create, modify: chart.modify, get: chart.get, delete: chart.remove },
  charts_list: { get: chart.list },
  commit: { confirm: commit.confirm, delete: commit.remove, show: commit.show, roll_back: commit.rollBack },
  commits: { list: commit.list, delete: commit.remove },
  company: { list: conf.companies },
  company_users: { list: user.list },
  conf: { show: conf.show },
  connect_link: { create: connect_link.create },
  conv: {
    validate: lint.validate,
    create: conv.create,
    modify: conv.modify,
    list: conv.list,
    show: conv.show,
    link: conv.link,
    delete: conv.remove,
    restore: conv.restore,
    destroy: conv.destroy,
    favorite: folder.favorite('conv'),
  },
  conv_auth: { show: callback_hash.showAuth, modify: callback_hash.modifyAuth, delete: callback_hash.deleteAuth },
  conv_params: { list: conv_params.list, modify: conv_params.modify },
  convs: { list: conv.search },
  dashboard: {
    create: dashboard.create,
    modify: dashboard.modify,
    show: dashboard.show,
    list: dashboard.list,
    link: dashboard.link,
    delete: dashboard.remove,
    restore: dashboard.restore,
    destroy: dashboard.destroy,
    favorite: folder.favorite('dashboard'),
  },
  dashboards: { list: dashboard.search },
  env_var: {
    create: env_var.create,
    modify: env_var.modify,
    show: env_var.show,
    list: env_var.list,
    delete: env_var.remove,
  },
  folder: {
    create: folder.create,
    modify: folder.modify,
    list: folder.list,
    show: folder.show,
    link: folder.link,
    delete: folder.remove,
    restore: folder.restore,
    destroy: folder.destroy,
    favorite: folder.favorite('folder'),
  },
  escalation: { create: node.escalate },
  folder_branch: { list: folder.branch },
  git_call: {
    create: git_call.create,
    compile: git_call.compile,
    get: git_call.get,
    load: git_call.load,
    clone: git_call.clone,
    reset: notSupported('keys for the repositories of git_call: give them to your runner'),
  },
  group: { create: group.create, modify: group.modify, show: group.show, list: group.members, delete: group.remove },
  instance: {
    create: instance.create,
    modify: instance.modify,
    list: instance.list,
    show: instance.show,
    link: instance.link,
    check: instance.check,
    delete: instance.remove,
    restore: instance.restore,
    destroy: instance.destroy,
    favorite: folder.favorite('instance'),
  },
  node: {
    create: node.create,
    modify: node.modify,
    list: node.list,
    show: node.show,
    delete: node.remove,
    reset: node.reset,
  },
  nodes: { list: node.search },
  obj_copy: { create: obj_copy.copy, copy: obj_copy.copy },
  obj_scheme: { get: obj_scheme.get, check: obj_scheme.check, create: obj_scheme.create },
  object: { get: folder.object },
  objs: { list: objs.search },
  path_to_folder: { list: folder.path },
  process_versions: { list: commit.versions },
  stat: { show: stat.show, create: stat.show },
  statistics: { get: jobs.statistics },
  sum_stat: { get: jobs.statistics },
  task: {
    create: task.create,
    modify: task.modify,
    show: task.show,
    get: task.show,
    delete: task.remove,
    move: task.move,
    step_next: task_step.next,
    step_run: task_step.run,
    step_prev: task_step.prev,
    step_goto: task_step.goTo,
  },
  problem: { modify: problem.modify },
  task_job: {
    check: task_job.check,
    create: task_job.create,
    show: task_job.show,
    list: task_job.list,
    stop: task_job.stop,
    undo: task_job.undo,
  },
  task_history: { list: task_history.list },
  template: { clone: template.clone },
  templates: { list: template.list },
  upload: { stop: jobs.stop },
  user: {
    create: user.create,
    modify: user.modify,
    show: user.show,
    delete: user.remove,
    check: user.check,
    link: user.link,
  },
};

export function findOp({ obj, type }: JsonObject): Handler | null {
  if (typeof obj !== 'string' || typeof type !== 'string' || !Object.hasOwn(TABLE, obj)) return null;
  const row = TABLE[obj] ?? {};
  return Object.hasOwn(row, type) ? (row[type] ?? null) : null;
}
