/** What was deleted: brought back from here, or destroyed for ever. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, number } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { When } from '../ui/when.tsx';
import { KindIcon } from '../workspace/badges.tsx';
import { type Item, useSpecial } from '../workspace/data.ts';
import frame from '../workspace/frame.module.css';
import { Frame } from '../workspace/frame.tsx';
import css from '../workspace/object_table.module.css';
import { useRun } from '../workspace/use_run.ts';

/** Rows shown: what lies deeper comes up as those above are dealt with. */
const SHOWN = 200;

export default function TrashPage() {
  const { t } = useTranslation();
  const run = useRun();
  const query = useSpecial('deleted');
  const [going, setGoing] = useState<Item>();
  const restore = ({ kind, id, title }: Item): void => {
    void run(() => ask({ type: 'restore', obj: kind, obj_id: id }), { text: t('workspace.done.restored', { title }) });
  };
  const items = query.data ?? [];
  return (
    <Frame title={t('shell.nav.trash')}>
      <section className={frame.card}>
        {query.isPending && <Loading />}
        {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && items.length === 0 && (
          <Empty icon="trash" title={t('workspace.trash.empty')}>
            {t('workspace.trash.emptyText')}
          </Empty>
        )}
        {items.length > 0 && (
          <table className={css.table} aria-label={t('shell.nav.trash')}>
            <thead>
              <tr>
                <th>{t('workspace.list.title')}</th>
                <th className={css.wide}>{t('workspace.list.owner')}</th>
                <th className={css.wide}>{t('workspace.trash.when')}</th>
                <th>
                  <span className="hidden-text">{t('workspace.list.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.slice(0, SHOWN).map((item) => (
                <Row key={item.id} item={item} onRestore={() => restore(item)} onDestroy={() => setGoing(item)} />
              ))}
            </tbody>
          </table>
        )}
        {items.length > SHOWN && (
          <div className={frame.bar}>{t('workspace.trash.more', { count: items.length - SHOWN })}</div>
        )}
      </section>
      {going !== undefined && <Destroy item={going} onClose={() => setGoing(undefined)} />}
    </Frame>
  );
}

function Row({ item, onRestore, onDestroy }: { item: Item; onRestore(): void; onDestroy(): void }) {
  const { t } = useTranslation();
  return (
    <tr>
      <td className={css.title}>
        <div className={css.name}>
          <span className={css.icon}>
            <KindIcon item={item} />
          </span>
          <span className={css.cut}>{item.title}</span>
        </div>
      </td>
      <td className={css.wide}>{item.owner}</td>
      <td className={css.wide}>
        <When at={item.changed} />
      </td>
      <td className={css.buttons}>
        <Button
          icon={<Icon name="undo" />}
          aria-label={t('workspace.trash.restoreOne', { title: item.title })}
          onClick={onRestore}
        >
          <span className={css.long}>{t('workspace.trash.restore')}</span>
        </Button>
        <Button
          kind="quiet"
          icon={<Icon name="trash" />}
          label={t('workspace.trash.destroyOne', { title: item.title })}
          onClick={onDestroy}
        />
      </td>
    </tr>
  );
}

function Destroy({ item, onClose }: { item: Item; onClose(): void }) {
  const { t } = useTranslation();
  const run = useRun();
  const { kind, id, title } = item;
  const about = useQuery({
    queryKey: ['destroy', kind, id],
    queryFn: () => ask({ type: 'show', obj: kind, obj_id: id }),
  });
  const destroy = (): Promise<boolean> =>
    run(() => ask({ type: 'destroy', obj: kind, obj_id: id }), { text: t('workspace.done.destroyed', { title }) });
  const tasks = number(about.data?.size);
  const inside = number(about.data?.childs);
  return (
    <Confirm
      title={t('workspace.trash.ask', { title })}
      deed={t('workspace.trash.destroy')}
      onClose={onClose}
      onConfirm={destroy}
    >
      <p>{t(`workspace.trash.with.${kind === 'conv' || kind === 'folder' ? kind : 'other'}`)}</p>
      {kind === 'conv' && tasks > 0 && <p>{t('workspace.trash.tasks', { count: tasks })}</p>}
      {kind === 'folder' && inside > 0 && <p>{t('workspace.trash.inside', { count: inside })}</p>}
    </Confirm>
  );
}
