/** A node of the canvas: an icon with its title below it, or a card that tells what it does and how it goes on. */

import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionIcon } from './action_icon.tsx';
import { exitLabel } from './exit_label.ts';
import { isTitleBeside, portsOf, rowsOf } from './geometry.ts';
import css from './graph_node.module.css';
import type { Exit, GraphNode } from './model.ts';
import { SurroundingsContext } from './surroundings.ts';

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
  const { t } = useTranslation();
  const { Badge } = useContext(SurroundingsContext);
  const { node, way, mark, connectable } = data;
  const title = node.title === '' ? t(`process.actions.${node.action}`) : node.title;
  const classes = [
    node.collapsed ? css.icon : css.card,
    css[node.kind],
    selected ? css.selected : '',
    way === null ? '' : css[way],
    mark === null ? '' : css[mark],
  ];
  return (
    <div
      className={classes.join(' ')}
      data-node={id}
      data-kind={node.kind}
      data-way={way ?? undefined}
      title={node.collapsed ? title : undefined}
    >
      {node.collapsed ? (
        <>
          <ActionIcon action={node.action} size={24} />
          <span className={isTitleBeside(node) ? css.beside : css.below}>{title}</span>
        </>
      ) : (
        <Card node={node} title={title} />
      )}
      {Badge !== undefined && <Badge id={id} />}
      {connectable ? <Ports node={node} /> : <Marks node={node} />}
    </div>
  );
});

/**
 * Where links end, for who only looks: React Flow draws no link whose ends it does not find by these names in the page.
 * Its own handles listen to every move of the view, which is much where there are 500 nodes.
 */
function Marks({ node }: { node: GraphNode }) {
  return portsOf(node).map(({ id, type, side }) => (
    <i key={id} className={`${type} ${css.mark}`} data-handleid={id} data-handlepos={side} />
  ));
}

/** Where links begin and end by hand. */
function Ports({ node }: { node: GraphNode }) {
  return portsOf(node).map((port) => (
    <Handle
      key={port.id}
      id={port.id}
      type={port.type}
      position={SIDES[port.side]}
      className={port.id.startsWith('in:') ? css.hidden : css.port}
      style={{ left: port.x, top: port.y, right: 'auto', bottom: 'auto', transform: 'translate(-50%, -50%)' }}
    />
  ));
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
  const { t } = useTranslation();
  const { role } = exit;
  const label = exitLabel(exit, t);
  return (
    <div className={`${css.row} ${css[`row_${role}`]}`} title={label}>
      <span>{label}</span>
    </div>
  );
}
