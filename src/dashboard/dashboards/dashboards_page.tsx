/** All dashboards that a person sees, wherever they lie. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { When } from '../ui/when.tsx';
import { CreateDialog } from '../workspace/create_dialog.tsx';
import { Frame } from '../workspace/frame.tsx';
import { ShareDialog } from '../workspace/share_dialog.tsx';
import css from './dashboards.module.css';
import { type ListedDashboard, useDashboards } from './data.ts';
import { itemOf } from './item.ts';
import { RenameDialog } from './rename_dialog.tsx';
import { useRemove } from './use_remove.ts';

/** Rows drawn at once: of more one searches. */
const SHOWN = 200;

type Open = { what: 'create' } | { what: 'share' | 'rename'; dashboard: ListedDashboard };

export default function DashboardsPage() {
  const { t } = useTranslation();
  const listed = useDashboards();
  const [open, setOpen] = useState<Open>();
  const [part, setPart] = useState('');
  const close = (): void => setOpen(undefined);
  const all = listed.data ?? [];
  const found = all.filter(({ title }) => title.toLowerCase().includes(part.toLowerCase()));
  const create = (
    <Button kind="main" icon={<Icon name="add" />} onClick={() => setOpen({ what: 'create' })}>
      {t('dashboards.create')}
    </Button>
  );
  return (
    <Frame title={t('dashboards.title')} actions={create}>
      {listed.isPending && <Loading />}
      {listed.isError && <Failed error={listed.error} onRetry={() => void listed.refetch()} />}
      {listed.isSuccess && all.length === 0 && (
        <Empty icon="chart" title={t('dashboards.none.title')}>
          {t('dashboards.none.text')}
        </Empty>
      )}
      {all.length > 0 && (
        <div className={css.card}>
          <div className={css.bar}>
            <input
              type="search"
              aria-label={t('dashboards.find')}
              placeholder={t('dashboards.find')}
              value={part}
              onChange={(event) => setPart(event.target.value)}
            />
          </div>
          <Table dashboards={found.slice(0, SHOWN)} onOpen={setOpen} />
        </div>
      )}
      {found.length > SHOWN && <p className={css.note}>{t('dashboards.more', { count: found.length - SHOWN })}</p>}
      {open?.what === 'create' && <CreateDialog what="dashboard" folder={0} onClose={close} />}
      {open?.what === 'share' && <ShareDialog item={itemOf(open.dashboard)} onClose={close} />}
      {open?.what === 'rename' && <RenameDialog dashboard={open.dashboard} onClose={close} />}
    </Frame>
  );
}

function Table({ dashboards, onOpen }: { dashboards: ListedDashboard[]; onOpen(open: Open): void }) {
  const { t } = useTranslation();
  const remove = useRemove();
  return (
    <table className={css.list} aria-label={t('dashboards.title')}>
      <thead>
        <tr>
          <th scope="col">{t('dashboards.name')}</th>
          <th scope="col" className={css.wide}>
            {t('dashboards.charts')}
          </th>
          <th scope="col" className={css.wide}>
            {t('dashboards.owner')}
          </th>
          <th scope="col" className={css.wide}>
            {t('dashboards.changed')}
          </th>
          <th className={css.menu}>
            <span className="hidden-text">{t('shell.common.more')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {dashboards.map((dashboard) => (
          <tr key={dashboard.id}>
            <th scope="row">
              <Link href={`/dashboard/${dashboard.id}`}>{dashboard.title}</Link>
              {dashboard.description !== '' && <small>{dashboard.description}</small>}
            </th>
            <td className={css.wide}>{dashboard.charts}</td>
            <td className={css.wide}>{dashboard.owner}</td>
            <td className={css.wide}>
              <When at={dashboard.changed} />
            </td>
            <td className={css.menu}>
              <Menu
                label={t('dashboards.menu', { title: dashboard.title })}
                items={[
                  {
                    label: t('dashboards.share'),
                    icon: 'share',
                    disabled: !dashboard.mayModify,
                    onChoose: () => onOpen({ what: 'share', dashboard }),
                  },
                  {
                    label: t('shell.common.rename'),
                    icon: 'edit',
                    disabled: !dashboard.mayModify,
                    onChoose: () => onOpen({ what: 'rename', dashboard }),
                  },
                  {
                    label: t('shell.common.delete'),
                    icon: 'trash',
                    danger: true,
                    disabled: !dashboard.mayDelete,
                    onChoose: () => void remove(dashboard),
                  },
                ]}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
