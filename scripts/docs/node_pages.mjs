/** The pages of the node types, each from the object that also validates, runs and tests the type. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../prepare.mjs';
import { page, table } from './tables.mjs';

const KINDS = { process: 'processes', state: 'state diagrams' };

/** Logics that make a type show all the fields in which it takes expressions. */
const VARIANTS = [{}, { format: 'raw' }, { customize_response: true }, { mode: 'modify' }];

/** Values to try in a field, until its type takes one and finds an expression in it. */
const PROBES = ['{{x}}', { x: '{{x}}' }, [{ param: '{{x}}', const: '{{x}}', fun: 'eq' }]];

/** `words`: what the editor's panel says of the fields, by type and name. */
export function nodePages(types, notRun, words) {
  const own = types.map((type) => [`docs/nodes/${type.type}.md`, typePage(type, words[type.type] ?? {})]);
  return [['docs/nodes/README.md', overview(types, notRun)], ...own];
}

function overview(types, notRun) {
  return page('Node types', [
    'What a node can do is said by the logics in it. Each type has one file in `src/nodes`, from which its page is made.',
    table(
      ['type', 'title', 'in'],
      types.map((type) => [`[\`${type.type}\`](${type.type}.md)`, type.title, kindsOf(type)]),
    ),
    `Kept when imported and exported, but not run by this version (a process with them cannot be deployed): ${notRun.map((type) => `\`${type}\``).join(', ')}.`,
    'Delay has no logic of its own: it is a node with a time semaphor. Start is a node of kind 1, End one of kind 2.',
  ]);
}

function typePage(type, words) {
  const source = readFileSync(join(ROOT, `src/nodes/${type.type}.ts`), 'utf8');
  const tags = [...new Set(type.examples.map(({ expect }) => expect.tag).filter((tag) => tag !== undefined))];
  return page(type.title, [
    `\`${type.type}\`${aliasesOf(type)} · in ${kindsOf(type)}`,
    type.help,
    '## Fields',
    table(['field', 'default', 'expressions', 'remark'], fieldRows(type, remarksIn(source), words)),
    '## Exits',
    table(['field', 'taken'], exitRows(type)),
    '## Examples',
    ...type.examples.map(exampleText),
    ...(tags.length === 0 ? [] : [`Errors seen in the examples: ${tags.map((tag) => `\`${tag}\``).join(', ')}.`]),
  ]);
}

function kindsOf({ allowed_in }) {
  return allowed_in.map((kind) => KINDS[kind]).join(' and ');
}

function aliasesOf({ aliases = [] }) {
  return aliases.length === 0 ? '' : ` (also spelled ${aliases.map((name) => `\`${name}\``).join(', ')})`;
}

/** A logic with nothing but its type is read, and shows every field with its default. */
function fieldRows(type, remarks, words) {
  const { type: _, ...fields } = type.schema.parse({ type: type.type });
  return Object.entries(fields).map(([name, fallback]) => [
    `\`${name}\``,
    fallback === '' ? 'empty' : `\`${JSON.stringify(fallback)}\``,
    takesExpressions(type, name) ? 'yes' : '',
    (words[name] ?? words[`${name}_repeat`])?.help ?? remarks.get(name) ?? '',
  ]);
}

function takesExpressions(type, name) {
  const logics = VARIANTS.flatMap((variant) => PROBES.map((probe) => ({ type: type.type, ...variant, [name]: probe })));
  return logics.some((logic) => {
    const read = type.schema.safeParse(logic);
    return (
      read.success && type.templates(read.data).some(({ field, text }) => isOf(name, field) && text.includes('{{x}}'))
    );
  });
}

/** `conditions[0].param` and `extra: name of x` belong to their first word. */
function isOf(name, field) {
  return field === name || new RegExp(`^${name}[.:[]`).test(field);
}

/** Comments right above the fields of the schema. */
function remarksIn(source) {
  return new Map([...source.matchAll(/^ {2}\/\*\* (.+?) \*\/\n {2}(\w+):/gm)].map(([, text, name]) => [name, text]));
}

const TAKEN = {
  go: 'when everything before it in the node is done',
  condition: 'when the condition holds',
  error: 'when the logic fails; without it the task goes on with what follows',
};

function exitRows(type) {
  const logic = { type: type.type, to_node_id: 'x', err_node_id: 'x' };
  const exits = type.exits(type.schema.parse(logic)).map(({ field, role }) => [`\`${field}\``, TAKEN[role]]);
  return exits.length > 0 ? exits : [['(the next logic of the node)', 'when the task has been let go']];
}

/** A line for each part: what stands in the logic and the task, what comes back, what comes out. */
function exampleText({ title, logic, data, answers, code, answer, expect }) {
  const parts = { logic, data, reads: answers, code, answer, result: expect };
  const lines = Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name.padEnd(8)}${JSON.stringify(value)}`);
  return [`**${title}**`, ['```text', ...lines, '```'].join('\n')].join('\n\n');
}
