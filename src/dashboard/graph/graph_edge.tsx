/** A link of the canvas, in the colour of its role; of a node that is drawn as an icon it tells its condition itself. */

import { type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { exitLabel } from './exit_label.ts';
import css from './graph_edge.module.css';
import type { GraphEdge, Role } from './model.ts';
import type { Route } from './routing/router.ts';
import { useSurroundings } from './surroundings.ts';

export interface EdgeData extends Record<string, unknown> {
  edge: GraphEdge;
  route: Route;
  way: 'on' | 'off' | null;
  /** Whether the node it leaves has no row that tells. */
  labelled: boolean;
  /** It or a node at its ends is chosen or looked at. */
  near: boolean;
}

export type FlowEdge = Edge<EdgeData, 'takt'>;

const ROLES: Role[] = ['go', 'condition', 'else', 'error', 'timer', 'alarm'];

export const GraphEdgeView = memo(function GraphEdgeView({ id, data, selected }: EdgeProps<FlowEdge>) {
  const { EdgeOverlay, far } = useSurroundings();
  if (data === undefined) return null;
  const { edge, route, way, labelled, near } = data;
  const { path, x, y } = route;
  const stands = selected || near || way === 'on';
  const classes = [css.edge, css[edge.role], selected ? css.selected : '', near ? css.near : '', way ? css[way] : ''];
  return (
    <>
      <g className={classes.join(' ')} data-edge={id} data-role={edge.role}>
        <path d={path} className={css.touch} />
        {/* Where it crosses others it lies over them. */}
        {stands && <path d={path} className={css.halo} />}
        <path d={path} className={css.path} markerEnd={`url(#takt-${edge.role})`} />
        {EdgeOverlay !== undefined && !far && <EdgeOverlay edge={edge} x={x} y={y} />}
      </g>
      {labelled && !far && <Label edge={edge} x={x} y={y} />}
    </>
  );
});

function Label({ edge, x, y }: { edge: GraphEdge; x: number; y: number }) {
  const { t } = useSurroundings();
  const { role } = edge;
  const label = exitLabel(edge, t);
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
