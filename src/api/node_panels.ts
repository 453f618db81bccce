/**
 * What the editor's panel shows of a logic, field by field in the order of reading, and what a new logic is written as:
 * whole, because Corezoid refuses logics that lack fields. The types' schemas say what can be read; they cannot say that
 * a text is SQL, or that a field matters only with a certain format, so that stands here. A test holds both against
 * each other: every field of a schema is shown here, or named as one that is not.
 */
import type { JsonObject } from '../base/json.ts';

export type Control =
  /** A text without expressions, a text with them (one line, several lines). */
  | 'text'
  | 'expression'
  | 'long'
  /** Names with values and, where `types` says so, types. */
  | 'rows'
  | 'names'
  | 'code'
  | 'sql'
  | 'enum'
  | 'flag'
  | 'count'
  | 'conditions'
  /** A process by number, alias or expression; a node of that process; a database connection. */
  | 'process'
  | 'node'
  | 'connection'
  | 'sums'
  | 'form_fields';

export interface PanelField {
  name: string;
  control: Control;
  /** The field with the types of the rows. */
  types?: string;
  /** Values of an enum. */
  options?: string[];
  /** Shown only where these fields have one of these values. */
  when?: Record<string, (string | boolean)[]>;
  /** Kept out of sight until a person asks for everything. */
  rare?: true;
}

export interface NodePanel {
  group: 'flow' | 'code' | 'external' | 'queue' | 'process' | 'dashboard';
  fields: PanelField[];
  /** A new logic of the type. */
  defaults: JsonObject;
  /** Fields of the schema that a panel has no use for: links, other spellings, what only old exports have. */
  unseen: string[];
}

const rows = (name: string, types = `${name}_type`): PanelField => ({ name, control: 'rows', types });
const LINK = ['type', 'err_node_id'];
const REPEAT: PanelField = {
  name: 'takt.repeat',
  control: 'enum',
  options: ['always', 'once', 'never'],
  rare: true,
};
const THREADS: PanelField = { name: 'max_threads', control: 'count', rare: true };
const ALL: PanelField = { name: 'group', control: 'enum', options: ['all', ''] };

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
const CONTENT = [
  'application/json',
  'application/x-www-form-urlencoded',
  'application/xml',
  'text/xml',
  'application/soap+xml',
];

const api: NodePanel = {
  group: 'external',
  fields: [
    { name: 'method', control: 'enum', options: METHODS },
    { name: 'url', control: 'expression' },
    { name: 'format', control: 'enum', options: ['', 'raw', 'corezoid'] },
    { name: 'content_type', control: 'enum', options: CONTENT },
    { ...rows('extra'), when: { format: ['', 'corezoid'] } },
    { name: 'raw_body', control: 'long', when: { format: ['raw'] } },
    { name: 'extra_headers', control: 'rows' },
    { name: 'customize_response', control: 'flag' },
    { ...rows('response'), when: { customize_response: [true] } },
    { name: 'rfc_format', control: 'flag', rare: true },
    { name: 'debug_info', control: 'flag', rare: true },
    { name: 'send_sys', control: 'flag', rare: true },
    { name: 'api_secret_outer', control: 'expression', when: { send_sys: [true] }, rare: true },
    { name: 'cert_pem', control: 'long', rare: true },
    THREADS,
    REPEAT,
  ],
  defaults: {
    type: 'api',
    method: 'POST',
    url: '',
    format: '',
    content_type: 'application/json',
    extra: {},
    extra_type: {},
    extra_headers: {},
    max_threads: 5,
    send_sys: false,
    cert_pem: '',
    debug_info: false,
    rfc_format: true,
    customize_response: false,
    response: { header: '{{header}}', body: '{{body}}' },
    response_type: { header: 'object', body: 'object' },
    version: 2,
    err_node_id: '',
  },
  unseen: [...LINK, 'extra_type', 'response_type'],
};

const api_copy: NodePanel = {
  group: 'process',
  fields: [
    { name: 'mode', control: 'enum', options: ['create', 'modify'] },
    { name: 'conv_id', control: 'process' },
    { name: 'ref', control: 'expression' },
    ALL,
    rows('data'),
    { name: 'is_sync', control: 'flag', rare: true },
  ],
  defaults: {
    type: 'api_copy',
    mode: 'create',
    conv_id: '',
    ref: '',
    group: 'all',
    data: {},
    data_type: {},
    is_sync: false,
    err_node_id: '',
  },
  unseen: [...LINK, 'project_id', 'stage_id', 'send_parent_data', 'data_type'],
};

const api_rpc_reply: NodePanel = {
  group: 'process',
  fields: [
    { name: 'mode', control: 'enum', options: ['key_value', 'keys'] },
    { ...rows('res_data'), when: { mode: ['key_value', ''] } },
    { name: 'res_data', control: 'names', when: { mode: ['keys'] } },
    { name: 'throw_exception', control: 'flag' },
    { name: 'exception_reason', control: 'expression', when: { throw_exception: [true] } },
  ],
  defaults: {
    type: 'api_rpc_reply',
    mode: 'key_value',
    res_data: {},
    res_data_type: {},
    throw_exception: false,
    exception_reason: '',
  },
  unseen: [...LINK, 'res_data_type', 'extra', 'extra_type'],
};

const git_call: NodePanel = {
  group: 'code',
  fields: [
    { name: 'repo', control: 'text' },
    { name: 'commit', control: 'text' },
    { name: 'path', control: 'text' },
    { name: 'lang', control: 'enum', options: ['js', 'python', 'golang', 'php', 'java', 'clojure', 'dockerfile'] },
    { name: 'script', control: 'text' },
    { name: 'code', control: 'code' },
    { name: 'timeout', control: 'count', rare: true },
    THREADS,
    REPEAT,
  ],
  defaults: {
    type: 'git_call',
    version: 2,
    lang: 'js',
    repo: '',
    commit: 'main',
    path: '',
    script: '',
    code: '',
    err_node_id: '',
  },
  unseen: [...LINK, 'version', 'src'],
};

export const NODE_PANELS: Record<string, NodePanel> = {
  go: { group: 'flow', fields: [], defaults: { type: 'go', to_node_id: '' }, unseen: ['type', 'to_node_id'] },
  go_if_const: {
    group: 'flow',
    fields: [{ name: 'conditions', control: 'conditions' }],
    defaults: {
      type: 'go_if_const',
      conditions: [{ param: '', const: '', fun: 'eq', cast: 'string' }],
      to_node_id: '',
    },
    unseen: ['type', 'to_node_id'],
  },
  delay: {
    group: 'flow',
    fields: [
      { name: 'value', control: 'expression' },
      { name: 'dimension', control: 'enum', options: ['sec', 'min', 'hour', 'day'] },
    ],
    defaults: { type: 'delay', value: 30, dimension: 'sec', to_node_id: '' },
    unseen: ['type', 'to_node_id'],
  },
  set_param: {
    group: 'code',
    fields: [rows('extra')],
    defaults: { type: 'set_param', extra: {}, extra_type: {}, err_node_id: '' },
    unseen: [...LINK, 'extra_type'],
  },
  api_code: {
    group: 'code',
    fields: [{ name: 'src', control: 'code' }],
    defaults: { type: 'api_code', lang: 'js', src: '', err_node_id: '' },
    unseen: [...LINK, 'lang', 'code'],
  },
  git_call,
  api,
  db_call: {
    group: 'external',
    fields: [
      { name: 'instance_id', control: 'connection' },
      { name: 'query', control: 'sql' },
      { ...rows('params'), rare: true },
      { name: 'timeout', control: 'count', rare: true },
      THREADS,
      REPEAT,
    ],
    defaults: { type: 'db_call', instance_id: null, query: '', err_node_id: '' },
    unseen: [...LINK, 'params_type'],
  },
  api_queue: {
    group: 'queue',
    fields: [rows('data')],
    defaults: { type: 'api_queue', data: {}, data_type: {} },
    unseen: [...LINK, 'data_type'],
  },
  api_get_task: {
    group: 'queue',
    fields: [
      { name: 'conv_id', control: 'process' },
      { name: 'node_id', control: 'node' },
      { name: 'order_by', control: 'enum', options: ['ASC', 'DESC'] },
    ],
    defaults: { type: 'api_get_task', conv_id: '', node_id: '', order_by: 'ASC', err_node_id: '' },
    unseen: [...LINK, 'queue_node_id'],
  },
  api_copy,
  api_rpc: {
    group: 'process',
    fields: [{ name: 'conv_id', control: 'process' }, ALL, rows('extra')],
    defaults: { type: 'api_rpc', conv_id: '', group: 'all', extra: {}, extra_type: {}, err_node_id: '' },
    unseen: [...LINK, 'project_id', 'stage_id', 'extra_type'],
  },
  api_rpc_reply,
  api_callback: {
    group: 'process',
    fields: [
      { name: 'is_sync', control: 'flag' },
      { name: 'obj_id_path', control: 'text' },
    ],
    defaults: { type: 'api_callback', is_sync: true, obj_id_path: '' },
    unseen: ['type'],
  },
  api_form: {
    group: 'process',
    fields: [
      { name: 'form_id', control: 'text' },
      { name: 'title', control: 'expression' },
      { name: 'fields', control: 'form_fields' },
      { name: 'timeout', control: 'count' },
    ],
    defaults: { type: 'api_form', form_id: 'form', title: '', fields: [], timeout: 86_400, err_node_id: '' },
    unseen: LINK,
  },
  api_sum: {
    group: 'dashboard',
    fields: [{ name: 'extra', control: 'sums' }],
    defaults: { type: 'api_sum', extra: [] },
    unseen: LINK,
  },
};
