/** A job on many tasks goes on while a person goes elsewhere: it is seen from every page until it is done. */
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useTaskJobs } from './data.ts';
import { Job } from './job_strip.tsx';
import css from './problems.module.css';

export default function JobDock() {
  const { t } = useTranslation();
  const [path] = useLocation();
  const { data = [] } = useTaskJobs();
  const running = data.filter(({ status }) => status === 'in_progress');
  if (running.length === 0 || path === '/problems') return null;
  return (
    <aside className={css.dock} aria-label={t('problems.jobs.title')}>
      <ul className={css.jobs}>
        {running.map((job) => (
          <Job key={job.hash} job={job} />
        ))}
      </ul>
      <Link href="/problems">{t('problems.jobs.toPage')}</Link>
    </aside>
  );
}
