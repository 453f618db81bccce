/** A variable that processes read as {{env_var[@name]}}. A secret one is written only: no page ever shows its value. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../data/client.ts';
import { CheckBox, SelectField, TextArea, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import css from './dialogs.module.css';
import type { Variable } from './names_data.ts';
import { useRun } from './use_run.ts';

type Props = { onClose(): void } & ({ variable: Variable } | { folder: number });

export function VariableDialog({ onClose, ...props }: Props) {
  const { t } = useTranslation();
  const run = useRun();
  const variable = 'variable' in props ? props.variable : null;
  const [isSecret, setSecret] = useState(variable?.isSecret ?? false);
  const save = async (form: FormData): Promise<void> => {
    const short_name = String(form.get('short_name'));
    const value = String(form.get('value'));
    const fields = {
      short_name,
      title: short_name,
      description: String(form.get('description')),
      data_type: String(form.get('data_type')),
      env_var_type: isSecret ? 'secret' : 'visible',
      // A secret that is not typed anew stays what it was.
      ...(variable?.isSecret === true && value === '' ? {} : { value }),
    };
    const at =
      'variable' in props ? { type: 'modify', obj_id: props.variable.id } : { type: 'create', folder_id: props.folder };
    await ask({ obj: 'env_var', ...at, ...fields });
    await run(async () => undefined);
  };
  const keeps = variable?.isSecret === true;
  return (
    <FormDialog
      title={t(variable === null ? 'workspace.create.variable' : 'workspace.variable.title')}
      deed={t(variable === null ? 'shell.common.create' : 'shell.common.save')}
      onClose={onClose}
      onSubmit={save}
    >
      <TextField
        label={t('workspace.field.shortName')}
        hint={t('workspace.variable.hint', { template: '{{env_var[@name]}}' })}
        name="short_name"
        defaultValue={variable?.name}
        pattern="[a-z0-9][a-z0-9\-]{0,49}"
        required
        autoFocus
      />
      <SelectField
        label={t('workspace.variable.type')}
        name="data_type"
        defaultValue={variable?.isJson === true ? 'json' : 'raw'}
      >
        <option value="raw">{t('workspace.variable.raw')}</option>
        <option value="json">{t('workspace.variable.json')}</option>
      </SelectField>
      <TextArea
        label={t('workspace.variable.value')}
        hint={keeps ? t('workspace.variable.kept') : undefined}
        name="value"
        className={css.mono ?? ''}
        defaultValue={variable?.value ?? ''}
        required={!keeps}
        spellCheck={false}
      />
      <CheckBox
        label={t('workspace.variable.secret')}
        hint={t('workspace.variable.secretHint')}
        checked={isSecret}
        disabled={keeps}
        onChange={(event) => setSecret(event.target.checked)}
      />
      <TextField label={t('workspace.field.description')} name="description" defaultValue={variable?.description} />
    </FormDialog>
  );
}
