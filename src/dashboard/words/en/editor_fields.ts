/** Fields of the node types in the editor's panel, by type and name. `{{…}}` in them are expressions, shown as they stand. */
const extraRows = {
  label: 'Parameters',
  help: 'Each row: a name, a type, and a value or an expression such as {{amount}}. A row wins over a parameter of the same name.',
};
const conv = {
  label: 'Process',
  help: 'Choose one, or write its number, an alias such as @orders, or an expression such as {{process_id}}.',
};
const group = {
  label: 'What is sent',
  help: 'All parameters of this task together with the rows below (default), or only the rows.',
  options: { all: 'All parameters and the rows', none: 'Only the rows' },
};
const threads = {
  label: 'At a time',
  help: 'How many tasks of this node are carried out at once, 5 unless you say otherwise. Others wait up to 60 seconds for a place, then go to the error node.',
};
const repeat = {
  label: 'When it is unknown whether it was carried out',
  help: 'After a lost connection or a stopped server. “Do not try again” is for what must never happen twice, such as a payment.',
  options: { none: 'Try again (default)', always: 'Try again', once: 'Try once more', never: 'Do not try again' },
};

export const editorFields = {
  api: {
    method: {
      label: 'Method',
      help: 'GET sends the parameters in the address, all others in the body. POST in a new node.',
    },
    url: {
      label: 'URL',
      help: 'With https:// or http://, e.g. https://api.example.com/users/{{id}}. smtp:// or smtps:// sends a mail: the parameters are from, to, subject, text, html.',
    },
    format: {
      label: 'Format of the request',
      help: 'Rows of parameters (default), a text of your own, or operations for another Corezoid or Takt.',
      options: { none: 'Parameters', raw: 'Raw text', corezoid: 'Corezoid operations' },
    },
    content_type: {
      label: 'Content type',
      help: 'How the parameters are written into the body: as JSON (default), as a form, or as XML with one root row.',
    },
    extra: {
      label: 'Parameters of the request',
      help: 'The query of a GET, the body of anything else; e.g. user_id, number, {{id}}.',
    },
    raw_body: {
      label: 'Body',
      help: 'Sent as it stands, with the values of its expressions: {"sum": {{sum}}}. In JSON texts are escaped.',
    },
    extra_headers: {
      label: 'Headers',
      help: 'E.g. Authorization: Bearer {{env_var[@token]}}. Keep secrets in variables, not here.',
    },
    customize_response: {
      label: 'Choose what is taken from the answer',
      help: 'Off: the whole JSON object of the answer is merged into the task. On: only what the rows below name.',
    },
    response: {
      label: 'Taken from the answer',
      help: 'Name of a parameter, and where its value is: {{body}} is the whole body, {{body.user.id}} a part of it, {{header}} the headers.',
    },
    rfc_format: {
      label: 'RFC format: an answer must have a body',
      help: 'On (default): an answer 200 or 201 without a body is an error. Off: it may be empty.',
    },
    debug_info: {
      label: 'Keep the exchange for debugging',
      help: 'Writes request and answer into the task. It grows by them: switch it off afterwards.',
    },
    send_sys: {
      label: 'Send system parameters',
      help: 'Adds the ids of the process, the node and the task, and a signature, as sys. Off by default.',
    },
    api_secret_outer: {
      label: 'Secret to sign with',
      help: 'The other side knows the same one and checks the signature with it; e.g. {{env_var[@secret]}}.',
    },
    cert_pem: {
      label: 'Client certificate',
      help: 'PEM: the private key and the certificate, one after the other. Best as a secret variable: {{env_var[@cert]}}.',
    },
    max_threads: threads,
    takt_repeat: repeat,
  },
  api_code: {
    src: {
      label: 'Code',
      help: 'JavaScript; the task is data: data.total = data.price * data.count. At most 1 second; require("libs/moment.js") loads a library.',
    },
  },
  git_call: {
    repo: { label: 'Repository', help: 'Its address as git clone takes it: https://github.com/you/tools.git.' },
    commit: {
      label: 'Branch, tag or commit',
      help: 'main unless you say otherwise. A commit never changes, a branch does with every push.',
    },
    path: { label: 'Path', help: 'Folder of the program in the repository, e.g. src/handlers. Empty: its root.' },
    lang: { label: 'Language', help: 'What the runner starts the program with; js unless you say otherwise.' },
    script: {
      label: 'Build command',
      help: 'Carried out once before the first task, e.g. npm ci. Empty: nothing is built.',
    },
    code: { label: 'Code', help: 'The program itself, where it lies in no repository.' },
    timeout: {
      label: 'Time limit, seconds',
      help: 'At most 60, which is also what empty or 0 means. After it the task goes to the error node.',
    },
    max_threads: threads,
    takt_repeat: repeat,
  },
  db_call: {
    instance_id: {
      label: 'Database connection',
      help: 'PostgreSQL, MySQL or MariaDB. Made in the workspace: Create, Database.',
    },
    query: {
      label: 'SQL',
      help: 'One statement: SELECT name FROM users WHERE id = {{user_id}}. Values are bound, never pasted in. The rows come back as the list result.',
    },
    params: {
      label: 'Parameters',
      help: 'Further names for the query. They win over parameters of the task of the same name, and stay out of the task.',
    },
    timeout: {
      label: 'Time limit, seconds',
      help: 'Empty or 0: what the connection says, else 30. After it the task goes to the error node.',
    },
    max_threads: threads,
    takt_repeat: repeat,
  },
  delay: {
    value: {
      label: 'How long',
      help: 'A number, e.g. 30, or an expression that yields an instant in unix seconds: {{expires}}.',
    },
    dimension: {
      label: 'Unit',
      help: 'Of a number; an expression is an instant and has none. Seconds unless you say otherwise.',
      options: { sec: 'seconds', min: 'minutes', hour: 'hours', day: 'days' },
    },
  },
  set_param: {
    extra: {
      label: 'Parameters',
      help: 'Written into the task in their types: total, number, $.math({{price}}*{{count}}). All rows see the task as it was before; if one fails, none is written.',
    },
  },
  api_queue: {
    data: {
      label: 'Added when a task is handed out',
      help: 'Worked out when the task comes here, and given to whoever takes it together with its data; e.g. priority, number, 1.',
    },
  },
  api_get_task: {
    conv_id: conv,
    node_id: {
      label: 'Queue',
      help: 'A Queue node of that process, by its name or id. This task waits until there is one to take.',
    },
    order_by: {
      label: 'Order',
      help: 'Which of the waiting tasks is taken first; the oldest unless you say otherwise.',
      options: { ASC: 'The oldest first', DESC: 'The newest first' },
    },
  },
  api_copy: {
    mode: {
      label: 'What it does',
      help: 'Makes a new task in the process below, or changes one that is there.',
      options: { create: 'Makes a task', modify: 'Changes a task' },
    },
    conv_id: conv,
    ref: {
      label: 'Reference',
      help: 'Of the task that is made or changed, e.g. {{order_id}}. Empty, a new one has none; to change a task it is needed.',
    },
    group,
    data: extraRows,
    is_sync: {
      label: 'Only where it waits',
      help: 'Of a change. On: a task that waits for no callback is an error. Off (default): its data are changed wherever it stands.',
    },
  },
  api_rpc: { conv_id: conv, group, extra: extraRows },
  api_rpc_reply: {
    mode: {
      label: 'What is answered',
      help: 'Rows with values of your own (default), or parameters of this task by their names.',
      options: { key_value: 'Rows', keys: 'Parameters by name', none: 'Rows' },
    },
    res_data: {
      label: 'Answer',
      help: 'Merged into the task that called; e.g. status, string, paid. Of several replies only the first counts.',
    },
    throw_exception: {
      label: 'Answer with an error',
      help: 'On: the caller goes to its error node, with the text below. Off by default.',
    },
    exception_reason: { label: 'Text of the error', help: 'Told to the caller, e.g. No such order: {{order_id}}.' },
  },
  api_callback: {
    is_sync: {
      label: 'Synchronous',
      help: 'On (default): an answer that comes before the task is here is refused, so that the sender tries again.',
    },
    obj_id_path: {
      label: 'Where the answer names the task',
      help: 'Path in the posted JSON to the id or reference of the task, e.g. order.ids[0]. Needed for the callback address only.',
    },
  },
  api_form: {
    form_id: { label: 'Id of the form', help: 'A name of your own for it, e.g. order.' },
    title: { label: 'Title', help: 'Stands above the form, e.g. Order {{order_id}}.' },
    fields: { label: 'Fields', help: 'What is asked; each becomes a parameter of the task, named by its id.' },
    timeout: {
      label: 'Time limit, seconds',
      help: '86400, a day, unless you say otherwise. After it the task goes to the error node; a time limit of the node takes its place.',
    },
  },
  api_sum: {
    extra: {
      label: 'Totals',
      help: 'The value, e.g. {{amount}}, is added to the total; below 0 it is taken off. Expressions read it as {{node[ID].SUM}}: the node’s id, and the id of the row.',
    },
  },
};
