/**
 * What the server finds wrong, in the words of the page: where its sentence names a place as the JSON does
 * (`to_node_id of logics[0] (go)`, the id of a node), the names stand that people see in the panel and on the canvas.
 */
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../base/json.ts';
import { language } from '../../words/index.ts';
import { problemWords } from '../../words/said.ts';
import { type DraftNode, textOf } from './draft.ts';
import { type Problem, useStore } from './store.ts';

type Words = (key: string, options?: { defaultValue?: string; number?: number; where?: string }) => string;

/** A field of a logic, with the quotes that may stand round it, or a logic alone; of stubs the branch comes first. */
const PLACE = /(?:'?\b([a-z_]+)((?:\.|\[)\S*?)?'? (?:of|в) )?(stub\.)?logics\[(\d+)\](?:\[\d+\])?(?: \(([\w-]+)\))?/g;
const TIMER = /'?\b(value|to_node_id|esc_node_id)'? (?:of the|в) (timer|alarm|таймере|пороге)/g;
/** Types of logics as a list: `(api, set_param)`. */
const TYPES = /\((\w+(?:, \w+)+)\)/g;
const NODE_ID = /\b[0-9a-f]{24}\b/g;

export function useProblemText(): (problem: Pick<Problem, 'code' | 'message' | 'nodeId'>) => string {
  const { t } = useTranslation();
  const store = useStore();
  return ({ code, message, nodeId }) => {
    const [first = '', ...rest] = problemWords(message, code).split('\n');
    const node = store.node(nodeId ?? '');
    const named = inWords(first, { t: t as unknown as Words, node, titleOf: (id) => store.node(id)?.title ?? '' });
    return [named, ...rest].join('\n');
  };
}

interface Around {
  t: Words;
  /** The node that is meant, where it is known. */
  node: DraftNode | undefined;
  titleOf(id: string): string;
}

export function inWords(text: string, { t, node, titleOf }: Around): string {
  const logics = node?.logics ?? [];
  const places = text.replace(
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
  const timers = places.replace(TIMER, (_whole, field: string, where: string) => {
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
