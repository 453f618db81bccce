/** Where metrics are found: folders, the processes in them, their nodes, and the totals of Sum nodes. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, rows, text } from '../data/client.ts';
import { isObject, readGraph } from '../graph/model.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Failed, Loading } from '../ui/state.tsx';
import { type Crumb, useFolder, usePath } from '../workspace/data.ts';
import { ProcessPicker } from '../workspace/process_picker.tsx';
import css from './chart_dialog.module.css';
import type { Metric } from './data.ts';

interface Props {
  folder: number;
  /** No more can be added. */
  full: boolean;
  onAdd(metric: Metric): void;
}

export function MetricPicker({ folder: first, full, onAdd }: Props) {
  const { t } = useTranslation();
  const [folder, setFolder] = useState(first);
  const [conv, setConv] = useState<Crumb>();
  return (
    <section className={css.half} aria-label={t('dashboards.picker')}>
      <h3>{t('dashboards.picker')}</h3>
      <ProcessPicker label={t('dashboards.findProcess')} onPick={setConv} />
      <div className={css.box}>
        <Path
          folder={folder}
          conv={conv}
          onFolder={(id) => {
            setFolder(id);
            setConv(undefined);
          }}
        />
        {conv === undefined ? (
          <Inside folder={folder} onFolder={setFolder} onConv={setConv} />
        ) : (
          <Nodes conv={conv} full={full} onAdd={onAdd} />
        )}
      </div>
    </section>
  );
}

function Path({ folder, conv, onFolder }: { folder: number; conv: Crumb | undefined; onFolder(id: number): void }) {
  const { t } = useTranslation();
  const path = usePath(folder);
  const crumbs = [{ id: 0, title: t('dashboards.root') }, ...(folder === 0 ? [] : (path.data ?? []))];
  return (
    <div className={css.path}>
      {crumbs.map(({ id, title }) => (
        <button key={id} type="button" onClick={() => onFolder(id)}>
          {title}
        </button>
      ))}
      {conv !== undefined && <b>{conv.title}</b>}
    </div>
  );
}

interface InsideProps {
  folder: number;
  onFolder(id: number): void;
  onConv(conv: Crumb): void;
}

function Inside({ folder, onFolder, onConv }: InsideProps) {
  const { t } = useTranslation();
  const [page, setPage] = useState(0);
  const inside = useFolder(folder, { filter: 'all', sort: 'title', descending: false, page });
  if (inside.isPending) return <Loading />;
  if (inside.isError) return <Failed error={inside.error} />;
  const { items, count } = inside.data;
  const shown = items.filter(({ kind }) => kind === 'folder' || kind === 'conv');
  if (shown.length === 0 && page === 0) return <p className={css.hint}>{t('dashboards.emptyFolder')}</p>;
  const pages = Math.ceil(count / 100);
  return (
    <>
      <ul className={css.found}>
        {shown.map(({ kind, id, title, isState }) => (
          <li key={id}>
            <Button
              kind="quiet"
              icon={<Icon name={kind === 'folder' ? 'folder' : isState ? 'state' : 'process'} />}
              onClick={() => (kind === 'folder' ? onFolder(id) : onConv({ id, title }))}
            >
              {title}
            </Button>
          </li>
        ))}
      </ul>
      {page + 1 < pages && <Button onClick={() => setPage(page + 1)}>{t('shell.common.more')}</Button>}
    </>
  );
}

interface Found {
  id: string;
  title: string;
  sums: { id: string; name: string }[];
}

async function readNodes(conv_id: number): Promise<Found[]> {
  const answer = await ask({ type: 'list', obj: 'conv', obj_id: conv_id });
  const { nodes } = readGraph(rows(answer.list), text(answer.conv_type));
  const found = nodes.map(({ id, title, action, kind, raw }): Found & { rank: number } => {
    const condition = isObject(raw.condition) ? raw.condition : raw;
    const extras = rows(condition.logics)
      .filter(({ type }) => type === 'api_sum')
      .flatMap(({ extra }) => rows(extra));
    const sums = extras.map((row) => ({ id: text(row.id) || text(row.name), name: text(row.name) }));
    return { id, title: title || action, sums, rank: kind === 'escalation' ? 1 : 0 };
  });
  return found.sort((a, b) => a.rank - b.rank);
}

function Nodes({ conv, full, onAdd }: { conv: Crumb; full: boolean; onAdd(metric: Metric): void }) {
  const { t } = useTranslation();
  const nodes = useQuery({ queryKey: ['metric_nodes', conv.id], queryFn: () => readNodes(conv.id) });
  if (nodes.isPending) return <Loading />;
  if (nodes.isError) return <Failed error={nodes.error} />;
  const metric = (node: Found): Metric => ({
    conv_id: conv.id,
    node_id: node.id,
    title: node.title,
    type: 'in',
    sum_id: '',
  });
  return (
    <ul className={css.found}>
      {nodes.data.map((node) => (
        <li key={node.id}>
          <Button kind="quiet" disabled={full} icon={<Icon name="add" />} onClick={() => onAdd(metric(node))}>
            {node.title}
          </Button>
          {node.sums.map(({ id, name }) => (
            <Button
              key={id}
              kind="quiet"
              className={css.total ?? ''}
              disabled={full}
              icon={<Icon name="add" />}
              onClick={() => onAdd({ ...metric(node), title: name || node.title, type: 'sum', sum_id: id })}
            >
              {t('dashboards.sumOf', { name: name || id })}
            </Button>
          ))}
        </li>
      ))}
    </ul>
  );
}
