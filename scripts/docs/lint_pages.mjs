/** The pages of the rules of `takt lint`, each from the rule's own text and examples, which the tests run. */
import { page, table } from './tables.mjs';

/** A whole list of nodes would fill a page: what is longer is cut. */
const NODES_SHOWN = 8;

export function lintPages(rules) {
  const own = rules.map((rule) => [`docs/lint/${rule.name}.md`, rulePage(rule)]);
  return [['docs/lint/README.md', overview(rules)], ...own];
}

function overview(rules) {
  const rows = (level) =>
    rules.filter((rule) => rule.level === level).map(({ name, what }) => [`[\`${name}\`](${name}.md)`, what]);
  return page('What is checked', [
    'Imports, deploys and `takt lint FILE…` look for the same. An **error** cannot run and keeps a version from being deployed. A **warning** runs, and is doubtful or refused by Corezoid; old processes have many. Each page says why it matters and shows a process that has the problem and one that has not.',
    '`takt lint` takes exports, archives and folders, lists everything with node and title, and ends with 1 where there is an error. `--json` prints a list of `{file, process, problems: [{code, level, node_id, node_title, message, page}]}`. `--fix` adds the nodes that take failures ([`error_node_missing`](error_node_missing.md)) to the files and prints what it added.',
    'The examples show the nodes that matter. Round them stand a start node that leads to the first of them, a final node `end` and, for failures, a final node `failed`.',
    '## Errors',
    table(['code', 'finds that'], rows('error')),
    '## Warnings',
    table(['code', 'finds that'], rows('warning')),
  ]);
}

function rulePage({ name, level, what, why, bad, good }) {
  return page(`\`${name}\``, [
    `${level === 'error' ? 'An error' : 'A warning'}: ${what}.`,
    why,
    '## With the problem',
    ...example(bad),
    '## Without',
    ...example(good),
    '[All checks](README.md)',
  ]);
}

function example({ nodes, conv, exists }) {
  const shown = nodes.slice(0, NODES_SHOWN).map((node) => JSON.stringify(node));
  if (nodes.length > NODES_SHOWN) shown.push(`… ${nodes.length - NODES_SHOWN} more`);
  const world =
    exists?.length > 0
      ? `There are: ${exists.map((one) => `\`${one}\``).join(', ')}.`
      : 'There is nothing of that name.';
  return [
    ...(conv === undefined ? [] : [`Of the process:\n\n\`\`\`json\n${JSON.stringify(conv)}\n\`\`\``]),
    ...(shown.length === 0 ? [] : [`Nodes:\n\n\`\`\`text\n${shown.join('\n')}\n\`\`\``]),
    ...(exists === undefined ? [] : [world]),
  ];
}
