/** The jobs of a person on many tasks: how far each is, stop while it goes on, undo where that can be done. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../data/client.ts';
import { useDeed } from '../data/use_deed.ts';
import { Button } from '../ui/button.tsx';
import list from '../ui/list.module.css';
import { Progress } from '../ui/progress.tsx';
import { type TaskJob, useTaskJobs } from './data.ts';
import css from './problems.module.css';

const SHOWN = 3;

export function JobStrip() {
  const { t } = useTranslation();
  const { data = [] } = useTaskJobs();
  const client = useQueryClient();
  // A short job is over before it was ever seen to go on.
  const ended = data
    .filter(({ status }) => status !== 'in_progress')
    .map(({ hash }) => hash)
    .join();
  const before = useRef(ended);
  useEffect(() => {
    if (ended !== before.current) void client.invalidateQueries({ queryKey: ['problems'] });
    before.current = ended;
  }, [ended, client]);
  if (data.length === 0) return null;
  return (
    <section className={list.card} aria-label={t('problems.jobs.title')}>
      <ul className={css.jobs}>
        {data.slice(0, SHOWN).map((job) => (
          <Job key={job.hash} job={job} />
        ))}
      </ul>
    </section>
  );
}

function Job({ job }: { job: TaskJob }) {
  const { t } = useTranslation();
  const { busy, run } = useDeed('task_jobs', 'problems');
  const { hash, status, ok, err, all, skipped, progress, can_undo, error } = job;
  const isOn = status === 'in_progress';
  return (
    <li className={css.job}>
      <div className={css.jobText} role="status">
        <strong>{t(`problems.jobs.${status}`)}</strong>{' '}
        <span className={list.soft}>
          {t('problems.jobs.counts', { ok, all })}
          {skipped > 0 && ` · ${t('problems.jobs.skipped', { count: skipped })}`}
          {err > 0 && ` · ${t('problems.jobs.failed', { count: err })}`}
          {error !== '' && ` · ${error}`}
        </span>
        {isOn && <Progress label={t('problems.jobs.in_progress')} percent={progress} />}
      </div>
      {isOn && (
        <Button busy={busy} onClick={() => void run(() => ask({ type: 'stop', obj: 'task_job', hash }))}>
          {t('problems.jobs.stop')}
        </Button>
      )}
      {can_undo && (
        <Button busy={busy} onClick={() => void run(() => ask({ type: 'undo', obj: 'task_job', hash }))}>
          {t('shell.common.undo')}
        </Button>
      )}
    </li>
  );
}
