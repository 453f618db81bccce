/** A dashboard: its charts on the grid, the time they show, and what can be done with it. */

import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { isLost } from '../data/is_lost.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { useToasts } from '../ui/toast.tsx';
import { exportItems } from '../workspace/export.ts';
import { Frame } from '../workspace/frame.tsx';
import { ShareDialog } from '../workspace/share_dialog.tsx';
import { ChartBody } from './chart_body.tsx';
import { ChartDialog } from './chart_dialog.tsx';
import { ChartGrid } from './chart_grid.tsx';
import css from './dashboards.module.css';
import {
  type Chart,
  createChart,
  type Dashboard,
  deleteChart,
  keyOf,
  type Metric,
  modifyChart,
  saveGrid,
  saveRange,
  useDashboard,
  useValues,
} from './data.ts';
import { FOLLOWED, Follow } from './follow.tsx';
import { appended, type Cell } from './grid.ts';
import { itemOf } from './item.ts';
import { RangeField } from './range_field.tsx';
import type { Range } from './ranges.ts';
import { RenameDialog } from './rename_dialog.tsx';
import { useRemove } from './use_remove.ts';

export default function DashboardPage() {
  const id = Number(useParams<{ id: string }>().id);
  const dashboard = useDashboard(id);
  if (isLost(dashboard)) return <Failed error={dashboard.error} onRetry={() => void dashboard.refetch()} />;
  if (dashboard.data === undefined) return <Loading />;
  return <Shown key={id} dashboard={dashboard.data} />;
}

/** Nodes that the menu of a chart leads to: of more the table has them. */
const PLACES = 8;

function nodeOf({ conv_id, node_id }: Metric): string {
  return `/process/${conv_id}/view?node=${node_id}`;
}

type Open = 'share' | 'rename' | 'new' | { chart: Chart } | null;

function Shown({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useTranslation();
  const { id, charts, grid, mayModify } = dashboard;
  const [editing, setEditing] = useState(false);
  const [chosen, setChosen] = useState<Range>();
  const [open, setOpen] = useState<Open>(null);
  const range = chosen ?? dashboard.range;
  const live = range.select === 'online';
  const shown = charts.filter(({ obj_id }) => grid.some((cell) => cell.obj_id === obj_id));
  const convIds = [...new Set(shown.flatMap(({ metrics }) => metrics.map(({ conv_id }) => conv_id)))];
  const told = live && convIds.length <= FOLLOWED;
  const values = useValues(shown, range, told);
  const act = useActions(dashboard);
  const change = (next: Range): void => {
    setChosen(next);
    if (editing) void act.run(() => saveRange(id, next));
  };
  const [, navigate] = useLocation();
  const menuOf = (chart: Chart) => {
    const places = chart.metrics.map((metric): MenuItem => {
      const name = metric.title || values.data?.byMetric.get(keyOf(metric))?.title || metric.node_id;
      return { label: t('dashboards.toNode', { name }), icon: 'process', onChoose: () => navigate(nodeOf(metric)) };
    });
    const changes: MenuItem[] = [
      { label: t('dashboards.editChart'), icon: 'edit', onChoose: () => setOpen({ chart }) },
      { label: t('shell.common.copy'), icon: 'copy', onChoose: () => void act.copy(chart) },
      { label: t('shell.common.delete'), icon: 'trash', danger: true, onChoose: () => void act.remove(chart) },
    ];
    const items = [...places.slice(0, PLACES), ...(mayModify ? changes : [])];
    return items.length > 0 && <Menu label={t('dashboards.chartMenu', { name: chart.name })} items={items} />;
  };
  return (
    <div className={css.page}>
      <Frame
        path={[{ href: '/dashboards', text: t('dashboards.title') }]}
        title={dashboard.title}
        actions={<Head {...{ dashboard, range, editing }} onRange={change} onEditing={setEditing} onOpen={setOpen} />}
      >
        {dashboard.description !== '' && <p className={css.note}>{dashboard.description}</p>}
        {values.isError && <Failed error={values.error} onRetry={() => void values.refetch()} />}
        {grid.length === 0 ? (
          <Empty icon="chart" title={t('dashboards.empty.title')}>
            {t(mayModify ? 'dashboards.empty.text' : 'dashboards.empty.view')}
          </Empty>
        ) : (
          <ChartGrid
            charts={charts}
            grid={grid}
            editing={editing}
            onChange={act.place}
            menuOf={menuOf}
            bodyOf={(chart, height) => <ChartBody chart={chart} values={values.data} live={live} height={height} />}
          />
        )}
        {told && <Follow convIds={convIds} busy={values.isFetching} onNews={() => void values.refetch()} />}
      </Frame>
      <Dialogs dashboard={dashboard} open={open} act={act} onClose={() => setOpen(null)} />
    </div>
  );
}

interface HeadProps {
  dashboard: Dashboard;
  range: Range;
  editing: boolean;
  onRange(range: Range): void;
  onEditing(editing: boolean): void;
  onOpen(open: Open): void;
}

function Head({ dashboard, range, editing, onRange, onEditing, onOpen }: HeadProps) {
  const { t } = useTranslation();
  const { mayModify } = dashboard;
  return (
    <>
      {range.select === 'online' && <span className={css.live}>{t('dashboards.live')}</span>}
      <RangeField range={range} onChange={onRange} />
      {mayModify && (
        <Button
          className={css.arrange ?? ''}
          aria-pressed={editing}
          icon={<Icon name={editing ? 'check' : 'edit'} />}
          onClick={() => onEditing(!editing)}
        >
          {editing ? t('dashboards.done') : t('dashboards.edit')}
        </Button>
      )}
      {mayModify && (
        <Button kind="main" icon={<Icon name="add" />} onClick={() => onOpen('new')}>
          {t('dashboards.addChart')}
        </Button>
      )}
      <DashboardMenu dashboard={dashboard} onOpen={onOpen} />
    </>
  );
}

interface DialogsProps {
  dashboard: Dashboard;
  open: Open;
  act: ReturnType<typeof useActions>;
  onClose(): void;
}

function Dialogs({ dashboard, open, act, onClose }: DialogsProps) {
  return (
    <>
      {open === 'share' && <ShareDialog item={itemOf(dashboard)} onClose={onClose} />}
      {open === 'rename' && <RenameDialog dashboard={dashboard} onClose={onClose} />}
      {open === 'new' && <ChartDialog folder={dashboard.folderId} onClose={onClose} onSave={act.add} />}
      {open !== null && typeof open === 'object' && (
        <ChartDialog
          folder={dashboard.folderId}
          chart={open.chart}
          onClose={onClose}
          onSave={(fields) => act.save({ ...fields, obj_id: open.chart.obj_id })}
        />
      )}
    </>
  );
}

function DashboardMenu({ dashboard, onOpen }: { dashboard: Dashboard; onOpen(open: Open): void }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [, navigate] = useLocation();
  const removed = useRemove();
  const { mayModify } = dashboard;
  const remove = async (): Promise<void> => {
    if (await removed(dashboard)) navigate('/dashboards');
  };
  const download = (): void => void exportItems([itemOf(dashboard)], 'json').catch((error) => toasts.failed(error));
  return (
    <Menu
      label={t('shell.common.more')}
      items={[
        { label: t('dashboards.download'), icon: 'down', onChoose: download },
        { label: t('dashboards.share'), icon: 'share', disabled: !mayModify, onChoose: () => onOpen('share') },
        { label: t('shell.common.rename'), icon: 'edit', disabled: !mayModify, onChoose: () => onOpen('rename') },
        {
          label: t('shell.common.delete'),
          icon: 'trash',
          danger: true,
          disabled: !mayModify,
          onChoose: () => void remove(),
        },
      ]}
    />
  );
}

/** What changes a dashboard; the page shows it at once and reads it again. */
function useActions(dashboard: Dashboard) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const { id, grid } = dashboard;
  const key = ['dashboard', id];
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: key });
  // As it is when something is done, which may be long after this was drawn.
  const gridNow = (): Cell[] => client.getQueryData<Dashboard>(key)?.grid ?? grid;
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      toasts.failed(error);
    }
    await again();
  };
  const add = async (chart: Omit<Chart, 'obj_id'>): Promise<void> => {
    const obj_id = await createChart(id, chart);
    await saveGrid(id, appended(gridNow(), obj_id));
    await again();
  };
  // One after the other, and not read again: what is read may be older than what a quick hand has done since.
  const saving = useRef(Promise.resolve());
  const place = (update: (grid: Cell[]) => Cell[]): void => {
    void client.cancelQueries({ queryKey: key }, { revert: false });
    const next = update(gridNow());
    client.setQueryData<Dashboard>(key, (known) => (known === undefined ? known : { ...known, grid: next }));
    saving.current = saving.current
      .then(() => saveGrid(id, next))
      .catch((error) => {
        toasts.failed(error);
        return again();
      });
  };
  return {
    run,
    add,
    place,
    save: async (chart: Chart): Promise<void> => {
      await modifyChart(id, chart);
      await again();
    },
    copy: (chart: Chart) => run(() => add({ ...chart, name: t('dashboards.copyOf', { name: chart.name }) })),
    remove: (chart: Chart) =>
      run(async () => {
        const cell = gridNow().find(({ obj_id }) => obj_id === chart.obj_id);
        await deleteChart(id, chart.obj_id);
        toasts.done(t('dashboards.deleted', { title: chart.name }), () => {
          void run(async () => {
            const obj_id = await createChart(id, chart);
            const rest = gridNow().filter((one) => one.obj_id !== chart.obj_id);
            await saveGrid(id, cell === undefined ? appended(rest, obj_id) : [...rest, { ...cell, obj_id }]);
          });
        });
      }),
  };
}
