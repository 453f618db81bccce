/** What Debug draws at nodes: breakpoints, the start point, where the task stands, and what can be done with a chosen node. */
import { NodeToolbar, Position } from '@xyflow/react';
import { createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { GraphNode } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { CountBadge } from '../on_canvas.tsx';
import type { Points } from './data.ts';
import css from './debug.module.css';
import { holds, type NodeDeeds } from './node_deeds.ts';

export interface Marks {
  nodes: ReadonlyMap<string, GraphNode>;
  points: Points;
  /** Where the debugged task stands. */
  here: string | null;
  /** null where nothing may be set. */
  onPoint: ((id: string) => void) | null;
}

export const MarksContext = createContext<Marks>({
  nodes: new Map(),
  points: { breakpoints: [], start: null },
  here: null,
  onPoint: null,
});

export function NodeMarks({ id }: { id: string }) {
  const { t } = useTranslation();
  const { nodes, points, here } = useContext(MarksContext);
  const node = nodes.get(id);
  return (
    <>
      {here === id && (
        <span className={node?.collapsed ? `${css.here} ${css.round}` : css.here} data-here="">
          <span className="hidden-text">{t('debug.node.here')}</span>
        </span>
      )}
      {points.start === id && (
        <span className={css.start} title={t('debug.node.isStart')} data-start="">
          <Icon name="play" size={12} filled />
        </span>
      )}
      {node !== undefined && holds(node) && <Gutter node={node} />}
      <CountBadge id={id} />
    </>
  );
}

/** A click sets a breakpoint, or removes it; the keyboard has keys for the chosen node instead of so many stops. */
function Gutter({ node }: { node: GraphNode }) {
  const { t } = useTranslation();
  const { points, onPoint } = useContext(MarksContext);
  const isSet = points.breakpoints.includes(node.id);
  if (onPoint === null && !isSet) return null;
  const title = node.title || t(`process.actions.${node.action}`);
  return (
    <button
      type="button"
      tabIndex={-1}
      className={isSet ? `${css.point} ${css.set}` : css.point}
      aria-label={t(isSet ? 'debug.node.dropPoint' : 'debug.node.setPoint', { title })}
      title={t(isSet ? 'debug.node.dropPoint' : 'debug.node.setPoint', { title })}
      aria-pressed={isSet}
      disabled={onPoint === null}
      onClick={(event) => {
        event.stopPropagation();
        onPoint?.(node.id);
      }}
    />
  );
}

/** Above the chosen node. `onTasks` leaves the debugged task for those that stand here. */
export function NodeMenu({
  node,
  deeds,
  onTasks,
}: {
  node: GraphNode;
  deeds: NodeDeeds;
  onTasks: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const { points } = useContext(MarksContext);
  if (deeds.point === undefined && deeds.put === undefined && onTasks === undefined) return null;
  const title = node.title || t(`process.actions.${node.action}`);
  return (
    <NodeToolbar nodeId={node.id} isVisible position={Position.Top} offset={14}>
      <fieldset className={css.menu} aria-label={t('debug.node.menu', { title })}>
        {deeds.point !== undefined && (
          <Button
            kind="quiet"
            icon={<span className={`${css.dot} ${points.breakpoints.includes(node.id) ? css.set : ''}`} />}
            aria-pressed={points.breakpoints.includes(node.id)}
            title={`${t('debug.node.point')} (B)`}
            onClick={deeds.point}
          >
            {t('debug.node.point')}
          </Button>
        )}
        {deeds.start !== undefined && (
          <Button
            kind="quiet"
            icon={<Icon name="play" size={16} filled={points.start === node.id} />}
            aria-pressed={points.start === node.id}
            title={`${t('debug.node.start')} (S)`}
            onClick={deeds.start}
          >
            {t('debug.node.start')}
          </Button>
        )}
        {deeds.put !== undefined && (
          <Button
            kind="quiet"
            icon={<Icon name="down" size={16} />}
            title={`${t('debug.node.put')} (P)`}
            onClick={deeds.put}
          >
            {t('debug.node.put')}
          </Button>
        )}
        {onTasks !== undefined && (
          <Button kind="quiet" icon={<Icon name="queue" size={16} />} onClick={onTasks}>
            {t('debug.node.tasks')}
          </Button>
        )}
      </fieldset>
    </NodeToolbar>
  );
}
