/** Every limit of Takt: its name, its unit at the end of the name, and why it is what it is. */
export const LIMITS = {
  /** Total size of a task's data. Corezoid ships 1 MiB for both kinds of process. */
  task_bytes: 1_048_576,
  /** Nesting of a task's data, and of any JSON that comes in: whatever walks over it may be recursive. Real exports stay below 20. */
  data_depth: 200,
  /** Length of a task's reference, as Corezoid's API states it. */
  ref_chars: 255,
  /** Tacts without an event from outside before a task waits as `stopped(loop)` (I5). */
  tacts_without_event: 1000,
  /** Tacts of one run before the rest is put off to a job, so that one task cannot hold the server. */
  tacts_per_run: 200,
  /** Inner work of one run before the rest is put off to a job. */
  run_ms: 100,
  /** Rounds in which the reads of a step may name further reads. */
  read_rounds: 3,
  /** Nodes of one process: far above the largest public export (139). */
  nodes_per_process: 5000,
  /** Highest index that a written key may name, as Corezoid documents for Set Parameter. */
  written_index: 100,
  /** Nesting of braces and functions in one expression. */
  expression_depth: 50,
  /** Length of one template; a raw body is the longest in practice. */
  template_chars: 1_048_576,
  /** What one expression may yield: a doubling loop of templates must not fill the memory. */
  expression_result_chars: 4_194_304,
  /** Templates and functions in one text: its compiled form is code, which must stay small enough to be compiled at once. */
  expression_parts: 2000,
  /** Length of a fun of `$.map` and `$.filter`: those that are published have some hundred characters. */
  fun_chars: 16_384,
  /** Nesting of a fun: whatever reads and runs it is recursive. */
  fun_depth: 200,
  /** Work of all funs of one logic, so that none can hold a server (some tenths of a second). */
  fun_steps: 2_000_000,
  /** Highest index that may be read inside a JSON variable, as Corezoid documents for `env_var`. */
  variable_index: 100,
  /** Compiled templates kept, by number and by the length of their texts. */
  template_cache_entries: 10_000,
  template_cache_chars: 16_777_216,
  /** Length of a pattern of a condition, as written and with its counted repetitions spelled out. */
  regexp_pattern_chars: 1000,
  regexp_states: 5000,
  /** Length of the text that a condition matches against a pattern; a longer one does not match. */
  regexp_subject_chars: 100_000,
  /** Work of one match, so that no pattern can hold a server (some tens of milliseconds). */
  regexp_steps: 2_000_000,
  /** Length of an XML document that is read: what an API Call may be answered. */
  xml_chars: 5_242_880,
  /** Tags of an XML document, opening and closing: each becomes an object while it is read (about half a second). */
  xml_tags: 300_000,
  /** Nesting of an XML document: far above what people nest, and below `data_depth`. */
  xml_depth: 100,
  /** Answer of an API Call before it is mapped, as Corezoid ships it. */
  http_response_bytes: 5_242_880,
  /** Time an API Call may take, as Corezoid ships it. */
  http_timeout_ms: 60_000,
  /** Time a task may queue for one of the node's max_threads places before `api_expire_query`. */
  http_place_wait_ms: 60_000,
  /** Redirects one API Call follows. */
  http_redirects: 5,
  /** Time a Database Call may take, as Corezoid's form admits it for a database connection. */
  db_timeout_ms: 30_000,
  /** Rows one Database Call may bring. */
  db_rows: 10_000,
  /** Bytes that a database may send for one statement, as those of an API Call; what of it fits into the task is less. */
  db_response_bytes: 5_242_880,
  /** Values of one statement together, as JSON: they lie in the outbox. */
  db_values_bytes: 4_194_304,
  /** Connections kept per database connection: the database has few, and others need them too. */
  db_connections: 10,
  /** How long a connection to a database is kept that nobody uses. */
  db_idle_ms: 30_000,
  /** Time a Git Call may take, as observed at Corezoid. */
  git_call_timeout_ms: 60_000,
  /** Requests in parallel per API node where the node does not say. */
  max_threads: 5,
  /** Text of an error that is written into a task: it quotes values, and a value may be as large as the task. */
  error_text_chars: 1000,
  /** CPU time of a Code node, as Corezoid ships it. */
  code_ms: 1000,
  /** Memory of one Code sandbox. */
  code_memory_bytes: 33_554_432,
  /** What all libraries of Code together take, with room for making them ready: it is not taken from the code's own memory. */
  code_library_bytes: 16_777_216,
  /** Totals that one Sum node keeps: a row each, read together. */
  sums_per_node: 100,
  /** Length of the id of a total: real ones are 13 digits. */
  sum_id_chars: 128,
  /** Charts of one dashboard: all are read and drawn together. */
  charts_per_dashboard: 50,
  /** Metrics of one chart: more cannot be told apart. */
  chart_series: 50,
  /** One metric as JSON: a few ids and titles. */
  chart_series_chars: 2000,
  /** Metrics read in one request: those of a full page. */
  chart_values: 500,
  /** Points of one line over time: more than a screen has columns. */
  chart_points: 1500,
  /** Real time of one simulation for the page: a person waits for it, and can stop it. */
  simulation_ms: 20_000,
  /** Time that a simulation has to end by itself after that, before it is ended. */
  simulation_grace_ms: 10_000,
  /** Memory of one simulation: a process may make tasks without end. */
  simulation_memory_mb: 512,
  /** Simulations at one time: each takes a core. */
  simulations: 2,
  /** Simulations that wait for their turn: who comes later would wait too long, and is told so. */
  simulations_waiting: 8,
  /** Entries of one timeline: thirty days of a token that is refreshed every 25 minutes have a quarter of it. */
  simulation_entries: 40_000,
  /** Length of one timeline as JSON, which a browser has to read. */
  simulation_chars: 33_554_432,
  /** Virtual time of one simulation: 400 days, a year and its end. */
  simulation_virtual_ms: 34_560_000_000,
  /** Processes of one simulation, those included that its process calls. */
  simulation_processes: 50,
  /** Title of an object, as Corezoid's API states it. */
  title_chars: 255,
  /** Tacts of history kept per task. */
  history_tacts: 200,
  /** Bytes of history patches kept per task. */
  history_bytes: 65_536,
  /** Characters kept in a history of one part (headers, body, data) of what was asked or answered: enough to see what went wrong. */
  history_exchange_chars: 4096,
  /** Effects of one commit that its history tells, and what they take together: some answers of a loop must not push everything else out. */
  history_effects: 20,
  history_effects_chars: 16_384,
  /** Finished tasks that are not to be saved and can still be seen. */
  finished_tasks: 100_000,
  /** Characters of those tasks together, as JSON: they lie in memory. */
  finished_chars: 134_217_728,
  /** Jobs made ahead of their time by the feeder. */
  feed_jobs: 50_000,
  /** How far ahead the feeder makes jobs. */
  feed_ms: 3_600_000,
  /** Folders within folders that names and rights are looked up through. */
  folder_depth: 100,
  /** Ops in one API request. */
  ops_per_request: 1000,
  /** Body of an API request. */
  request_bytes: 16_777_216,
  /** One message on a websocket: what is asked there is a few ids. */
  socket_message_bytes: 65_536,
  /** Answers on a websocket that the other side has not taken yet: whoever asks and never reads is cut off. */
  socket_untaken_bytes: 8_388_608,
  /** Body of an uploaded scheme, as Corezoid ships it. */
  upload_bytes: 209_715_200,
  /** Bodies held at the same time, of all requests with a known login: what is read from them takes several times more. */
  bodies_bytes: 268_435_456,
  /** The same of requests that need no login, so that strangers leave the room of the others alone. */
  open_bodies_bytes: 67_108_864,
  /** Answer of one request: further ops are answered `too_large`, lists end their page early. */
  answer_bytes: 33_554_432,
  /** Answers of one key that are made and not yet taken by the caller: they lie in memory. */
  untaken_answers_bytes: 134_217_728,
  /** Task operations of a request that are carried out in one go: each may hold a task of `task_bytes`. */
  task_ops_at_once: 100,
  /** Requests of one key that are answered at the same time; others wait their turn. */
  requests_in_flight: 64,
  /** Requests of one key that may wait their turn before it is told to slow down. */
  requests_waiting: 1000,
  /** Time a request may take to come in whole: an upload over a slow line. */
  request_ms: 300_000,
  /** Open connections to the server: each holds a file and some memory. */
  connections: 4096,
  /** Files in an uploaded archive: far more than any export has. */
  archive_entries: 5000,
  /** Body of an upload of tasks as CSV, as Corezoid ships it. */
  csv_bytes: 20_971_520,
  /** Rows of one such upload, as Corezoid documents it. */
  csv_rows: 100_000,
  /** Its columns: far more than any table has that people make. Every row is gone over column by column. */
  csv_upload_columns: 2000,
  /** Rows that are made into tasks in one transaction: enough to share a write, few enough to let others in between. */
  csv_rows_at_once: 500,
  /** Tasks of one export as CSV: twice what Corezoid gives. */
  csv_tasks: 100_000,
  /** Tasks of a node that are looked through for it: their ids are held in memory. */
  csv_tasks_looked_at: 500_000,
  /** Columns of such an export: parameters beyond go into one last column. */
  csv_columns: 1000,
  /** Bytes of one export that is written to a file. */
  csv_file_bytes: 1_073_741_824,
  /** Exports that lie in files and wait to be fetched: each holds a file open. */
  download_files: 32,
  /** Uploads and copies that go on after their callers were answered: each may hold a whole export. */
  jobs_running: 8,
  /** Those of one user or key, so that nobody takes all places. */
  jobs_running_per_user: 4,
  /** Such jobs whose end can still be asked for. */
  jobs_kept: 1000,
  /** Length of one text in a line of the log; the rest of it is left out. */
  log_text_chars: 8192,
  /** Secrets of one task that are looked for in its texts, by number and length together; with more, every text is hidden. */
  masked_secrets: 100,
  masked_secret_chars: 16_384,
  /** Fields of a form, and options of one of them: a person is to fill it in. */
  form_fields: 100,
  form_options: 500,
  /** Body of a filled in form: text of people, not files. */
  form_bytes: 262_144,
  /** Time a caller of the Sync API waits, as Corezoid ships it (its largest and its default). */
  sync_wait_ms: 60_000,
  /** Answers that callers of the Sync API wait for at a server, and those of one key: each may hold a connection. */
  sync_waiting: 2000,
  sync_waiting_per_key: 500,
  /** Length of one such answer: that of a task's data; and of all that came and wait for others of their request. */
  sync_answer_chars: 1_048_576,
  sync_held_chars: 134_217_728,
  /** Ended requests remembered, so that a late or second answer is told the truth. */
  sync_remembered: 10_000,
  /** Answers that a server passes on to the others at the same time. */
  sync_asking: 200,
  /** Pages that look on at a process, of a server and of one person: each holds a connection. */
  event_streams: 1000,
  event_streams_per_person: 30,
  /** Links and tasks told of in one piece of such news, a quarter of a second: more than anybody sees. */
  event_moves: 200,
  event_tasks: 100,
  /** News that a page has not taken yet before it is let go. */
  event_buffer_bytes: 1_048_576,
  /** Browsers in which one person is logged in at the same time. */
  sessions_per_person: 20,
  /** Wrong tries of one login from one address, of all logins from it, and the time they are counted over. */
  log_in_tries: 20,
  log_in_tries_per_address: 200,
  log_in_window_ms: 300_000,
  /** Body of a request to log in. */
  log_in_bytes: 4096,
  /** Time a search reads processes for nodes: as long as a person waits for what is found as they type. */
  search_ms: 1500,
  /** What one search shows: who gets more sees no less in them than in none, and should ask more exactly. */
  search_found: 30,
  /** Rows of a read over all processes: each becomes an object, and they are summed up at once. */
  overview_rows: 50_000,
  /** Processes that a page over all processes looks at: for each the rights of who asks are worked out. */
  overview_processes: 5000,
  /** Processes whose tasks are looked into for a list of problems, and tasks of one node that are read for their causes. */
  problem_processes: 200,
  problem_tasks: 500,
  /** Problems shown at once: who has more begins with the first. */
  problems_shown: 500,
  /** Connections shown, and tasks of one process among them. */
  connections_shown: 1000,
  connections_per_process: 200,
  /** Records of who did what, and how long they are kept, days. */
  audit_records: 50_000,
  audit_days: 365,
  /** Records that one page of a filtered list reads. */
  audit_looked_at: 5000,
  /** Shares of one object, groups of one user and users of one group: rights are worked out from them in one read. */
  shares_per_object: 500,
  groups_per_user: 500,
  users_per_group: 5000,
  /** Tasks that one bulk job takes, and that are looked through for it: their ids are held in memory. */
  bulk_tasks: 100_000,
  /** Tasks of a bulk job that are changed at the same time: a few, so that others are let in between. */
  bulk_at_once: 20,
  /** Values that bulk jobs keep to undo a modify, as JSON, together; and jobs that can be undone. */
  bulk_undo_chars: 33_554_432,
  bulk_jobs_kept: 20,
  /** Ops a key may send a second before it is told to wait. */
  ops_per_second: 50_000,
} as const;

/** Parameter names whose values are secrets wherever text leaves for people (design of masking: by name). */
export const SECRET_NAMES =
  /(?:^|[_-])(access_token|refresh_token|client_secret|secret|password|passwd|pass|api_key|apikey|token|code|authorization|cookie|private_key|cert_pem)$/i;

/** What a masked value is shown as; a Modify with this value leaves the parameter as it is. */
export const MASK = '***';
