/** Tasks as rows: reference, times, the beginning of their data, and on demand their system parameters. */
import { type Dispatch, memo, type SetStateAction, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { GraphNode } from '../../graph/model.ts';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { SEEN_MS } from '../../ui/seen_ms.ts';
import { When } from '../../ui/when.tsx';
import { type ProcessInfo, preview, type TaskRow } from '../data.ts';
import css from './node_panel.module.css';
import { SYSTEM_FIELDS, type SystemText, useSystemText } from './system_fields.tsx';
import { useTaskMenu } from './task_menu.tsx';

/** Rows that a screen shows. */
const AT_FIRST = 20;

interface Props {
  info: ProcessInfo;
  nodes: readonly GraphNode[];
  tasks: TaskRow[];
  system: boolean;
  chosen: ReadonlySet<string>;
  onChoose: Dispatch<SetStateAction<ReadonlySet<string>>>;
  onChanged(): void;
}

/** What fits on the screen is drawn first, the rest a moment later. */
function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SEEN_MS);
    return () => clearTimeout(timer);
  }, []);
  return settled;
}

export function TaskTable({ info, nodes, tasks, system, chosen, onChoose, onChanged }: Props) {
  const { t } = useTranslation();
  const systemText = useSystemText(nodes);
  const { menuOf, dialog } = useTaskMenu({ info, onChanged });
  const canChoose = info.may.create;
  const drawn = useSettled() ? tasks : tasks.slice(0, AT_FIRST);
  const all = tasks.every((task) => chosen.has(task.id));
  const toggle = useCallback(
    (task: string): void => {
      onChoose((before) => {
        const next = new Set(before);
        if (!next.delete(task)) next.add(task);
        return next;
      });
    },
    [onChoose],
  );
  const minute = Math.floor(Date.now() / 60_000);
  return (
    <>
      {dialog}
      <table className={`${css.table} ${system ? css.wide : css.fits}`}>
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
            <Row
              key={task.id}
              {...{ task, system, systemText, minute, t }}
              convId={info.id}
              chosen={chosen.has(task.id)}
              onToggle={canChoose ? toggle : null}
              menuOf={menuOf}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

interface RowProps {
  convId: number;
  task: TaskRow;
  system: boolean;
  systemText: SystemText;
  chosen: boolean;
  /** Null where nothing can be done with what is chosen. */
  onToggle: ((task: string) => void) | null;
  menuOf(task: TaskRow): MenuItem[];
  /** Of the clock: with it changes how long ago something was. */
  minute: number;
  t: ReturnType<typeof useTranslation>['t'];
}

/** Drawn again only when something of it has changed: the list is read again whenever something happens in the node. */
const Row = memo(function Row({ convId, task, system, systemText, chosen, onToggle, menuOf, t }: RowProps) {
  const name = task.ref ?? task.id;
  return (
    <tr data-chosen={chosen} data-task={name}>
      {onToggle !== null && (
        <td className={css.check}>
          <input
            type="checkbox"
            aria-label={t('process.node.choose', { task: name })}
            checked={chosen}
            onChange={() => onToggle(task.id)}
          />
        </td>
      )}
      <td title={name}>
        <Link href={`/process/${convId}/task/${task.id}`} className={task.ref === null ? css.made : undefined}>
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
        <Menu label={t('process.node.actions', { task: name })} items={() => menuOf(task)} />
      </td>
    </tr>
  );
});
