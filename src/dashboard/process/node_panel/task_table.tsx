/** Tasks as rows: reference, times, the beginning of their data, and on demand their system parameters. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { GraphNode } from '../../graph/model.ts';
import { Menu } from '../../ui/menu.tsx';
import { When } from '../../ui/when.tsx';
import { type ProcessInfo, preview, type TaskRow } from '../data.ts';
import css from './node_panel.module.css';
import { SYSTEM_FIELDS, useSystemText } from './system_fields.tsx';
import { useTaskMenu } from './task_menu.tsx';

/** Rows that a screen shows. */
const AT_FIRST = 20;

interface Props {
  info: ProcessInfo;
  nodes: readonly GraphNode[];
  tasks: TaskRow[];
  system: boolean;
  chosen: ReadonlySet<string>;
  onChoose(ids: ReadonlySet<string>): void;
  onChanged(): void;
}

/** What fits on the screen is drawn first, the rest once that is seen. */
function usePainted(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => setPainted(true)));
    return () => cancelAnimationFrame(frame);
  }, []);
  return painted;
}

export function TaskTable({ info, nodes, tasks, system, chosen, onChoose, onChanged }: Props) {
  const { t } = useTranslation();
  const systemText = useSystemText(nodes);
  const { menuOf, dialog } = useTaskMenu({ info, onChanged });
  const canChoose = info.may.create;
  const drawn = usePainted() ? tasks : tasks.slice(0, AT_FIRST);
  const all = tasks.every((task) => chosen.has(task.id));
  const toggle = (task: string): void => {
    const next = new Set(chosen);
    if (!next.delete(task)) next.add(task);
    onChoose(next);
  };
  return (
    <>
      {dialog}
      <table className={system ? css.table : `${css.table} ${css.fits}`}>
        <thead>
          <tr>
            {canChoose && (
              <th className={css.check}>
                <input
                  type="checkbox"
                  aria-label={t('process.node.chooseAll')}
                  checked={all}
                  onChange={() => onChoose(all ? new Set() : new Set(tasks.map((task) => task.id)))}
                />
              </th>
            )}
            <th>{t('process.node.ref')}</th>
            <th className={css.when}>{t('process.node.changed')}</th>
            {system && SYSTEM_FIELDS.map((field) => <th key={field}>{t(`process.system.${field}`)}</th>)}
            <th>{t('process.node.data')}</th>
            <th className={css.act}>
              <span className="hidden-text">{t('shell.common.more')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {drawn.map((task) => (
            <tr key={task.id} data-chosen={chosen.has(task.id)} data-task={task.ref ?? task.id}>
              {canChoose && (
                <td className={css.check}>
                  <input
                    type="checkbox"
                    aria-label={t('process.node.choose', { task: task.ref ?? task.id })}
                    checked={chosen.has(task.id)}
                    onChange={() => toggle(task.id)}
                  />
                </td>
              )}
              <td title={task.ref ?? task.id}>
                <Link href={`/process/${info.id}/task/${task.id}`} className={task.ref === null ? css.made : undefined}>
                  {task.ref ?? `…${task.id.slice(-8)}`}
                </Link>
              </td>
              <td>
                <When at={task.changed / 1000} />
              </td>
              {system && SYSTEM_FIELDS.map((field) => <td key={field}>{systemText(task, field)}</td>)}
              <td className={css.preview} title={preview(task.data, 2000)}>
                {preview(task.data)}
              </td>
              <td className={css.act}>
                <Menu label={t('process.node.actions', { task: task.ref ?? task.id })} items={() => menuOf(task)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
