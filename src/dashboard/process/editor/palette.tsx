/** What can be put into the process: dragged onto the canvas, or chosen, and then it follows what is selected there. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionIcon } from '../../graph/action_icon.tsx';
import type { Action } from '../../graph/actions.ts';
import { type InsertAt, useInsert } from './insert.ts';
import { isAllowed, PALETTE } from './node_types.ts';
import css from './palette.module.css';
import { useEditor, useStore } from './store.ts';

/** The kind of what is dragged. */
export const DragType = 'application/x-takt-node';

export function Palette() {
  const { t } = useTranslation();
  const insert = useInsert();
  const selected = useEditor((state) => state.selected);
  const [filter, setFilter] = useState('');
  const [only] = selected;
  const at: InsertAt = selected.length === 1 && only !== undefined ? { after: only } : {};
  return (
    <aside className={css.palette} aria-label={t('editor.palette.title')}>
      <input
        type="search"
        className={css.search}
        aria-label={t('editor.palette.search')}
        placeholder={t('editor.palette.search')}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <PaletteList filter={filter} onChoose={(action) => void insert(action, at)} />
      <p className={css.hint}>{t('editor.palette.hint')}</p>
    </aside>
  );
}

export function PaletteList({ filter, onChoose }: { filter: string; onChoose: (action: Action) => void }) {
  const { t } = useTranslation();
  const store = useStore();
  const convType = useEditor(({ about }) => about.convType);
  const wanted = filter.trim().toLowerCase();
  const groups = PALETTE.map(({ group, items }) => ({
    group,
    items: items.filter(
      (action) =>
        isAllowed(action, convType, store.catalogue) && t(`process.actions.${action}`).toLowerCase().includes(wanted),
    ),
  })).filter(({ items }) => items.length > 0);
  if (groups.length === 0) return <p className={css.hint}>{t('editor.palette.nothing')}</p>;
  return (
    <>
      {groups.map(({ group, items }) => (
        <section key={group}>
          <h2 className={css.group}>{t(`editor.palette.groups.${group}`)}</h2>
          <div className={css.items}>
            {items.map((action) => (
              <button
                key={action}
                type="button"
                className={css.item}
                draggable
                data-action={action}
                title={t(`process.actions.${action}`)}
                onDragStart={(event) => {
                  event.dataTransfer.setData(DragType, action);
                  event.dataTransfer.effectAllowed = 'copy';
                }}
                onClick={() => onChoose(action)}
              >
                <ActionIcon action={action} size={18} />
                <span>{t(`process.actions.${action}`)}</span>
              </button>
            ))}
          </div>
        </section>
      ))}
    </>
  );
}
