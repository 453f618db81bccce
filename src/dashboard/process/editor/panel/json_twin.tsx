/** The node as the JSON that an export has of it. */
import { useTranslation } from 'react-i18next';
import { isObject } from '../../../graph/model.ts';
import { type DraftNode, readDraftNode } from '../draft.ts';
import { changeNodes } from '../edits.ts';
import { useStore } from '../store.ts';
import { JsonText } from './json_text.tsx';

export function JsonTwin({ node }: { node: DraftNode }) {
  const { t } = useTranslation();
  const store = useStore();
  return (
    <JsonText
      label={t('editor.panel.json')}
      of={node}
      text={shown(node)}
      take={(value) => {
        if (!isObject(value)) return t('editor.panel.jsonObject');
        const read = readDraftNode({ ...value, id: node.obj_id });
        const made: DraftNode = { ...read, position: node.position, obj_id: node.obj_id };
        store.write((draft) => changeNodes(draft, [node.obj_id], () => made), `${node.obj_id} json`);
        return made;
      }}
    />
  );
}

function shown({ obj_type, title, description, logics, semaphors, stub, extra, options }: DraftNode): string {
  const condition = { logics, semaphors, ...(stub === null ? {} : { stub }) };
  return JSON.stringify({ obj_type, title, description, condition, extra, options }, null, 2);
}
