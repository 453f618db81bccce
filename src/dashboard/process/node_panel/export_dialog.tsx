/** What of the tasks of a node goes into a CSV file: of which time, with which system parameters, written how. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckBox, SelectField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form_dialog.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { COLUMNS, DIVIDERS, exportTasks, RANGES } from './export.ts';
import css from './node_panel.module.css';

interface Props {
  convId: number;
  node: { id: string; title: string };
  onClose(): void;
}

export function ExportDialog({ convId, node, onClose }: Props) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [range, setRange] = useState<(typeof RANGES)[number]>('all');
  const submit = async (form: FormData): Promise<void> => {
    const seconds = (name: string): number => Math.floor(new Date(String(form.get(name))).getTime() / 1000);
    const count = await exportTasks(convId, node.id, {
      range,
      start: seconds('start'),
      end: seconds('end'),
      columns: form.getAll('column').map(String),
      divider: String(form.get('divider')),
      unixTimes: form.get('unix') !== null,
    });
    if (count === 0) throw new Error(t('process.export.nothing'));
    toasts.done(t('process.export.done', { count }));
  };
  return (
    <FormDialog
      title={t('process.export.title', { node: node.title })}
      deed={t('process.export.deed')}
      onClose={onClose}
      onSubmit={submit}
    >
      <SelectField
        label={t('process.export.range')}
        hint={t('process.export.rangeHint')}
        value={range}
        onChange={(event) => setRange(RANGES.find((one) => one === event.target.value) ?? 'all')}
      >
        {RANGES.map((one) => (
          <option key={one} value={one}>
            {t(`process.export.ranges.${one}`)}
          </option>
        ))}
      </SelectField>
      {range === 'fromTo' && (
        <div className={css.fromTo}>
          <TextField type="datetime-local" name="start" label={t('process.export.from')} required />
          <TextField type="datetime-local" name="end" label={t('process.export.to')} required />
        </div>
      )}
      <fieldset className={css.columns}>
        <legend>{t('process.system.title')}</legend>
        {COLUMNS.map((column) => (
          <CheckBox
            key={column}
            name="column"
            value={column}
            label={t(`process.export.columns.${column}`)}
            defaultChecked={column === 'ref' || column === 'create_time' || column === 'change_time'}
          />
        ))}
      </fieldset>
      <CheckBox name="unix" label={t('process.export.unix')} hint={t('process.export.unixHint')} />
      <SelectField label={t('process.import.divider')} name="divider">
        {DIVIDERS.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </SelectField>
    </FormDialog>
  );
}
