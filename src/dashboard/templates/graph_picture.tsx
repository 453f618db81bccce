/** The graph of a template, drawn as the canvas draws it: one can look round in it, and scrolls the page over it. */
import { boxOf } from '../graph/geometry.ts';
import { Graph, GraphProvider, useLaidOut } from '../graph/graph.tsx';
import type { GraphModel } from '../graph/model.ts';
import { Loading } from '../ui/state.tsx';
import css from './graph_picture.module.css';

const FLOW = {
  ...{ preventScrolling: false, zoomOnScroll: false, zoomOnDoubleClick: false },
  ...{ nodesFocusable: false, elementsSelectable: false, minZoom: 0.2 },
};
/** Room for titles beside icons, and round the whole. */
const AROUND = 80;

export function GraphPicture({ label, graph }: { label: string; graph: GraphModel }) {
  const laid = useLaidOut(graph);
  if (laid === undefined) return <Loading />;
  const boxes = laid.nodes.map(boxOf);
  const span = (from: number[], to: number[]): number => Math.max(...to) - Math.min(...from) + AROUND * 2;
  const [xs, ys] = [boxes.map(({ x }) => x), boxes.map(({ y }) => y)];
  const width = span(
    xs,
    boxes.map((box) => box.x + box.width),
  );
  const height = span(
    ys,
    boxes.map((box) => box.y + box.height),
  );
  return (
    <div className={css.picture} style={{ aspectRatio: `${width} / ${height}` }}>
      <GraphProvider>
        <Graph {...laid} label={label} minimap={false} flow={FLOW} />
      </GraphProvider>
    </div>
  );
}
