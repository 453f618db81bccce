/** Asks which node is to be put somewhere: a filter that has the focus, and the palette. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { connect } from './edits.ts';
import { type InsertAt, useInsert } from './insert.ts';
import css from './insert_dialog.module.css';
import { PaletteList } from './palette.tsx';
import { useEditor, useStore } from './store.ts';

export function InsertDialog({ at, onClose }: { at: InsertAt; onClose: () => void }) {
  const { t } = useTranslation();
  const store = useStore();
  const insert = useInsert();
  const [filter, setFilter] = useState('');
  // The dialog gives the focus to its first button when it opens, which is before this.
  useEffect(() => document.querySelector<HTMLInputElement>('dialog[open] input[type=search]')?.focus(), []);
  return (
    <Dialog title={t('editor.insert.title')} onClose={onClose} wide>
      <TextField
        label={t('editor.palette.search')}
        type="search"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          event.currentTarget.closest('dialog')?.querySelector<HTMLButtonElement>('[data-action]')?.click();
        }}
      />
      <div className={css.columns}>
        <PaletteList
          filter={filter}
          onChoose={(action) => {
            onClose();
            void insert(action, at);
          }}
        />
      </div>
      {at.link !== undefined && at.place !== undefined && (
        <Existing
          from={at.link.source}
          onChoose={(id) => {
            const { link } = at;
            if (link !== undefined) store.edit((draft) => connect(draft, link.source, link.key, id));
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

/** A link that was let go over nothing may also lead to a node that is there. */
function Existing({ from, onChoose }: { from: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  const nodes = useEditor(({ history }) => history.present.nodes);
  return (
    <label className={css.existing}>
      {t('editor.insert.existing')}
      <select defaultValue="" onChange={(event) => onChoose(event.target.value)}>
        <option value="" disabled>
          {t('editor.exits.choose')}
        </option>
        {nodes
          .filter(({ obj_id, obj_type }) => obj_id !== from && obj_type !== 1)
          .map(({ obj_id, title }) => (
            <option key={obj_id} value={obj_id}>
              {title === '' ? obj_id : title}
            </option>
          ))}
      </select>
    </label>
  );
}
