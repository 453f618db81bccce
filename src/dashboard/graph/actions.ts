/** What a node does: named by its first logic that does anything, and told in one line. */
import type { Json, JsonObject } from '../../base/json.ts';

export type Action =
  | 'start'
  | 'end'
  | 'end_error'
  | 'condition'
  | 'delay'
  | 'go'
  | 'api'
  | 'api_code'
  | 'git_call'
  | 'db_call'
  | 'set_param'
  | 'api_copy'
  | 'api_modify'
  | 'api_rpc'
  | 'api_rpc_reply'
  | 'api_callback'
  | 'set_state'
  | 'api_queue'
  | 'api_get_task'
  | 'api_sum'
  | 'api_form'
  | 'unknown';

/** A text of the process itself. */
export type Line = string;

interface Parts {
  logics: JsonObject[];
  semaphors: JsonObject[];
  extra: JsonObject;
  convType: string;
}

const KNOWN: readonly string[] = [
  ...['api', 'api_code', 'git_call', 'db_call', 'set_param', 'api_rpc', 'api_rpc_reply', 'api_queue', 'api_get_task'],
  ...['api_sum', 'api_form'],
];

export function actionOf(type: number, { logics, semaphors, extra, convType }: Parts): Action {
  if (type === 1) return 'start';
  if (type === 2) return extra.icon === 'error' ? 'end_error' : 'end';
  const first = logics.find((logic) => logic.type !== 'go' && logic.type !== 'go_if_const');
  if (first === undefined) {
    if (logics.some((logic) => logic.type === 'go_if_const')) return 'condition';
    return semaphors.some((semaphor) => semaphor.type === 'time') ? 'delay' : 'go';
  }
  if (first.type === 'delay') return 'delay';
  if (first.type === 'api_callback')
    return convType === 'state' || extra.icon === 'state' ? 'set_state' : 'api_callback';
  if (first.type === 'api_copy') return first.mode === 'modify' ? 'api_modify' : 'api_copy';
  return typeof first.type === 'string' && KNOWN.includes(first.type) ? (first.type as Action) : 'unknown';
}

export function lineOf(action: Action, logics: JsonObject[], semaphors: JsonObject[]): Line {
  const logic = logics.find(({ type }) => type !== 'go' && type !== 'go_if_const') ?? {};
  switch (action) {
    case 'api':
      return `${text(logic.method) || 'POST'} ${text(logic.url).replace(/^https?:\/\//, '')}`.trim();
    case 'api_code':
      return firstLine(text(logic.src) || text(logic.code));
    case 'git_call':
      return text(logic.repo).replace(/^.*\/(?=[^/]+\/[^/]+$)/, '');
    case 'db_call':
      return firstLine(text(logic.query));
    case 'set_param':
      return names(logic.extra);
    case 'api_copy':
    case 'api_modify':
    case 'api_rpc':
      return `→ ${target(logic.conv_id)}`;
    case 'api_rpc_reply':
      return names(logic.res_data);
    case 'api_get_task':
      return `← ${target(logic.conv_id)}`;
    case 'api_queue':
      return names(logic.data);
    case 'api_sum':
      return Array.isArray(logic.extra) ? logic.extra.map((row) => names(row, 'name')).join(', ') : '';
    case 'api_form':
      return text(logic.title) || text(logic.form_id);
    case 'delay': {
      const timer = semaphors.find(({ type }) => type === 'time') ?? logic;
      return `${timer.value ?? ''} ${text(timer.dimension)}`.trim();
    }
    default:
      return '';
  }
}

const SIGNS: Record<string, string> = {
  eq: '=',
  not_eq: '≠',
  more: '>',
  less: '<',
  more_or_eq: '≥',
  less_or_eq: '≤',
  regexp: '≈',
};

/** `status = 200 & total > 5`. */
export function conditionText(logic: JsonObject): string {
  const rows = Array.isArray(logic.conditions) ? logic.conditions : [];
  return rows
    .map((row) => {
      if (typeof row !== 'object' || row === null || Array.isArray(row)) return '';
      const value = row.const === '' ? '""' : shown(row.const ?? null);
      return `${text(row.param)} ${SIGNS[text(row.fun)] ?? text(row.fun)} ${value}`;
    })
    .filter((part) => part !== '')
    .join(' & ');
}

function names(value: Json | undefined, field?: string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  if (field !== undefined) return text(value[field]);
  return Object.keys(value).join(', ');
}

function target(conv: Json | undefined): string {
  return typeof conv === 'number' ? `#${conv}` : text(conv);
}

function firstLine(source: string): string {
  const lines = source.split('\n').map((line) => line.trim());
  return (lines.find((line) => line !== '') ?? '').slice(0, 120);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
