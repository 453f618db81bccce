/** What was opened last in this browser. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask, rows } from '../data/client.ts';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { readItem } from './data.ts';
import css from './frame.module.css';
import { Frame, useTabs } from './frame.tsx';
import { recentIds } from './recent.ts';
import { Objects } from './special_page.tsx';

export default function RecentPage() {
  const { t } = useTranslation();
  const ids = recentIds();
  const query = useQuery({
    queryKey: ['folder', 'recent', ids],
    queryFn: async () => rows((await ask({ type: 'list', obj: 'objs', filter: 'ids', ids })).list).map(readItem),
  });
  return (
    <Frame title={t('workspace.root')} tabs={useTabs(0, 'recent')}>
      <section className={css.card}>
        {query.isPending && <Loading />}
        {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && <Objects label={t('workspace.tab.recent')} items={query.data} />}
        {query.data?.length === 0 && (
          <Empty icon="clock" title={t('workspace.empty.recent')}>
            {t('workspace.empty.recentText')}
          </Empty>
        )}
      </section>
    </Frame>
  );
}
