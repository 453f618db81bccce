/** The command line. Every command takes --json and then prints one JSON value on stdout. */
import { parseArgs } from 'node:util';
import { errorText, TaktError } from '../base/errors.ts';
import { COMMANDS } from './commands.ts';

const USAGE = `takt COMMAND

  serve [--no-worker]                            run a server
  templates                                      list the templates
  clone TEMPLATE [--title T]                     make a process of a template
  import FILE… [--folder ID] [--skip-root]       import and deploy exports: JSON, archives, folders of JSON
      [--rewrite-alias] [--timer-unit auto|seconds|units]
  export CONV | --folder ID [--zip FILE]         print a process or a folder as an export
  lint FILE… [--fix]                             check exports, folders and archives; exit 1 on errors
  add-task CONV [--ref R] --data JSON            create a task
  modify-task CONV --ref R --data JSON           modify a task
  show-task CONV --ref R                         show a task
  simulate FILE [--scenario FILE] [--for 30d]    run a process on a virtual clock
  test [FILE…]                                   run scenarios
  keys create NAME                               make an API key
  connect CONV [--ref token]                     a one-time link that a person opens
  backup FILE                                    write a copy of the data
  restore FILE                                   put a copy back (no server may run)

  --json prints one JSON value. Commands that talk to a server use TAKT_URL, TAKT_API_LOGIN, TAKT_API_SECRET.
`;

const OPTIONS = {
  json: { type: 'boolean' },
  'no-worker': { type: 'boolean' },
  title: { type: 'string' },
  ref: { type: 'string' },
  data: { type: 'string' },
  scenario: { type: 'string' },
  for: { type: 'string' },
  folder: { type: 'string' },
  zip: { type: 'string' },
  'timer-unit': { type: 'string' },
  'skip-root': { type: 'boolean' },
  'rewrite-alias': { type: 'boolean' },
  fix: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function main(): Promise<number> {
  // Whatever is written, the data or a copy of them, is for nobody else on this machine.
  process.umask(0o077);
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [name, ...args] = positionals;
  if (name === undefined || values.help === true) {
    process.stdout.write(USAGE);
    return name === undefined && values.help !== true ? 2 : 0;
  }
  const command = COMMANDS[name];
  if (command === undefined) throw new TaktError('bad_request', `There is no command ${name}. takt --help lists them.`);
  const { json = false, ...options } = values;
  return command({ args, options, json });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`takt: ${errorText(error)}\n`);
    process.exit(2);
  },
);
