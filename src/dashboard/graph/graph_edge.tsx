/** A link of the canvas, in the colour of its role; of a node that is drawn as an icon it tells its condition itself. */
import { type Edge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from '@xyflow/react';
import { memo, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import css from './graph_edge.module.css';
import type { GraphEdge, Role } from './model.ts';
import { SurroundingsContext } from './surroundings.ts';

export interface EdgeData extends Record<string, unknown> {
  edge: GraphEdge;
  way: 'on' | 'off' | null;
  /** Whether the node it leaves has no row that tells. */
  labelled: boolean;
}

export type FlowEdge = Edge<EdgeData, 'takt'>;

const ROLES: Role[] = ['go', 'condition', 'else', 'error', 'timer', 'alarm'];

export const GraphEdgeView = memo(function GraphEdgeView(props: EdgeProps<FlowEdge>) {
  const { EdgeOverlay } = useContext(SurroundingsContext);
  const { id, data, selected } = props;
  const { sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition } = props;
  const [path, x, y] = getSmoothStepPath({
    ...{ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition },
    borderRadius: 12,
    offset: 22,
  });
  if (data === undefined) return null;
  const { edge, way, labelled } = data;
  const classes = [css.edge, css[edge.role], selected ? css.selected : '', way === null ? '' : css[way]];
  return (
    <>
      <g className={classes.join(' ')} data-edge={id} data-role={edge.role}>
        <path d={path} className={css.touch} />
        <path d={path} className={css.path} markerEnd={`url(#takt-${edge.role})`} />
        {EdgeOverlay !== undefined && <EdgeOverlay edge={edge} path={path} x={x} y={y} />}
      </g>
      {labelled && <Label edge={edge} x={x} y={y} />}
    </>
  );
});

function Label({ edge, x, y }: { edge: GraphEdge; x: number; y: number }) {
  const { t } = useTranslation();
  const { role, text } = edge;
  const label = role === 'condition' && text !== '' ? text : t(`process.exits.${role}`, { text });
  return (
    <EdgeLabelRenderer>
      <div
        className={`${css.label} ${css[role]}`}
        title={label}
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        {label}
      </div>
    </EdgeLabelRenderer>
  );
}

/** The arrow heads, once per page that holds a canvas. */
export function Arrows() {
  return (
    <svg className={css.arrows} aria-hidden="true">
      <defs>
        {ROLES.map((role) => (
          <marker
            key={role}
            id={`takt-${role}`}
            className={css[role]}
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="12"
            markerHeight="12"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path d="M0 1.5 L9 5 L0 8.5 z" className={css.head} />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
