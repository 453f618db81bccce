/** Fields of the node types in the editor's panel, by type and name. */
const extraRows = { label: 'Parameters', help: '' };
const conv = { label: 'Process', help: 'Its number, an alias like @name, or an expression.' };
const group = {
  label: 'What is sent',
  help: '',
  options: { all: 'All parameters and the rows', none: 'Only the rows' },
};
const threads = { label: 'At a time', help: 'How many tasks of this node are carried out at once at most.' };
const repeat = {
  label: 'When it is unknown whether it was carried out',
  help: 'After a lost connection or a stopped server.',
  options: { always: 'Try again', once: 'Try once more', never: 'Do not try again' },
};
const timeout = { label: 'Time limit, seconds', help: '' };

export const editorFields = {
  api: {
    method: { label: 'Method', help: '' },
    url: { label: 'URL', help: 'smtp:// or smtps:// sends a mail.' },
    format: {
      label: 'Format of the request',
      help: '',
      options: { none: 'Parameters', raw: 'Raw text', corezoid: 'Corezoid operations' },
    },
    content_type: { label: 'Content type', help: '' },
    extra: { label: 'Parameters of the request', help: 'The query of a GET, the body of anything else.' },
    raw_body: { label: 'Body', help: '' },
    extra_headers: { label: 'Headers', help: '' },
    customize_response: {
      label: 'Choose what is taken from the answer',
      help: 'Otherwise the answer is merged into the task.',
    },
    response: { label: 'Taken from the answer', help: '{{body}} is the body, {{header}} the headers.' },
    rfc_format: { label: 'Answer as HTTP says', help: 'Any status from 400 on is an error.' },
    debug_info: { label: 'Keep the exchange for debugging', help: '' },
    send_sys: { label: 'Send system parameters', help: '' },
    api_secret_outer: { label: 'Secret to sign with', help: '' },
    cert_pem: { label: 'Client certificate', help: 'PEM: the key and the certificate.' },
    max_threads: threads,
    takt_repeat: repeat,
  },
  api_code: { src: { label: 'Code', help: 'JavaScript: the parameters of the task are in data.' } },
  git_call: {
    repo: { label: 'Repository', help: '' },
    commit: { label: 'Branch, tag or commit', help: '' },
    path: { label: 'Path', help: '' },
    lang: { label: 'Language', help: '' },
    script: { label: 'Build command', help: '' },
    code: { label: 'Code', help: 'Where it lies in no repository.' },
    timeout,
    max_threads: threads,
    takt_repeat: repeat,
  },
  db_call: {
    instance_id: { label: 'Database connection', help: '' },
    query: { label: 'SQL', help: 'Values of expressions are bound, never pasted in.' },
    params: extraRows,
    timeout,
    max_threads: threads,
    takt_repeat: repeat,
  },
  set_param: { extra: { label: 'Parameters', help: 'Written into the task, in their types.' } },
  api_queue: { data: { label: 'Added when a task is handed out', help: '' } },
  api_get_task: {
    conv_id: conv,
    node_id: { label: 'Id of the queue node', help: '' },
    order_by: { label: 'Order', help: '', options: { ASC: 'The oldest first', DESC: 'The newest first' } },
  },
  api_copy: {
    mode: { label: 'What it does', help: '', options: { create: 'Makes a task', modify: 'Changes a task' } },
    conv_id: conv,
    ref: { label: 'Reference', help: 'Of the task that is made or changed.' },
    group,
    data: extraRows,
    is_sync: { label: 'Wait until it is done', help: '' },
  },
  api_rpc: { conv_id: conv, group, extra: extraRows },
  api_rpc_reply: {
    mode: {
      label: 'What is answered',
      help: '',
      options: { key_value: 'Rows', keys: 'Parameters by name', none: 'Rows' },
    },
    res_data: { label: 'Answer', help: '' },
    throw_exception: { label: 'Answer with an error', help: 'The caller goes on at its error node.' },
    exception_reason: { label: 'Text of the error', help: '' },
  },
  api_callback: {
    is_sync: { label: 'Synchronous', help: 'An answer that comes before the task is here is refused.' },
    obj_id_path: { label: 'Where the answer names the task', help: 'E.g. order.ids[0]' },
  },
  api_form: {
    form_id: { label: 'Id of the form', help: '' },
    title: { label: 'Title', help: '' },
    fields: { label: 'Fields', help: '' },
    timeout,
  },
  api_sum: { extra: { label: 'Totals', help: 'The value is added to the total; expressions read it by its id.' } },
};
