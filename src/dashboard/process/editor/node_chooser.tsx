/** Finds a node of the process: by its title, its kind, its id, or by what stands in its settings. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionIcon } from '../../graph/action_icon.tsx';
import { readNode } from '../../graph/model.ts';
import { TextField } from '../../ui/field.tsx';
import css from './dialogs.module.css';
import type { DraftNode } from './draft.ts';
import { inGraphOrder } from './edits.ts';
import { useEditor } from './store.ts';

const SHOWN_AT_MOST = 50;

interface Props {
  label: string;
  /** Whether a node may be chosen. */
  isOffered?: (node: DraftNode) => boolean;
  onChoose(id: string): void;
}

export function NodeChooser({ label, isOffered = () => true, onChoose }: Props) {
  const { t } = useTranslation();
  const draft = useEditor(({ history }) => history.present);
  const convType = useEditor(({ about }) => about.convType);
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const nodes = useMemo(() => {
    const place = new Map(inGraphOrder(draft).map((id, at) => [id, at]));
    return [...draft.nodes].sort((a, b) => (place.get(a.obj_id) ?? 0) - (place.get(b.obj_id) ?? 0));
  }, [draft]);
  const found = nodes
    .filter(isOffered)
    .map((node) => {
      const read = readNode(node, convType);
      const kind = t(`process.actions.${read.action}`);
      const title = node.title || kind;
      return { node, action: read.action, kind, title, rank: rankOf(node, `${title} ${kind}`, wanted) };
    })
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .slice(0, SHOWN_AT_MOST);
  return (
    <>
      <TextField
        label={label}
        type="search"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || found[0] === undefined) return;
          event.preventDefault();
          onChoose(found[0].node.obj_id);
        }}
      />
      {found.length === 0 && <p className={css.soft}>{t('editor.find.nothing')}</p>}
      <ul className={css.found}>
        {found.map(({ node, action, kind, title, rank }) => (
          <li key={node.obj_id}>
            <button
              type="button"
              className={css.foundNode}
              data-found={node.obj_id}
              onClick={() => onChoose(node.obj_id)}
            >
              <ActionIcon action={action} size={18} />
              <span>{title}</span>
              <span className={css.soft}>{rank === IN_SETTINGS ? t('editor.find.inSettings') : kind}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

const IN_SETTINGS = 1;

/** 0: it does not fit; titles come before ids, and both before what stands in the settings. */
function rankOf({ obj_id, logics, semaphors, description }: DraftNode, title: string, wanted: string): number {
  if (wanted === '' || title.toLowerCase().includes(wanted)) return 3;
  if (obj_id.startsWith(wanted)) return 2;
  return JSON.stringify([logics, semaphors, description]).toLowerCase().includes(wanted) ? IN_SETTINGS : 0;
}
