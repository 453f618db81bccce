/** What is in a node: its tasks, and how many came and went. */

import { lazy, memo, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../data/client.ts';
import { ActionIcon } from '../../graph/action_icon.tsx';
import type { GraphNode } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { Loading } from '../../ui/state.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useCopy } from '../../ui/use_copy.ts';
import type { ProcessInfo } from '../data.ts';
import { ArchiveTab } from './archive_tab.tsx';
import { ExportDialog } from './export_dialog.tsx';
import css from './node_panel.module.css';

const BulkDialog = lazy(async () => ({ default: (await import('../../problems/bulk_dialog.tsx')).BulkDialog }));
const StatsTab = lazy(() => import('./stats_tab.tsx'));

type Tab = 'archive' | 'statistics';
const TABS: Tab[] = ['archive', 'statistics'];

interface Props {
  info: ProcessInfo;
  node: GraphNode;
  nodes: readonly GraphNode[];
  onClose: () => void;
}

export const NodePanel = memo(function NodePanel({ info, node, nodes, onClose }: Props) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('archive');
  const title = node.title || t(`process.actions.${node.action}`);
  return (
    <aside
      className={css.panel}
      aria-label={title}
      onKeyDown={(event) => {
        // What is pressed in a dialog of the panel is for the dialog.
        const isHere = !(event.target as Element).closest('dialog');
        if (event.key === 'Escape' && isHere) onClose();
      }}
    >
      <header className={css.head}>
        <span className={css.icon}>
          <ActionIcon action={node.action} />
        </span>
        <div className={css.titles}>
          <h2 title={title}>{title}</h2>
          <span className={css.kind}>{t(`process.actions.${node.action}`)}</span>
        </div>
        <NodeMenu info={info} node={{ ...node, title }} />
        <Button kind="quiet" icon={<Icon name="close" />} label={t('shell.common.close')} onClick={onClose} />
      </header>
      <Tabs
        className={css.tabs}
        label={title}
        names={TABS}
        chosen={tab}
        textOf={(one) => t(`process.node.${one}`)}
        onChoose={setTab}
      />
      <div role="tabpanel" aria-label={t(`process.node.${tab}`)} className={css.content}>
        {tab === 'archive' ? (
          <ArchiveTab {...{ info, node, nodes }} />
        ) : (
          <Suspense fallback={<Loading />}>
            <StatsTab convId={info.id} nodeId={node.id} />
          </Suspense>
        )}
      </div>
    </aside>
  );
});

type Open = 'export' | 'all' | 'reset' | null;

function NodeMenu({ info, node }: { info: ProcessInfo; node: GraphNode }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const copy = useCopy();
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const reset = async (): Promise<void> => {
    try {
      await ask({ type: 'reset', obj: 'node', conv_id: info.id, obj_id: node.id });
      toasts.done(t('process.node.resetDone'));
    } catch (error) {
      toasts.failed(error);
    }
  };
  const items: MenuItem[] = [
    { label: t('process.node.export'), icon: 'down', onChoose: () => setOpen('export') },
    { label: t('process.node.copyId'), icon: 'copy', onChoose: () => void copy(node.id) },
  ];
  const isFinal = node.kind === 'success' || node.kind === 'error';
  if (info.may.create) {
    items.unshift({ label: t('process.node.actOnAll'), icon: 'queue', onChoose: () => setOpen('all') });
  }
  if (info.may.modify) {
    items.push({ label: t('process.node.reset'), icon: 'undo', danger: true, onChoose: () => setOpen('reset') });
  }
  return (
    <>
      <Menu label={t('shell.common.more')} items={items} />
      {open === 'export' && <ExportDialog convId={info.id} node={node} onClose={close} />}
      {open === 'all' && (
        <Suspense>
          <BulkDialog conv_id={info.id} node_id={node.id} node_title={node.title} ended={isFinal} onClose={close} />
        </Suspense>
      )}
      {open === 'reset' && (
        <Confirm title={t('process.node.reset')} deed={t('process.node.resetDeed')} onClose={close} onConfirm={reset}>
          {t('process.node.resetText')}
        </Confirm>
      )}
    </>
  );
}
