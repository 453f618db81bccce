/** The jobs of a person on many tasks: how far each is, stop while it goes on, undo where that can be done. */

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ask } from '../data/client.ts';
import { useDeed } from '../data/use_deed.ts';
import { Button } from '../ui/button.tsx';
import list from '../ui/list.module.css';
import { Progress } from '../ui/progress.tsx';
import { When } from '../ui/when.tsx';
import { refusalWords } from '../words/said.ts';
import { type TaskJob, useTaskJobs } from './data.ts';
import css from './problems.module.css';

/** Those shown at first. */
const LATEST = 3;

export function JobStrip() {
  const { t } = useTranslation();
  const { data = [] } = useTaskJobs();
  const [all, setAll] = useState(false);
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
        {(all ? data : data.slice(0, LATEST)).map((job) => (
          <Job key={job.hash} job={job} />
        ))}
      </ul>
      {data.length > LATEST && (
        <div className={css.allJobs}>
          <Button kind="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('problems.jobs.last') : t('problems.jobs.all', { count: data.length })}
          </Button>
          {all && <span className={list.soft}>{t('problems.jobs.known')}</span>}
        </div>
      )}
    </section>
  );
}

export function Job({ job }: { job: TaskJob }) {
  const { t } = useTranslation();
  const { busy, run } = useDeed('task_jobs', 'problems');
  const { hash, status, progress, can_undo } = job;
  const isOn = status === 'in_progress';
  return (
    <li className={css.job}>
      <div className={css.jobText}>
        <What job={job} />
        <div role="status">
          <strong>{t(`problems.jobs.${status}`)}</strong> <Counts job={job} />
        </div>
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

/** What was done, where and when. */
function What({ job }: { job: TaskJob }) {
  const { t } = useTranslation();
  const { act, conv_id, conv_title, node_id, node_title, to_node_title, begun } = job;
  return (
    <div className={css.what}>
      {t(`problems.bulk.acts.${act}`)} · <Link href={`/process/${conv_id}/view?node=${node_id}`}>{node_title}</Link>
      {to_node_title !== '' && ` → ${to_node_title}`} · {conv_title} · <When at={Math.floor(begun / 1000)} />
    </div>
  );
}

function Counts({ job: { ok, all, skipped, err, error } }: { job: TaskJob }) {
  const { t } = useTranslation();
  return (
    <span className={list.soft}>
      {t('problems.jobs.counts', { ok, all })}
      {skipped > 0 && ` · ${t('problems.jobs.skipped', { count: skipped })}`}
      {err > 0 && ` · ${t('problems.jobs.failed', { count: err })}`}
      {error !== '' && ` · ${refusalWords(error, '')}`}
    </span>
  );
}
