/** Goes to a node that is found by a part of its name or of its settings. */
import { useTranslation } from 'react-i18next';
import { useFocus } from '../../graph/graph.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NodeChooser } from './node_chooser.tsx';
import { useStore } from './store.ts';

export function FindDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const store = useStore();
  const focus = useFocus();
  return (
    <Dialog title={t('editor.find.title')} onClose={onClose}>
      <NodeChooser
        label={t('editor.find.label')}
        onChoose={(id) => {
          onClose();
          store.select([id]);
          focus([id]);
        }}
      />
    </Dialog>
  );
}
