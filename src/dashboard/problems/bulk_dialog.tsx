/** One act on all tasks of a node that fit a filter. It says how many those are before anything is done. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../base/json.ts';
import { ask, number } from '../data/client.ts';
import { SelectField, TextArea, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import { useNodes } from './data.ts';
import css from './problems.module.css';

type Act = 'retry' | 'move' | 'modify' | 'delete' | 'again';
/** What can be done with tasks that stand there; those that have ended can be run again. */
const ACTS: Act[] = ['retry', 'move', 'modify', 'delete'];
const LATELY_HOURS = '24';

interface Props {
  conv_id: number;
  node_id: string;
  node_title: string;
  /** Whether the tasks have ended. */
  ended: boolean;
  /** The cause to begin with. */
  code?: string;
  onClose(): void;
}

export function BulkDialog({ conv_id, node_id, node_title, ended, code: cause = '', onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const nodes = useNodes(conv_id);
  const [act, setAct] = useState<Act>(ended ? 'again' : 'retry');
  const [filter, setFilter] = useState({ ref: '', minutes: '', hours: ended ? LATELY_HOURS : '', code: cause });
  const { count, isKnown } = useCount(conv_id, node_id, filterOf(filter));
  const submit = async (form: FormData): Promise<void> => {
    const what: JsonObject = act === 'retry' ? { action: 'move' } : { action: act };
    if (act === 'move') what.to_node_id = String(form.get('to'));
    if (act === 'modify') what.data = parsed(String(form.get('data')), t('problems.bulk.badData'));
    await ask({ type: 'create', obj: 'task_job', conv_id, node_id, filter: filterOf(filter), ...what });
    await client.invalidateQueries({ queryKey: ['task_jobs'] });
  };
  const field = (name: keyof typeof filter) => ({
    value: filter[name],
    onChange: (event: { target: { value: string } }) => setFilter({ ...filter, [name]: event.target.value }),
  });
  return (
    <FormDialog
      title={t(ended ? 'problems.bulk.againTitle' : 'problems.bulk.title', { node: node_title || node_id })}
      deed={t(`problems.bulk.deed.${act}`, { count })}
      disabled={count === 0 || !isKnown}
      onClose={onClose}
      onSubmit={submit}
    >
      {ended ? (
        <p>{t('problems.bulk.hint.again')}</p>
      ) : (
        <SelectField
          label={t('problems.bulk.act')}
          value={act}
          hint={t(`problems.bulk.hint.${act}`)}
          onChange={(event) => setAct(ACTS.find((one) => one === event.target.value) ?? 'retry')}
        >
          {ACTS.map((one) => (
            <option key={one} value={one}>
              {t(`problems.bulk.acts.${one}`)}
            </option>
          ))}
        </SelectField>
      )}
      {act === 'move' && (
        <SelectField label={t('problems.bulk.to')} name="to" required>
          {(nodes.data ?? []).map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </SelectField>
      )}
      {act === 'modify' && (
        <TextArea
          label={t('problems.bulk.data')}
          name="data"
          required
          rows={4}
          defaultValue={'{\n  \n}'}
          spellCheck={false}
        />
      )}
      <fieldset className={css.filter}>
        <legend>{t('problems.bulk.filter')}</legend>
        <TextField label={t('problems.bulk.ref')} hint={t('problems.bulk.refHint')} {...field('ref')} />
        {ended ? (
          <TextField label={t('problems.bulk.hours')} type="number" min={0} {...field('hours')} />
        ) : (
          <TextField label={t('problems.bulk.older')} type="number" min={0} {...field('minutes')} />
        )}
        <TextField label={t('problems.bulk.code')} {...field('code')} />
      </fieldset>
      <p role="status">{t('problems.bulk.found', { count })}</p>
    </FormDialog>
  );
}

function filterOf({ ref, minutes, hours, code }: Record<'ref' | 'minutes' | 'hours' | 'code', string>): JsonObject {
  return {
    ...(ref.trim() === '' ? {} : { ref: ref.trim() }),
    ...(Number(minutes) > 0 ? { older_sec: Math.round(Number(minutes) * 60) } : {}),
    ...(Number(hours) > 0 ? { younger_sec: Math.round(Number(hours) * 3600) } : {}),
    ...(code.trim() === '' ? {} : { code: code.trim() }),
  };
}

/** While a filter that was changed is counted, the number before is shown, and nothing is done by it. */
function useCount(conv_id: number, node_id: string, filter: JsonObject): { count: number; isKnown: boolean } {
  const { data, isPlaceholderData } = useQuery({
    queryKey: ['task_job_count', conv_id, node_id, filter],
    placeholderData: keepPreviousData,
    queryFn: async () => number((await ask({ type: 'check', obj: 'task_job', conv_id, node_id, filter })).count),
  });
  return { count: data ?? 0, isKnown: !isPlaceholderData };
}

function parsed(text: string, refusal: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Said below, in the words of the page.
  }
  throw new Error(refusal);
}
