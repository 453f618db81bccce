/**
 * Sizes and places on the canvas. The place of a card is its top left, of an icon the middle of its top, as in Corezoid's
 * exports; nothing is drawn larger than Corezoid draws it: what was laid out there does not overlap here. Where links leave
 * and enter is worked out and not measured, so that links of nodes outside the view need no drawing of those.
 */
import type { GraphNode } from './model.ts';
import type { Box, Door } from './routing/search.ts';

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

export function boxOf(node: GraphNode): Box {
  const size = sizeOf(node);
  return { x: node.collapsed ? node.x - size.width / 2 : node.x, y: node.y, ...size };
}

/** Room that the title of an icon takes: below it, or beside it. */
export function titleBox(node: GraphNode): Box | null {
  if (!node.collapsed) return null;
  const { x, y, width, height } = boxOf(node);
  if (isTitleBeside(node))
    return { x: x + width, y: y + height / 2 - 9, width: Math.min(132, shownWidth(node)), height: 18 };
  const wide = Math.min(132, shownWidth(node));
  return { x: x + (width - wide) / 2, y: y + height, width: wide, height: 20 };
}

/** The way from a start leads down: its title would lie on it. */
export function isTitleBeside({ kind }: GraphNode): boolean {
  return kind === 'start';
}

function shownWidth({ title }: GraphNode): number {
  return (title.length || 8) * 7 + 6;
}

/** Height above the first row of a card. */
function rowsTop(node: GraphNode): number {
  return HEAD + (node.line === '' ? 0 : LINE);
}

/** How far a link that runs straight may leave or come in beside the middle. */
const SLIDE = { card: 40, head: 16, icon: 14 };
/** Between links that leave an icon on one side. */
const BESIDE = 12;
/** What a way in or out costs that is not the usual one. */
const COST = { left: 8, iconSide: 12, cardSide: 30, enterIcon: 20, enterCard: 180 };

/** Where a way out may leave: a row of a card on either side, an icon and a card without rows also below, else only below. */
export function leavingDoors(node: GraphNode, key: string): Door[] {
  const { x, y, width, height } = boxOf(node);
  const row = rowsOf(node).findIndex((exit) => exit.key === key);
  const at = node.exits.findIndex((exit) => exit.key === key);
  if (node.collapsed) {
    const by = (at - (node.exits.length - 1) / 2) * Math.min(BESIDE, 36 / Math.max(1, node.exits.length - 1));
    const [middle, level] = [x + width / 2, y + height / 2];
    return [
      { handle: `${key}:b`, side: 'bottom', x: middle + by, y: y + height, slide: SLIDE.icon, cost: 0 },
      { handle: `${key}:r`, side: 'right', x: x + width, y: level + by, slide: SLIDE.icon, cost: COST.iconSide },
      { handle: `${key}:l`, side: 'left', x, y: level + by, slide: SLIDE.icon, cost: COST.iconSide + COST.left },
    ];
  }
  const below: Door = {
    handle: `${key}:b`,
    side: 'bottom',
    x: x + width / 2,
    y: y + height,
    slide: SLIDE.card,
    cost: 0,
  };
  if (row < 0) return rowsOf(node).length > 0 ? [below] : [below, ...besides(node, key, y + height / 2)];
  return besides(node, key, y + rowsTop(node) + row * ROW + ROW / 2);
}

/** On both sides of a card: of a row exactly there, of the card as a whole about there. */
function besides(node: GraphNode, key: string, y: number): Door[] {
  const { x, width } = boxOf(node);
  const [slide, cost] = rowsOf(node).length > 0 ? [0, 0] : [SLIDE.head, COST.cardSide];
  return [
    { handle: `${key}:r`, side: 'right', x: x + width, y, slide, cost },
    { handle: `${key}:l`, side: 'left', x, y, slide, cost: cost + COST.left },
  ];
}

/** Where links may come in: above, or on a side where that is much shorter. */
export function enteringDoors(node: GraphNode): Door[] {
  const { x, y, width, height } = boxOf(node);
  const level = node.collapsed ? y + height / 2 : y + HEAD / 2;
  const cost = node.collapsed ? COST.enterIcon : COST.enterCard;
  const slide = node.collapsed ? SLIDE.icon : SLIDE.head;
  return [
    { handle: 'in', side: 'top', x: x + width / 2, y, slide: node.collapsed ? SLIDE.icon : SLIDE.card, cost: 0 },
    { handle: 'in:l', side: 'left', x, y: level, slide, cost },
    { handle: 'in:r', side: 'right', x: x + width, y: level, slide, cost },
  ];
}

export interface Port {
  id: string;
  type: 'source' | 'target';
  side: Door['side'];
  /** From the node's top left. */
  x: number;
  y: number;
}

/** All doors of a node, as React Flow and the hand find them. */
export function portsOf(node: GraphNode): Port[] {
  const box = boxOf(node);
  const port = (type: Port['type'], { handle, side, x, y }: Door): Port => {
    return { id: handle, type, side, x: x - box.x, y: y - box.y };
  };
  return [
    ...enteringDoors(node).map((door) => port('target', door)),
    ...node.exits.flatMap(({ key }) => leavingDoors(node, key).map((door) => port('source', door))),
  ];
}

/** Whether places say anything: drawn processes have them, generated ones often all the same. */
export function isLaidOut(nodes: GraphNode[]): boolean {
  return nodes.length < 2 || new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size > nodes.length / 2;
}
