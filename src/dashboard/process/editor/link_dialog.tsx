/** Draws a link without a mouse: from a way out of the chosen node to a node that is found by its name. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/field.tsx';
import { NODE_TYPE } from './draft.ts';
import { connect } from './edits.ts';
import { editorNode } from './links.ts';
import { NodeChooser } from './node_chooser.tsx';
import { useEditor, useNode, useStore } from './store.ts';

export function LinkDialog({ from, onClose }: { from: string; onClose: () => void }) {
  const { t } = useTranslation();
  const store = useStore();
  const node = useNode(from);
  const convType = useEditor(({ about }) => about.convType);
  const exits = node === undefined ? [] : editorNode(node, convType, store.catalogue).exits;
  const [key, setKey] = useState(() => (exits.find(({ to }) => to === '') ?? exits[0])?.key ?? '');
  return (
    <Dialog title={t('editor.link.title')} onClose={onClose}>
      {exits.length === 0 && <p>{t('editor.link.none')}</p>}
      {exits.length > 1 && (
        <SelectField label={t('editor.link.way')} value={key} onChange={(event) => setKey(event.target.value)}>
          {exits.map(({ key: one, role, text, to }) => (
            <option key={one} value={one}>
              {role === 'condition' && text !== '' ? text : t(`process.exits.${role}`, { text })}
              {to === '' ? '' : ` → ${store.node(to)?.title ?? to}`}
            </option>
          ))}
        </SelectField>
      )}
      {exits.length > 0 && (
        <NodeChooser
          label={t('editor.link.to')}
          isOffered={({ obj_id, obj_type }) => obj_type !== NODE_TYPE.start && obj_id !== from}
          onChoose={(to) => {
            store.edit((draft) => connect(draft, from, key, to));
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}
