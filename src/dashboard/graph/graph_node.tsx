/** A node of the canvas: an icon with its title below it, or a card that tells what it does and how it goes on. */

import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo, useState } from 'react';
import { ActionIcon } from './action_icon.tsx';
import { exitLabel } from './exit_label.ts';
import { isTitleBeside, portsOf, rowsOf, sizeOf } from './geometry.ts';
import css from './graph_node.module.css';
import type { Exit, GraphNode } from './model.ts';
import { useSurroundings } from './surroundings.ts';

export type Mark = 'bad' | 'warn' | 'added' | 'changed' | 'removed';

export interface NodeData extends Record<string, unknown> {
  node: GraphNode;
  /** On the way that is shown, beside it, or there is none. */
  way: 'on' | 'off' | null;
  mark: Mark | null;
  connectable: boolean;
}

export type FlowNode = Node<NodeData, 'takt'>;

const SIDES = { top: Position.Top, bottom: Position.Bottom, left: Position.Left, right: Position.Right };

export const GraphNodeView = memo(function GraphNodeView({ id, data, selected }: NodeProps<FlowNode>) {
  const { t, far, Badge } = useSurroundings();
  const [under, setUnder] = useState(false);
  const { node, way, mark, connectable } = data;
  const title = node.title === '' ? t(`process.actions.${node.action}`) : node.title;
  const classes = [
    node.collapsed ? css.icon : css.card,
    css[node.kind],
    selected ? css.selected : '',
    way === null ? '' : css[way],
    mark === null ? '' : css[mark],
    far ? css.far : '',
  ];
  return (
    <div
      className={classes.join(' ')}
      style={sizeOf(node)}
      data-node={id}
      data-kind={node.kind}
      data-way={way ?? undefined}
      title={node.collapsed || far ? title : undefined}
      onPointerEnter={connectable ? () => setUnder(true) : undefined}
      onPointerLeave={connectable ? () => setUnder(false) : undefined}
    >
      {!far && (node.collapsed ? <IconOf node={node} title={title} /> : <Card node={node} title={title} />)}
      {Badge !== undefined && <Badge id={id} />}
      {connectable && !far && <Ports node={node} held={under || selected} />}
    </div>
  );
});

/**
 * Where links begin and end by hand. Handles listen to all that happens on the canvas, so only a node under the hand has
 * them; at the others there is a place of the same name, which React Flow finds when a link is let go near it.
 */
function Ports({ node, held }: { node: GraphNode; held: boolean }) {
  return portsOf(node).map(({ id, type, side, x, y }) => {
    const style = { left: x, top: y, right: 'auto', bottom: 'auto', transform: 'translate(-50%, -50%)' };
    const className = id.startsWith('in:') ? css.hidden : css.port;
    if (held) return <Handle key={id} {...{ id, type, className, style }} position={SIDES[side]} />;
    const names = { 'data-handleid': id, 'data-nodeid': node.id, 'data-id': `1-${node.id}-${id}-${type}` };
    const place = `react-flow__handle connectable connectableend ${type} ${css.place}`;
    return <i key={id} className={place} style={{ left: x - 5, top: y - 5 }} {...names} />;
  });
}

function IconOf({ node, title }: { node: GraphNode; title: string }) {
  return (
    <>
      <ActionIcon action={node.action} size={24} />
      <span className={isTitleBeside(node) ? css.beside : css.below}>{title}</span>
    </>
  );
}

function Card({ node, title }: { node: GraphNode; title: string }) {
  return (
    <>
      <div className={css.head}>
        <span className={css.badgeIcon}>
          <ActionIcon action={node.action} />
        </span>
        <span className={css.title} title={title}>
          {title}
        </span>
      </div>
      {node.line !== '' && (
        <div className={css.line} title={node.line}>
          {node.line}
        </div>
      )}
      {rowsOf(node).map((exit) => (
        <Row key={exit.key} exit={exit} />
      ))}
    </>
  );
}

function Row({ exit }: { exit: Exit }) {
  const { t } = useSurroundings();
  const { role } = exit;
  const label = exitLabel(exit, t);
  return (
    <div className={`${css.row} ${css[`row_${role}`]}`} title={label}>
      <span>{label}</span>
    </div>
  );
}
