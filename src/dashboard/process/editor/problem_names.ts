/**
 * What the server finds wrong, in the words of the page: where its sentence names a place as the JSON does
 * (`to_node_id of logics[0] (go)`, the id of a node), the names stand that people see in the panel and on the canvas.
 */
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../base/json.ts';
import { readNode } from '../../graph/model.ts';
import { language } from '../../words/index.ts';
import { problemWords } from '../../words/said.ts';
import { type DraftNode, textOf } from './draft.ts';
import { type Problem, useStore } from './store.ts';

type Words = (key: string, options?: { defaultValue?: string; number?: number; where?: string }) => string;

/** A field of a logic, with the quotes that may stand round it, or a logic alone; of stubs the branch comes first. */
const PLACE = /(?:'?\b([a-z_]+)((?:\.|\[)\S*?)?'? (?:of|в) )?(stub\.)?logics\[(\d+)\](?:\[\d+\])?(?: \(([\w-]+)\))?/g;
const TIMER = /'?\b(value|to_node_id|esc_node_id)'? (?:of the|в) (timer|alarm|таймере|пороге)/g;
/** A sentence about one logic, whose other fields it may name. */
const LOGIC_FIRST = /^(?:stub\.)?logics\[\d+\](?:\[\d+\])? \((\w+)\): /i;
const FIELD = /\b[a-z]+_id\b/g;
/** Types of logics as a list: `(api, set_param)`. */
const TYPES = /\((\w+(?:, \w+)+)\)/g;
const NODE_ID = /\b[0-9a-f]{24}\b/g;

/** The sentence; `nodeOf` finds nodes of the process as far as they are known. */
export function useProblemWords(): (
  problem: Pick<Problem, 'code' | 'message' | 'nodeId'>,
  nodeOf?: (id: string) => DraftNode | undefined,
) => string {
  const { t } = useTranslation();
  return ({ code, message, nodeId }, nodeOf = () => undefined) => {
    const [first = '', ...rest] = problemWords(message, code).split('\n');
    const titleOf = (id: string): string => nodeOf(id)?.title ?? '';
    return [inWords(first, { t: t as unknown as Words, node: nodeOf(nodeId ?? ''), titleOf }), ...rest].join('\n');
  };
}

/** Of the draft that is edited: the node that a problem is about, and the sentence. */
export function useProblemTexts(): { nameOf(problem: Problem): string; textOf(problem: Problem): string } {
  const { t } = useTranslation();
  const store = useStore();
  const wordsOf = useProblemWords();
  return {
    nameOf: ({ nodeId, nodeTitle }) => {
      const node = nodeTitle === '' ? store.node(nodeId ?? '') : undefined;
      return node === undefined ? nodeTitle : t(`process.actions.${readNode(node, store.state.about.convType).action}`);
    },
    textOf: (problem) => wordsOf(problem, (id) => store.node(id)),
  };
}

interface Around {
  t: Words;
  /** The node that is meant, where it is known. */
  node: DraftNode | undefined;
  titleOf(id: string): string;
}

/** Corezoid's names of some errors, which say less than what follows. */
const GENERAL = /^(?:Wrong params in extra or extraType|Invalid scheme|Params are not valid): (.)/;

export function inWords(text: string, { t, node, titleOf }: Around): string {
  const logics = node?.logics ?? [];
  const special = text.replace(GENERAL, (_whole, first: string) => first.toUpperCase());
  const places = special.replace(
    PLACE,
    (whole, field?: string, path?: string, stub?: string, first?: string, type?: string) => {
      if (stub !== undefined) {
        const place = t('editor.problems.stub', { number: Number(first) + 1 });
        return quoted(
          field === undefined || type === undefined ? place : `${place}: ${labelOf(t, type, field)}${path ?? ''}`,
        );
      }
      const index = Number(first);
      const known = type ?? textOf(logics[index]?.type);
      if (known === '') return whole;
      const place = placeOf(t, logics, index, known);
      if (field === undefined) return quoted(place);
      if (field === 'conditions') return quoted(conditionField(t, logics, index, path ?? ''));
      const label = known === 'go' && logics.some(isCondition) ? t('editor.exits.else') : labelOf(t, known, field);
      const shown = `${label}${pathText(path)}`;
      // Where there is one such logic only, its field says enough.
      return quoted(logics.filter((one) => one.type === known).length > 1 ? `${place}: ${shown}` : shown);
    },
  );
  const [, about] = LOGIC_FIRST.exec(text) ?? [];
  const fields = places.replace(FIELD, (field) => {
    const label = about === undefined ? field : labelOf(t, about, field);
    return label === field ? field : quoted(label);
  });
  const timers = fields.replace(TIMER, (_whole, field: string, where: string) => {
    const kind = where === 'timer' || where === 'таймере' ? 'time' : 'count';
    return quoted(
      `${t(`editor.semaphors.${kind}.title`)}: ${t(`editor.semaphors.${kind}.${field === 'value' ? 'value' : 'to'}`)}`,
    );
  });
  const types = timers.replace(TYPES, (whole, list: string) => {
    const names = list.split(', ').map((type) => t(`process.actions.${type}`, { defaultValue: '' }));
    return names.includes('') ? whole : `(${names.join(', ')})`;
  });
  return types.replace(NODE_ID, (id) => (titleOf(id) === '' ? id : quoted(titleOf(id))));
}

function isCondition({ type }: JsonObject): boolean {
  return type === 'go_if_const';
}

/** The logic as it is called on the canvas, with its number where the node has several of the kind. */
function placeOf(t: Words, logics: JsonObject[], index: number, type: string): string {
  const alike = logics.flatMap((one, at) => (one.type === type ? [at] : []));
  const number = Math.max(0, alike.indexOf(index)) + 1;
  if (type === 'go_if_const') return t('editor.conditions.branch', { number });
  const name = t(`process.actions.${type}`, { defaultValue: type });
  return alike.length > 1 ? `${name} ${number}` : name;
}

function labelOf(t: Words, type: string, field: string): string {
  if (field === 'err_node_id') return t('editor.exits.error');
  if (field === 'to_node_id') return t(type === 'go_if_const' ? 'editor.conditions.to' : 'editor.exits.go');
  return t(`editorFields.${type}.${field}.label`, { defaultValue: field });
}

/** `[1].const` of the conditions: the comparison as the panel numbers it. */
function conditionField(t: Words, logics: JsonObject[], index: number, path: string): string {
  const [, at = '0', part = 'param'] = /^\[(\d+)\](?:\.(\w+))?/.exec(path) ?? [];
  const branch = logics.slice(0, index).filter(isCondition).length + 1;
  return t(`editor.conditions.${part}`, { where: `${branch}.${Number(at) + 1}`, defaultValue: part });
}

function pathText(path: string | undefined): string {
  return path === undefined ? '' : `: ${path.replace(/^\./, '')}`;
}

function quoted(text: string): string {
  return language() === 'ru' ? `«${text}»` : `“${text}”`;
}
