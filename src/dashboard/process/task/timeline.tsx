/** Every stay of a task in a node, newest first: when, how long, why it came, what it asked of others, and what changed in its data. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../../base/json.ts';
import { ActionIcon } from '../../graph/action_icon.tsx';
import type { GraphModel, GraphNode } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/state.tsx';
import { preview } from '../data.ts';
import type { Change } from './diff.ts';
import { duration } from './duration.ts';
import { Effects } from './effects.tsx';
import type { Stay } from './task_data.ts';
import css from './timeline.module.css';

interface Props {
  stays: Stay[];
  graph: GraphModel;
  chosen: readonly string[];
  onNode(id: string): void;
}

export function Timeline({ stays, graph, chosen, onNode }: Props) {
  const { t } = useTranslation();
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  if (stays.length === 0) {
    return (
      <Empty icon="clock" title={t('process.task.noHistoryTitle')}>
        {t('process.task.noHistoryText')}
      </Empty>
    );
  }
  return (
    <ol className={css.list}>
      {stays.map((stay) => (
        <One
          key={stay.id}
          stay={stay}
          node={byId.get(stay.node)}
          chosen={chosen.includes(stay.node)}
          onNode={() => onNode(stay.node)}
        />
      ))}
      {stays.at(-1)?.from !== null && <li className={css.before}>{t('process.task.earlier')}</li>}
    </ol>
  );
}

const CLOCK = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  fractionalSecondDigits: 3,
} as const;

interface OneProps {
  stay: Stay;
  node: GraphNode | undefined;
  chosen: boolean;
  onNode(): void;
}

function One({ stay, node, chosen, onNode }: OneProps) {
  const { t, i18n } = useTranslation();
  const { at, took, cause, from, changes } = stay;
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  const day = isToday ? {} : ({ day: '2-digit', month: '2-digit' } as const);
  const time = date.toLocaleString(i18n.language, { ...day, ...CLOCK });
  const modified = from === stay.node && cause === 'modify';
  return (
    <li className={chosen ? `${css.one} ${css.chosen}` : css.one} data-stay={stay.node}>
      <span className={`${css.dot} ${css[node?.kind ?? 'action']}`}>
        <ActionIcon action={node?.action ?? 'unknown'} size={16} />
      </span>
      <div className={css.what}>
        <div className={css.line}>
          <button type="button" className={css.node} onClick={onNode}>
            {node?.title || (node === undefined ? stay.node : t(`process.actions.${node.action}`))}
          </button>
          {took !== null && took > 0 && <span className={css.took}>{duration(took, i18n.language)}</span>}
          <time className={css.time} dateTime={date.toISOString()} title={date.toLocaleString(i18n.language)}>
            {time}
          </time>
        </div>
        {stay.woken && (
          <div className={css.cause}>
            {modified ? t('process.causes.modified') : t(`process.causes.${cause}`, { defaultValue: cause })}
          </div>
        )}
        <Effects effects={stay.effects} />
        <Changes changes={changes} />
      </div>
    </li>
  );
}

const SHOWN = 8;
const SHORT = 200;

export function Changes({ changes }: { changes: Change[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  if (changes.length === 0) return null;
  const shown = all ? changes : changes.slice(0, SHOWN);
  return (
    <ul className={css.changes} aria-label={t('process.task.changes')}>
      {shown.map((change) => (
        <li key={change.path} className={css[change.kind]} data-change={change.kind}>
          <span className={css.sign} aria-hidden="true">
            {{ added: '+', changed: '~', removed: '−' }[change.kind]}
          </span>
          <span className="hidden-text">{t(`process.task.${change.kind}`)}</span>
          <code className={css.path}>{change.path}</code>
          {'before' in change && <Value value={change.before} old />}
          {'before' in change && 'after' in change && <span aria-hidden="true">→</span>}
          {'after' in change && <Value value={change.after} />}
        </li>
      ))}
      {changes.length > SHOWN && !all && (
        <li>
          <Button kind="quiet" onClick={() => setAll(true)}>
            {t('process.task.moreChanges', { count: changes.length - SHOWN })}
          </Button>
        </li>
      )}
    </ul>
  );
}

/** Long values are shown whole on demand. */
function Value({ value, old = false }: { value: Json; old?: boolean }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const text = JSON.stringify(value, null, whole ? 2 : 0);
  return (
    <>
      <code className={old ? css.old : whole ? css.whole : undefined}>{whole ? text : preview(text, SHORT)}</code>
      {text.length > SHORT && !old && (
        <button type="button" className={css.more} onClick={() => setWhole(!whole)}>
          {t(whole ? 'process.task.less' : 'process.task.whole')}
        </button>
      )}
    </>
  );
}
