/**
 * Sizes and places on the canvas. The place of a node is its top left, as in Corezoid's exports, and nothing is drawn
 * larger than Corezoid draws it: what was laid out there does not overlap here. Where ways leave a node is worked out
 * and not measured, so that links of nodes outside the view need no drawing of those.
 */
import type { GraphEdge, GraphNode } from './model.ts';

export const ICON_SIZE = 56;
export const CARD_WIDTH = 200;
const HEAD = 50;
const LINE = 22;
const ROW = 21;
const FOOT = 4;

/** Ways that are drawn as rows of a card; the plain `go` leaves below. */
export function rowsOf(node: GraphNode): GraphNode['exits'] {
  return node.exits.filter(({ role }) => role !== 'go');
}

export function sizeOf(node: GraphNode): { width: number; height: number } {
  if (node.collapsed) return { width: ICON_SIZE, height: ICON_SIZE };
  const rows = rowsOf(node).length;
  const line = node.line === '' ? 0 : LINE;
  return { width: CARD_WIDTH, height: Math.max(ICON_SIZE, HEAD + line + rows * ROW + (rows > 0 ? FOOT : 0)) };
}

/** Height above the first row of a card. */
function rowsTop(node: GraphNode): number {
  return HEAD + (node.line === '' ? 0 : LINE);
}

export interface Port {
  id: string;
  type: 'source' | 'target';
  side: 'top' | 'bottom' | 'left' | 'right';
  x: number;
  y: number;
}

/** A link comes in above and leaves where its row stands, on the side that lies nearer to where it goes. */
export function portsOf(node: GraphNode): Port[] {
  const { width, height } = sizeOf(node);
  const ports: Port[] = [{ id: 'in', type: 'target', side: 'top', x: width / 2, y: 0 }];
  const rows = rowsOf(node);
  for (const exit of node.exits) {
    const at = rows.indexOf(exit);
    const { key } = exit;
    if (at < 0) ports.push({ id: `${key}:b`, type: 'source', side: 'bottom', x: width / 2, y: height });
    const y = at < 0 || node.collapsed ? height / 2 : rowsTop(node) + at * ROW + ROW / 2;
    ports.push({ id: `${key}:l`, type: 'source', side: 'left', x: 0, y });
    ports.push({ id: `${key}:r`, type: 'source', side: 'right', x: width, y });
    if (at >= 0 && node.collapsed) {
      ports.push({ id: `${key}:b`, type: 'source', side: 'bottom', x: width / 2, y: height });
    }
  }
  return ports;
}

/** The port by which a link leaves its node, as both lie now. */
export function leavesBy(edge: GraphEdge, source: GraphNode, target: GraphNode): string {
  const from = sizeOf(source);
  const to = sizeOf(target);
  const dx = target.x + to.width / 2 - (source.x + from.width / 2);
  const below = target.y >= source.y + from.height;
  const isRow = edge.role !== 'go' && !source.collapsed;
  if (!isRow && below) return `${edge.exit}:b`;
  return `${edge.exit}:${dx < 0 ? 'l' : 'r'}`;
}

/** Whether places say anything: drawn processes have them, generated ones often all the same. */
export function isLaidOut(nodes: GraphNode[]): boolean {
  return nodes.length < 2 || new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size > nodes.length / 2;
}
