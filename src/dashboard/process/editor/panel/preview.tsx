/** The value that the expression at hand has for a task that a person chose; nothing is changed by looking. */

import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../../../base/json.ts';
import { ask, number, RequestError, request, text } from '../../../data/client.ts';
import { Button } from '../../../ui/button.tsx';
import { errorText } from '../../../ui/error_text.ts';
import { Told } from '../../../ui/told.tsx';
import { expressionWords } from '../../../words/said.ts';
import css from './panel.module.css';
import { useSettled } from './use_code_error.ts';

interface Chosen {
  obj_id: string;
  ref: string;
}

export interface Previewing {
  /** What is looked at: the text of the field that was entered last. */
  show(label: string, text: string): void;
}

export const PreviewContext = createContext<Previewing>({ show: () => undefined });

export function usePreview(): Previewing {
  return useContext(PreviewContext);
}

const WAIT_MS = 400;

export function Preview({ convId, shown }: { convId: number; shown: { label: string; text: string } | null }) {
  const { t } = useTranslation();
  const place = `takt.preview.${convId}`;
  const [task, setTask] = useState<Chosen | null>(() => readTask(sessionStorage.getItem(place)));
  const [wanted, setWanted] = useState('');
  const [missing, setMissing] = useState('');
  const find = async (): Promise<void> => {
    const found = await findTask(convId, wanted.trim());
    setMissing(found === null ? t('editor.preview.noTask') : '');
    if (found === null) return;
    sessionStorage.setItem(place, JSON.stringify(found));
    setTask(found);
  };
  return (
    <section className={css.preview} aria-label={t('editor.preview.title')}>
      {task === null ? (
        <form
          className={css.previewFind}
          onSubmit={(event) => {
            event.preventDefault();
            void find();
          }}
        >
          <input
            className={css.small}
            aria-label={t('editor.preview.task')}
            placeholder={t('editor.preview.task')}
            value={wanted}
            onChange={(event) => setWanted(event.target.value)}
          />
          <Button type="submit" disabled={wanted.trim() === ''}>
            {t('editor.preview.choose')}
          </Button>
          {missing !== '' && <span className={css.error}>{missing}</span>}
        </form>
      ) : (
        <div className={css.previewFind}>
          <span className={css.hint}>{t('editor.preview.for', { task: task.ref || task.obj_id })}</span>
          <Button kind="quiet" onClick={() => setTask(null)}>
            {t('editor.preview.other')}
          </Button>
        </div>
      )}
      {task !== null && shown !== null && <Value convId={convId} task={task} label={shown.label} source={shown.text} />}
    </section>
  );
}

function Value({ convId, task, label, source }: { convId: number; task: Chosen; label: string; source: string }) {
  const { t } = useTranslation();
  const settled = useSettled(source, WAIT_MS);
  const found = useQuery({
    queryKey: ['evaluate', convId, task.obj_id, settled],
    queryFn: () => request('POST', '/api/takt/evaluate', { conv_id: convId, obj_id: task.obj_id, text: settled }),
    placeholderData: (before) => before,
  });
  const { data, error } = found;
  const failed = error !== null ? errorText(error) : expressionWords(text(data?.error));
  return (
    <output className={css.value} aria-live="polite">
      <span className={css.hint}>{label}</span>
      {failed !== '' && (
        <span className={css.error}>
          <Told text={failed} />
          {number(data?.position) > 0 && ` (${number(data?.position) + 1})`}
        </span>
      )}
      {failed === '' && data?.missing === true && <em className={css.hint}>{t('editor.preview.missing')}</em>}
      {failed === '' && data?.missing === false && <code>{shownValue(data.value ?? null)}</code>}
    </output>
  );
}

function shownValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}

function readTask(kept: string | null): Chosen | null {
  return kept === null ? null : (JSON.parse(kept) as Chosen);
}

async function findTask(conv_id: number, wanted: string): Promise<Chosen | null> {
  const names = /^[0-9a-f]{24}$/.test(wanted) ? [{ obj_id: wanted }, { ref: wanted }] : [{ ref: wanted }];
  for (const name of names) {
    try {
      const answer = await ask({ type: 'show', obj: 'task', conv_id, secrets: 'masked', ...name });
      return { obj_id: text(answer.obj_id), ref: text(answer.ref) };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
    }
  }
  return null;
}
