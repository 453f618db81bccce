/** The pages that are one table each: errors, limits, settings. */

/** Said at the top of every page that is made, and the way to make it again. */
export const MADE = '<!-- Made by `npm run docs`; change the source instead. -->';

export function errorsPage(codes) {
  return page('Errors', [
    'An expected failure has one of these codes, which stay what they are. An operation of the API that failed carries it as `code`, with a sentence in `description`; the command line prints the sentence and ends with 1 or 2.',
    'What a *node* reports in a task (`__conveyor_…_return_type_tag__`) is told on the page of its type in [nodes](nodes/README.md).',
    table(
      ['code', 'means that'],
      Object.entries(codes).map(([code, means]) => [`\`${code}\``, means]),
    ),
  ]);
}

/** A limit whose reason stands with the one before it shares it. */
export function limitsPage(source) {
  const rows = [];
  let why = '';
  const [, body] = /export const LIMITS = \{([\s\S]*?)\n\} as const;/.exec(source);
  for (const [, comment, name, value] of body.matchAll(/\/\*\*([\s\S]*?)\*\/|(\w+): ([\d_]+),/g)) {
    if (comment !== undefined) why = comment.replace(/\s*\n\s*\*\s*/g, ' ').trim();
    else rows.push([`\`${name}\``, grouped(Number(value.replaceAll('_', ''))), unitOf(name), why]);
  }
  return page('Limits', [
    'Every limit of Takt, from `src/base/limits.ts`. The unit is the end of the name.',
    table(['limit', 'value', 'unit', 'what and why'], rows),
  ]);
}

const UNITS = { bytes: 'bytes', chars: 'characters', ms: 'milliseconds', second: 'per second' };

function unitOf(name) {
  return UNITS[name.split('_').at(-1)] ?? 'number';
}

function grouped(number) {
  return number.toLocaleString('en-US');
}

export function settingsPage(settings) {
  const rows = Object.entries(settings.shape).map(([name, schema]) => [
    `\`${name}\``,
    fallbackOf(schema),
    valuesOf(schema),
    schema.description ?? '',
  ]);
  return page('Settings', [
    'Takt is set up by environment variables, read once at the start by `src/main/config.ts`. An empty variable counts as not set; a value that cannot be used ends the start with a sentence that names every wrong one.',
    table(['variable', 'default', 'values', 'meaning'], rows),
    'The commands that talk to a server (`takt clone`, `takt add-task` and the others) use `TAKT_URL` (default `http://127.0.0.1:8080`), `TAKT_API_LOGIN` and `TAKT_API_SECRET`.',
  ]);
}

function fallbackOf(schema) {
  const read = schema.safeParse(undefined);
  if (!read.success || read.data === undefined) return 'none';
  return read.data === '' ? 'empty' : `\`${read.data}\``;
}

function valuesOf(schema) {
  let inner = schema;
  while (typeof inner.unwrap === 'function') inner = inner.unwrap();
  const { type, entries } = inner.def;
  if (entries !== undefined) {
    return Object.values(entries)
      .map((value) => `\`${value}\``)
      .join(', ');
  }
  return { number: 'a number', string: 'a text', boolean: 'true or false' }[type] ?? type;
}

export function page(title, parts) {
  return `${[`# ${title}`, MADE, ...parts].join('\n\n')}\n`;
}

export function table(head, rows) {
  const line = (cells) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
