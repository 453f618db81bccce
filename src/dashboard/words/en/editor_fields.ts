/** Fields of the node types in the editor's panel, by type and name. */
const extraRows = { label: 'Parameters', help: 'Each row: a name, a type, and a value or an expression.' };
const conv = { label: 'Process', help: 'Its number, an alias like @name, or an expression.' };
const group = {
  label: 'What is sent',
  help: 'All parameters of this task, or only the rows below.',
  options: { all: 'All parameters and the rows', none: 'Only the rows' },
};
const threads = { label: 'At a time', help: 'How many tasks of this node are carried out at once at most.' };
const repeat = {
  label: 'When it is unknown whether it was carried out',
  help: 'After a lost connection or a stopped server.',
  options: { none: 'Try again (default)', always: 'Try again', once: 'Try once more', never: 'Do not try again' },
};
const timeout = { label: 'Time limit, seconds', help: 'After it the task goes on as after an error.' };

export const editorFields = {
  api: {
    method: { label: 'Method', help: 'A GET sends its parameters in the address, all others in the body.' },
    url: { label: 'URL', help: 'May hold expressions. smtp:// or smtps:// sends a mail.' },
    format: {
      label: 'Format of the request',
      help: 'Rows of parameters, a text of your own, or operations for another Corezoid or Takt.',
      options: { none: 'Parameters', raw: 'Raw text', corezoid: 'Corezoid operations' },
    },
    content_type: { label: 'Content type', help: 'How the parameters are written into the body.' },
    extra: { label: 'Parameters of the request', help: 'The query of a GET, the body of anything else.' },
    raw_body: { label: 'Body', help: 'Sent as it stands, with the values of its expressions.' },
    extra_headers: { label: 'Headers', help: 'Of HTTP; keep secrets of them in variables.' },
    customize_response: {
      label: 'Choose what is taken from the answer',
      help: 'Otherwise the answer is merged into the task.',
    },
    response: { label: 'Taken from the answer', help: '{{body}} is the body, {{header}} the headers.' },
    rfc_format: { label: 'Answer as HTTP says', help: 'Any status from 400 on is an error.' },
    debug_info: { label: 'Keep the exchange for debugging', help: 'Request and answer are written into the task.' },
    send_sys: { label: 'Send system parameters', help: 'Ids of the process, the node and the task, and a signature.' },
    api_secret_outer: { label: 'Secret to sign with', help: 'The other side knows the same one.' },
    cert_pem: { label: 'Client certificate', help: 'PEM: the key and the certificate.' },
    max_threads: threads,
    takt_repeat: repeat,
  },
  api_code: { src: { label: 'Code', help: 'JavaScript: the parameters of the task are in data.' } },
  git_call: {
    repo: { label: 'Repository', help: 'Its address, as git clone takes it.' },
    commit: { label: 'Branch, tag or commit', help: 'A commit never changes, a branch does.' },
    path: { label: 'Path', help: 'Folder in the repository; empty is its root.' },
    lang: { label: 'Language', help: 'What the runner starts.' },
    script: { label: 'Build command', help: 'Carried out once before the first task.' },
    code: { label: 'Code', help: 'Where it lies in no repository.' },
    timeout,
    max_threads: threads,
    takt_repeat: repeat,
  },
  db_call: {
    instance_id: { label: 'Database connection', help: 'Made in the workspace: Create, Database.' },
    query: { label: 'SQL', help: 'Values of expressions are bound, never pasted in.' },
    params: extraRows,
    timeout,
    max_threads: threads,
    takt_repeat: repeat,
  },
  delay: {
    value: { label: 'How long', help: 'A number, or an expression that yields an instant in unix seconds.' },
    dimension: {
      label: 'Unit',
      help: '',
      options: { sec: 'seconds', min: 'minutes', hour: 'hours', day: 'days' },
    },
  },
  set_param: { extra: { label: 'Parameters', help: 'Written into the task, in their types.' } },
  api_queue: {
    data: { label: 'Added when a task is handed out', help: 'To the data of the task, for whoever takes it.' },
  },
  api_get_task: {
    conv_id: conv,
    node_id: { label: 'Queue', help: 'Queues of the process are offered by their names.' },
    order_by: {
      label: 'Order',
      help: 'Which of the waiting tasks is taken first.',
      options: { ASC: 'The oldest first', DESC: 'The newest first' },
    },
  },
  api_copy: {
    mode: {
      label: 'What it does',
      help: 'To make or to change a task of the process below.',
      options: { create: 'Makes a task', modify: 'Changes a task' },
    },
    conv_id: conv,
    ref: { label: 'Reference', help: 'Of the task that is made or changed.' },
    group,
    data: extraRows,
    is_sync: {
      label: 'Only where it waits',
      help: 'Of a change: a task that waits for no callback is left as it is, as after an error.',
    },
  },
  api_rpc: { conv_id: conv, group, extra: extraRows },
  api_rpc_reply: {
    mode: {
      label: 'What is answered',
      help: 'Values of your own, or parameters of this task by their names.',
      options: { key_value: 'Rows', keys: 'Parameters by name', none: 'Rows' },
    },
    res_data: { label: 'Answer', help: 'Comes into the task of the process that called.' },
    throw_exception: { label: 'Answer with an error', help: 'The caller goes on at its error node.' },
    exception_reason: { label: 'Text of the error', help: 'May hold expressions.' },
  },
  api_callback: {
    is_sync: { label: 'Synchronous', help: 'An answer that comes before the task is here is refused.' },
    obj_id_path: { label: 'Where the answer names the task', help: 'E.g. order.ids[0]' },
  },
  api_form: {
    form_id: { label: 'Id of the form', help: 'A name of your own for it.' },
    title: { label: 'Title', help: 'Stands above the form.' },
    fields: { label: 'Fields', help: 'What is asked; each becomes a parameter named by its id.' },
    timeout,
  },
  api_sum: { extra: { label: 'Totals', help: 'The value is added to the total; expressions read it by its id.' } },
};
