/** Everything that goes wrong in the processes a person may see, what needs a person first, and the jobs that mend it. */
import { useTranslation } from 'react-i18next';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { Frame } from '../workspace/frame.tsx';
import { type Problem, useProblems } from './data.ts';
import { JobStrip } from './job_strip.tsx';
import { ProblemSection } from './problem_group.tsx';

const ORDER: Problem['kind'][] = [
  'connection',
  'stopped',
  'in_doubt',
  'escalated',
  'error',
  'overdue',
  'paused',
  'not_deployed',
];

export default function ProblemsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useProblems();
  return (
    <Frame title={t('problems.title')}>
      <JobStrip />
      {data === undefined && error === null && <Loading />}
      {data === undefined && error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data?.list.length === 0 && (
        <Empty icon="check" title={t('problems.none.title')}>
          {t('problems.none.text')}
        </Empty>
      )}
      {ORDER.map((kind) => {
        const problems = (data?.list ?? []).filter((problem) => problem.kind === kind);
        return problems.length === 0 ? null : <ProblemSection key={kind} kind={kind} problems={problems} />;
      })}
      {data?.more === true && <p>{t('problems.more')}</p>}
    </Frame>
  );
}
