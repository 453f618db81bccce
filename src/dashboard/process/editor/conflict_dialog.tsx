/** Somebody else changed what was changed here too: a person says which of the two stays, now or later. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { byId } from './draft.ts';
import { useEditor } from './store.ts';

interface Props {
  nodes: readonly string[];
  onKeep(keep: 'mine' | 'theirs'): void;
  /** Nothing is sent until then. */
  onLater(): void;
}

export function ConflictDialog({ nodes, onKeep, onLater }: Props) {
  const { t } = useTranslation();
  const mine = useEditor(({ history }) => history.present);
  const theirs = useEditor((state) => state.acked);
  const titles = nodes.map((id) => byId(mine.nodes).get(id)?.title || byId(theirs.nodes).get(id)?.title || id);
  const actions = (
    <>
      <Button onClick={() => onKeep('theirs')}>{t('editor.conflict.theirs')}</Button>
      <Button kind="main" onClick={() => onKeep('mine')}>
        {t('editor.conflict.mine')}
      </Button>
    </>
  );
  return (
    <Dialog title={t('editor.conflict.title')} onClose={onLater} actions={actions}>
      <p>{t('editor.conflict.text')}</p>
      <ul>
        {titles.map((title, index) => (
          <li key={nodes[index]}>{title}</li>
        ))}
      </ul>
    </Dialog>
  );
}
