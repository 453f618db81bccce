/** Puts a task into a node by hand: the one where it stands, to be done anew, or any other. */
import { useTranslation } from 'react-i18next';
import { ask } from '../../data/client.ts';
import type { GraphModel } from '../../graph/model.ts';
import { SelectField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form_dialog.tsx';
import { useToasts } from '../../ui/toast.tsx';
import type { Task } from './task_data.ts';

interface Props {
  convId: number;
  task: Task;
  graph: GraphModel;
  /** The node to begin with. */
  from: string;
  onClose(): void;
}

export function RetryDialog({ convId, task, graph, from, onClose }: Props) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const submit = async (form: FormData): Promise<void> => {
    const node_id = String(form.get('node'));
    await ask({ type: 'move', obj: 'task', conv_id: convId, obj_id: task.id, node_id });
    toasts.done(t('process.retry.done'));
  };
  return (
    <FormDialog title={t('process.retry.title')} deed={t('process.retry.deed')} onClose={onClose} onSubmit={submit}>
      <SelectField label={t('process.retry.node')} hint={t('process.retry.hint')} name="node" defaultValue={from}>
        {graph.nodes.map(({ id, title, action }) => (
          <option key={id} value={id}>
            {title || t(`process.actions.${action}`)}
          </option>
        ))}
      </SelectField>
    </FormDialog>
  );
}
