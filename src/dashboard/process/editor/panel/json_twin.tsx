/** The node as the JSON that an export has of it: what is written here is taken as soon as it is right. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../../base/json.ts';
import { CodeBox } from '../../../code/code_box.tsx';
import { isObject } from '../../../graph/model.ts';
import { type DraftNode, readDraftNode } from '../draft.ts';
import { changeNodes } from '../edits.ts';
import { useStore } from '../store.ts';

export function JsonTwin({ node }: { node: DraftNode }) {
  const { t } = useTranslation();
  const store = useStore();
  const [mine, setMine] = useState({ text: shown(node), of: node });
  const [error, setError] = useState<string>();
  // What was changed elsewhere, undo for one, is shown; what is being written here stays as it is written.
  const text = mine.of === node ? mine.text : shown(node);
  const change = (next: string): void => {
    const parsed = parse(next);
    if (typeof parsed === 'string') {
      setError(parsed === '' ? t('editor.panel.jsonObject') : parsed);
      setMine({ text: next, of: node });
      return;
    }
    setError(undefined);
    const read = readDraftNode({ ...parsed, id: node.obj_id });
    const made: DraftNode = { ...read, position: node.position, obj_id: node.obj_id };
    store.edit((draft) => changeNodes(draft, [node.obj_id], () => made), `${node.obj_id} json`);
    setMine({ text: next, of: made });
  };
  return (
    <CodeBox
      label={t('editor.panel.json')}
      hint={t('editor.panel.jsonHint')}
      error={error}
      language="json"
      value={text}
      onChange={change}
    />
  );
}

function shown({ obj_type, title, description, logics, semaphors, stub, extra, options }: DraftNode): string {
  const condition = { logics, semaphors, ...(stub === null ? {} : { stub }) };
  return JSON.stringify({ obj_type, title, description, condition, extra, options }, null, 2);
}

function parse(text: string): JsonObject | string {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value as JsonObject) ? (value as JsonObject) : '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
