/** How a process stands, and what changes it: the choice in the bar, the question before debug mode, the notice while it lasts. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ask } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { CheckBox } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { useToasts } from '../ui/toast.tsx';
import type { ProcessInfo, ProcessStatus } from './data.ts';
import css from './status.module.css';

const STATUSES: ProcessStatus[] = ['active', 'paused', 'debug'];

function useSetStatus(id: number) {
  const client = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (status: ProcessStatus) => ask({ type: 'modify', obj: 'conv', obj_id: id, status }),
    onError: (error) => toasts.failed(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['process', id] }),
  });
}

export function Status({ info }: { info: ProcessInfo }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const change = useSetStatus(info.id);
  const shown = change.isPending ? change.variables : info.status;
  const choices = STATUSES.includes(shown) ? STATUSES : [shown, ...STATUSES];
  const choose = (status: ProcessStatus): void => {
    if (status === 'debug') setAsking(true);
    else change.mutate(status);
  };
  return (
    <>
      <label className={`${css.status} ${css[shown]}`}>
        <span className="hidden-text">{t('process.status.label')}</span>
        <select
          value={shown}
          disabled={!info.may.modify || change.isPending}
          onChange={(event) => choose(event.target.value as ProcessStatus)}
        >
          {choices.map((status) => (
            <option key={status} value={status}>
              {t(`process.status.${status}`)}
            </option>
          ))}
        </select>
      </label>
      {asking && <AskDebug info={info} offer onClose={() => setAsking(false)} />}
    </>
  );
}

/** Other people's tasks will stand still: that is asked first. `offer`: to open Debug at once. */
export function AskDebug({ info, offer = false, onClose }: { info: ProcessInfo; offer?: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const client = useQueryClient();
  const set = async (form: FormData): Promise<void> => {
    await ask({ type: 'modify', obj: 'conv', obj_id: info.id, status: 'debug' });
    await client.invalidateQueries({ queryKey: ['process', info.id] });
    if (form.get('open') !== null) go(`/process/${info.id}/debug`);
  };
  return (
    <FormDialog
      title={t('debug.ask.title', { title: info.title })}
      deed={t('debug.ask.deed')}
      onClose={onClose}
      onSubmit={set}
    >
      <p className={css.ask}>{t('debug.ask.text')}</p>
      {offer && <CheckBox label={t('debug.ask.open')} name="open" defaultChecked />}
    </FormDialog>
  );
}

/** Stands over a process for as long as it is in debug mode: whoever forgets it leaves all tasks standing. */
export function DebugNotice({ info, points, children }: { info: ProcessInfo; points: number; children?: ReactNode }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const change = useSetStatus(info.id);
  const end = (): void => change.mutate('active', { onSuccess: () => toasts.done(t('debug.ended')) });
  return (
    <section className={css.notice} aria-label={t('debug.title')} data-notice="debug">
      <Icon name="warning" size={16} />
      <span className={css.told}>
        <b>{t('debug.on')}</b> {points === 0 ? t('debug.onNodes') : t('debug.onPoints', { points })}
      </span>
      {children}
      {info.may.modify && (
        <Button busy={change.isPending} onClick={end}>
          {t('debug.end')}
        </Button>
      )}
    </section>
  );
}
