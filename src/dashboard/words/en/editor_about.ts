/** What a node is for, as its panel begins. */
export const editorAbout = {
  start:
    'Every task begins here. Tasks come by the API, by a direct URL, from other processes, from a file, or by hand.',
  end: 'The task is done and goes to the archive.',
  end_error: 'The task ends here with an error: it is counted as one and shown among the problems.',
  condition: 'Looks at the task and sends it on by the first condition that holds.',
  delay: 'The task waits here for a time, or until an instant, and goes on.',
  go: 'Only leads on to the next node.',
  api: 'Calls an address outside, or sends a mail, and takes the answer into the task.',
  api_code:
    'JavaScript on the data of the task: what it changes, adds or deletes in data stays so. No network, files or timers.',
  git_call: 'Runs a program from a repository in the runner that this server is set up with.',
  db_call: 'Asks a database by SQL; rows of the answer come into the task.',
  set_param: 'Writes parameters of the task: constants, other parameters, or what expressions work out.',
  api_copy: 'Makes a task in another process, or in this one, and goes on.',
  api_modify: 'Changes the data of a task that waits in another process, found by its reference.',
  api_rpc: 'Hands the task’s data to another process and waits for its reply.',
  api_rpc_reply: 'Answers the process that called this one. The task itself goes on.',
  api_callback: 'The task waits here until it is changed: by an answer from outside, a Modify Task, or by hand.',
  set_state: 'The task rests here as a state of what it stands for, until it is changed.',
  api_queue: 'Keeps tasks in a row until a Get from Queue takes them one by one.',
  api_get_task: 'Takes one task out of a queue of this or another process.',
  api_sum: 'Adds up values of the tasks that pass; totals are read by expressions and charts.',
  api_form: 'Waits until a person has filled in a page; an expression in a node before it gives the page’s address.',
  unknown: 'This version does not know what the node does: it is kept as it is.',
};
