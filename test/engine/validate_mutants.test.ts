/**
 * Whatever is done to an export, reading and validating it ends in an answer: a failure with a reason, or a process and
 * its problems. Nothing throws. Hunts for values of a kind that nobody thought of, in places that nobody thought of.
 */
import { isObject, type JsonObject } from '../../src/base/json.ts';
import { LINT_PAGES } from '../../src/engine/lint_pages.ts';
import { exampleProcess, exampleSettings, exampleWorld } from '../../src/engine/rule_page.ts';
import { RULES, validate } from '../../src/engine/validate.ts';
import { rawNodeId } from '../../src/model/read_node.ts';
import { READ_RULES } from '../../src/model/read_problem.ts';
import { rawNodes, readExport, readProcess } from '../../src/model/read_process.ts';
import { remapNodeIds } from '../../src/model/remap_node_ids.ts';
import { apiNode, deleteRawNode, modifyRawNode } from '../../src/model/write_process.ts';
import { mutant, OWN } from '../fixtures/mutants.ts';
import { go } from '../model/exports.ts';

const MUTANTS = 500;

/** Of each rule's example. */
const MUTANTS_OF_EXAMPLES = 5;

const LEVELS = new Map<string, string>(
  [...Object.entries(READ_RULES).map(([name, { level }]) => ({ name, level })), ...RULES].map(({ name, level }) => [
    name,
    level,
  ]),
);

/** Reads, validates and edits the mutant; what it is told is returned. */
function judge(text: string): 'failure' | 'no errors' | 'errors' {
  const read = readExport(text);
  if ('failure' in read) {
    expect(read.failure.message).toMatch(/\.$/);
    return 'failure';
  }
  let errors = 0;
  for (const { kind, raw } of read.elements) {
    const { process, problems } = readProcess(raw);
    const all = [
      ...problems,
      ...validate(process, { aliasExists: () => false, convExists: () => false }, { min_timer_sec: 1 }),
    ];
    for (const { level, rule, message } of all) {
      expect(LEVELS.get(rule) ?? level).toBe(level);
      expect(message).not.toBe('');
    }
    if (kind === 'conv') errors += all.filter(({ level }) => level === 'error').length;
    expect(new Set(process.nodes.map(({ id }) => id)).size).toBe(process.nodes.length);
    edit(raw);
  }
  return errors > 0 ? 'errors' : 'no errors';
}

/** An edit of any node leaves a process in which exactly that was done. */
function edit(raw: JsonObject): void {
  for (const item of rawNodes(raw) ?? []) {
    if (!isObject(item)) continue;
    const id = rawNodeId(item);
    expect(apiNode(item).obj_id).toBe(id);
    const edited = modifyRawNode(raw, id, { title: 'edited', logics: [go('h')] });
    expect(readProcess(edited ?? {}).process.nodes.some(({ title }) => title === 'edited') || id === '').toBe(true);
    expect(deleteRawNode(raw, id)).not.toBeNull();
    break;
  }
  const ids = new Map([['b', 'bbbbbbbbbbbbbbbbbbbbbbbb']]);
  expect(readProcess(remapNodeIds(raw, ids)).process.nodes.map(({ id }) => id)).not.toContain('b');
}

test(`${MUTANTS} mutants of exports are read and validated without a throw, most of them with something to say`, () => {
  const told = { failure: 0, 'no errors': 0, errors: 0 };
  for (let i = 0; i < MUTANTS; i++) {
    const text = mutant(`mutant ${i}`);
    try {
      told[judge(text)]++;
    } catch (error) {
      throw new Error(`mutant ${i} of ${text.slice(0, 4000)}`, { cause: error });
    }
  }
  // The mutations reach all three ends, so none of them goes unseen.
  expect(told.failure).toBeGreaterThan(MUTANTS / 50);
  expect(told['no errors']).toBeGreaterThan(MUTANTS / 50);
  expect(told.errors).toBeGreaterThan(MUTANTS / 10);
});

test('every rule is hit by its example, and mutants of all examples are read and validated without a throw', () => {
  const hit = new Set<string>();
  for (const { name, bad } of LINT_PAGES) {
    // It is as large as a process may be: mutants of it are for the tests of bounds.
    if (name === 'too_many_nodes') continue;
    const text = JSON.stringify(exampleProcess(bad));
    const { process, problems } = readProcess(JSON.parse(text) as JsonObject);
    const all = [...problems, ...validate(process, exampleWorld(bad), exampleSettings(bad))];
    for (const { rule } of all) hit.add(rule);
    for (let i = 0; i < MUTANTS_OF_EXAMPLES; i++) judge(mutant(`${name} ${i}`, [text]));
  }
  const missed = LINT_PAGES.map(({ name }) => name).filter((name) => !hit.has(name) && name !== 'too_many_nodes');
  expect(missed.filter((name) => name !== 'logic_not_run')).toEqual([]);
});

test('the export that the mutants are made of has no errors itself', () => {
  expect(judge(JSON.stringify(OWN))).toBe('no errors');
});
