/** A person who reads Russian is told in Russian what the server says: no code, rule or field is without its words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { t } from 'i18next';
import { NODE_PANELS } from '../../src/api/node_panels.ts';
import { ERROR_CODES } from '../../src/base/errors.ts';
import type { Json } from '../../src/base/json.ts';
import { readDraftNode } from '../../src/dashboard/process/editor/draft.ts';
import { inRussian } from '../../src/dashboard/words/phrase_book.ts';
import { codes } from '../../src/dashboard/words/ru/codes.ts';
import { errorPhrases } from '../../src/dashboard/words/ru/phrases_errors.ts';
import { readingPhrases } from '../../src/dashboard/words/ru/phrases_reading.ts';
import { rulePhrases } from '../../src/dashboard/words/ru/phrases_rules.ts';
import { rules } from '../../src/dashboard/words/ru/rules.ts';
import { ru } from '../../src/dashboard/words/ru.ts';
import { LINT_PAGES } from '../../src/engine/lint_pages.ts';
import { exampleProcess, exampleSettings, exampleWorld } from '../../src/engine/rule_page.ts';
import { validate } from '../../src/engine/validate.ts';
import { readOne } from '../model/exports.ts';

const isRussian = (text: string | null | undefined): boolean => /[а-яё]/i.test(text ?? '');
const BOOK = { ...errorPhrases, ...rulePhrases, ...readingPhrases };

test('every code of a refusal and every rule has its Russian sentence, and no sentence is left over', () => {
  expect(Object.keys(codes).sort()).toEqual(Object.keys(ERROR_CODES).sort());
  expect(Object.keys(rules).sort()).toEqual(LINT_PAGES.map(({ name }) => name).sort());
  expect(Object.values({ ...codes, ...rules }).filter((text) => !isRussian(text))).toEqual([]);
});

test('what each rule says of its bad example is told in Russian with its facts', () => {
  const untold = LINT_PAGES.flatMap(({ bad }) => {
    const { process, problems } = readOne(exampleProcess(bad));
    const found = [...problems, ...validate(process, exampleWorld(bad), exampleSettings(bad))];
    return found.map(({ message }) => message).filter((message) => !isRussian(inRussian(message)));
  });
  expect(untold).toEqual([]);
});

test('where a rule names a place of the JSON, the page tells it as it is called there, in both languages', async () => {
  const browser = {
    localStorage: { getItem: () => 'en', setItem: () => undefined },
    document: { documentElement: {} },
  };
  Object.assign(globalThis, browser);
  const page = (path: string): Promise<unknown> => import(`../../src/dashboard/${path}`);
  const { chooseLanguage } = (await page('words/index.ts')) as { chooseLanguage(language: string): Promise<void> };
  const { problemWords } = (await page('words/said.ts')) as { problemWords(message: string, rule: string): string };
  const { inWords } = (await page('process/editor/problem_names.ts')) as {
    inWords(text: string, around: object): string;
  };
  const told: string[] = [];
  for (const language of ['en', 'ru'] as const) {
    await chooseLanguage(language);
    for (const { name, bad } of LINT_PAGES) {
      const { process, problems } = readOne(exampleProcess(bad));
      const found = [...problems, ...validate(process, exampleWorld(bad), exampleSettings(bad))];
      for (const { message, node_id } of found) {
        const raw = process.nodes.find(({ id }) => id === node_id);
        const node = raw === undefined ? undefined : readDraftNode({ id: raw.id, logics: raw.logics as Json[] });
        told.push(inWords(problemWords(message, name), { t, node, titleOf: (id: string) => `Node ${id}` }));
      }
    }
  }
  expect(told.filter((text) => /\blogics\[|\b(extra|data|obj|conv)_?type\b|_id\b/i.test(text))).toEqual([]);
});

test.each([
  [
    'the process cannot be deployed: node "" (abc): the query is empty',
    'Развернуть нельзя. Узел «» (abc): запрос пуст: напишите его.',
  ],
  ['not unical reference', 'Заявка с таким референсом уже есть в процессе. Возьмите другой референс.'],
  ['Param: amount, Error: value is not number', 'Параметр amount: значение должно быть такого вида: число.'],
  [
    'the process cannot be deployed: node "Pay: it" (abc): logics[0] (api): "FETCH" is none of GET, POST.',
    'Развернуть нельзя. Узел «Pay: it» (abc): logics[0] (api): метода «FETCH» нет; есть GET, POST.',
  ],
  [
    'Access denied: ann has no right to modify conv 12',
    'Нет прав: «ann» не может менять процесс 12. Попросите доступ у владельца.',
  ],
  [
    'tasks stand in nodes that this version no longer has: "A" (x): 2',
    expect.stringContaining('стоят заявки: "A" (x): 2.'),
  ],
  ['Too many tries to log in: try again in 5 min.', 'Слишком много попыток входа. Повторите через 5 мин.'],
  ['something that nobody has written down', null],
])('the server says "%s"', (message, told) => {
  expect(inRussian(message)).toEqual(told);
});

test('a stranger’s text in a message costs no time', () => {
  const begun = performance.now();
  inRussian(`Param: ${'a, Error: Param: '.repeat(200)}`);
  inRussian(' of leads to : character '.repeat(150));
  expect(performance.now() - begun).toBeLessThan(1000);
});

test('each sentence of the book is one that the server has', () => {
  const source = ['api', 'app', 'base', 'engine', 'main', 'model', 'nodes', 'template'].flatMap((folder) => {
    const root = join(__dirname, '../../src', folder);
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(root, name), 'utf8'));
  });
  const all = source.join('\n').replaceAll("\\'", "'");
  /** What the reader of fields says, and what the server puts together of shorter pieces. */
  const ofTheReader = /^(Invalid (input|option)|Too (big|small)|<field> of |an? (array|boolean))/;
  const gone = Object.keys(BOOK)
    .filter((said) => !ofTheReader.test(said))
    .filter((said) => {
      const [longest = ''] = said.split(/<\w+>|[;:"(\]]/).sort((a, b) => b.length - a.length);
      return !all.includes(longest.trim());
    });
  expect(gone).toEqual([]);
});

test('every field of every node type has its label, help and options in Russian', () => {
  const words = ru.editorFields as unknown as Record<string, Record<string, FieldWords> | undefined>;
  const lacking = Object.entries(NODE_PANELS).flatMap(([type, { fields }]) =>
    fields.flatMap(({ name, control, options }) => {
      if (DRAWN.includes(control)) return [];
      const field = words[type]?.[name.replace('.', '_')];
      if (field?.help === undefined || !(isRussian(field.label) || ABBREVIATED.includes(field.label ?? ''))) {
        return [`${type}.${name}`];
      }
      return (options ?? [])
        .filter((option) => /^[a-z_]*$/.test(option) && !NAMES.includes(option))
        .map((option) => option || 'none')
        .filter((option) => !isRussian(field.options?.[option]))
        .map((option) => `${type}.${name} ${option}`);
    }),
  );
  expect(lacking).toEqual([]);
});

interface FieldWords {
  label?: string;
  help?: string;
  options?: Record<string, string>;
}

/** Fields with an editor of their own, whose words stand in `editor`. */
const DRAWN = ['conditions'];
/** The same in both languages. */
const ABBREVIATED = ['URL', 'SQL'];
/** Names of languages. */
const NAMES = ['js', 'python', 'golang', 'php', 'java', 'clojure', 'dockerfile'];
