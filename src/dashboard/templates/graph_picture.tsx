/** A process as a picture: boxes where its author put them, and the ways between them. Nothing moves and nothing is clicked. */
import type { GraphEdge, GraphModel, GraphNode } from '../graph/model.ts';
import css from './graph_picture.module.css';

const WIDTH = 184;
const HEIGHT = 74;
/** Authors place nodes in columns so wide. */
const COLUMN = 200;
const DOT = 40;
const MARGIN = 24;
/** Half of what the name under a small node takes. */
const NAME = 76;
/** Letters in a line of a box, and lines. */
const LETTERS = 18;
const LINES = 3;
/** Height of a line of text. */
const LINE = 20;

interface Box {
  node: GraphNode;
  x: number;
  y: number;
  width: number;
  height: number;
}

export function GraphPicture({ label, graph }: { label: string; graph: GraphModel }) {
  const boxes = graph.nodes.map(boxOf);
  const byId = new Map(boxes.map((box) => [box.node.id, box]));
  const left = Math.min(...boxes.map((box) => Math.min(box.x, box.x + box.width / 2 - NAME))) - MARGIN;
  const top = Math.min(...boxes.map(({ y }) => y)) - MARGIN;
  const width = Math.max(...boxes.map((box) => box.x + box.width)) - left + MARGIN;
  const height = Math.max(...boxes.map((box) => box.y + box.height)) - top + MARGIN;
  return (
    <svg className={css.picture} viewBox={`${left} ${top} ${width} ${height}`} role="img" aria-label={label}>
      <defs>
        <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0L8 4L0 8z" fill="context-stroke" />
        </marker>
      </defs>
      {graph.edges.map((edge) => (
        <Edge key={edge.id} edge={edge} from={byId.get(edge.source)} to={byId.get(edge.target)} />
      ))}
      {boxes.map((box) => (
        <NodeBox key={box.node.id} box={box} />
      ))}
    </svg>
  );
}

function isDot({ kind }: GraphNode): boolean {
  return kind === 'start' || kind === 'success' || kind === 'error';
}

/** Small nodes stand in the middle of the column that a large one would take. */
function boxOf(node: GraphNode): Box {
  const [width, height] = isDot(node) ? [DOT, DOT] : [WIDTH, HEIGHT];
  const middle = node.collapsed ? node.x : node.x + COLUMN / 2;
  return { node, x: middle - width / 2, y: node.y, width, height };
}

function NodeBox({ box: { node, x, y, width, height } }: { box: Box }) {
  const lines = linesOf(node.title);
  if (isDot(node)) {
    return (
      <g className={css[node.kind]}>
        <circle cx={x + width / 2} cy={y + height / 2} r={DOT / 2} />
        <text x={x + width / 2} y={y + height + LINE}>
          {node.kind === 'start' ? '' : lines.join(' ')}
        </text>
      </g>
    );
  }
  return (
    <g className={css[node.kind]}>
      <rect x={x} y={y} width={width} height={height} rx={10} />
      {lines.map((line, index) => (
        <text key={line} x={x + width / 2} y={y + height / 2 + 6 + (index - (lines.length - 1) / 2) * LINE}>
          {line}
        </text>
      ))}
    </g>
  );
}

/** Below each other from foot to head, beside each other from side to side; what goes back up swings out. */
function Edge({ edge, from, to }: { edge: GraphEdge; from: Box | undefined; to: Box | undefined }) {
  // Waiting goes on in the node itself: that is no way to anywhere.
  if (from === undefined || to === undefined || from === to) return null;
  const isBack = to.y < from.y + from.height;
  const names = [css.edge, css[edge.role] ?? '', isBack ? css.back : ''].join(' ');
  const [fx, tx] = [from.x + from.width / 2, to.x + to.width / 2];
  if (!isBack) {
    const [y1, y2] = [from.y + from.height, to.y];
    const bend = Math.max(24, (y2 - y1) / 2);
    return (
      <path
        className={names}
        markerEnd="url(#head)"
        d={`M${fx} ${y1}C${fx} ${y1 + bend} ${tx} ${y2 - bend} ${tx} ${y2}`}
      />
    );
  }
  const isRight = tx > fx;
  const x1 = isRight ? from.x + from.width : from.x;
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  const isBeside = Math.abs(y2 - y1) < HEIGHT;
  const x2 = isRight === isBeside ? to.x : to.x + to.width;
  const swing = isRight ? 40 : -40;
  return (
    <path
      className={names}
      d={`M${x1} ${y1}C${x1 + swing} ${y1} ${x2 + (isBeside ? -swing : swing)} ${y2} ${x2} ${y2}`}
    />
  );
}

function linesOf(title: string): string[] {
  const lines: string[] = [];
  for (const word of title.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LETTERS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const shown = lines.slice(0, LINES);
  if (lines.length > LINES) shown[LINES - 1] = `${shown[LINES - 1]}…`;
  return shown;
}
