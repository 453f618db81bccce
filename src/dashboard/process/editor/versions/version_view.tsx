/** A version of the process, to be looked at: its canvas and panels, and what it changed since another one. */
import { useEffect, useMemo, useState } from 'react';
import { isLaidOut } from '../../../graph/geometry.ts';
import { GraphProvider } from '../../../graph/graph.tsx';
import { readNode } from '../../../graph/model.ts';
import { Failed, Loading } from '../../../ui/state.tsx';
import { Canvas } from '../canvas.tsx';
import { layOut } from '../commands.ts';
import { DifferencePanel } from '../difference_panel.tsx';
import type { Draft } from '../draft.ts';
import page from '../editor_page.module.css';
import { useKeys } from '../keys.ts';
import { type Difference, difference } from '../merge.ts';
import { NodePanel } from '../panel/node_panel.tsx';
import type { Saver } from '../saver.ts';
import { EditorStore, StoreProvider, useEditor, useStore } from '../store.ts';
import type { Looked } from './looked.ts';
import { useWhole } from './use_versions.ts';
import { VersionBar } from './version_bar.tsx';

interface Props {
  saver: Saver;
  looked: Looked;
  onLook(looked: Looked | null): void;
}

export function VersionView({ saver, looked, onLook }: Props) {
  const after = useWhole(looked.version);
  const before = useWhole(looked.since);
  const error = after.error ?? before.error;
  const ready = after.whole != null && before.whole !== undefined;
  return (
    <div className={page.page}>
      <VersionBar {...{ saver, looked, onLook }} />
      {error !== null && <Failed error={error} />}
      {error === null && !ready && <Loading />}
      {error === null && ready && (
        <GraphProvider key={`${looked.version} ${looked.since}`}>
          <Shown after={after.whole as Draft} before={before.whole ?? null} />
        </GraphProvider>
      )}
    </div>
  );
}

interface ShownProps {
  after: Draft;
  before: Draft | null;
}

/** A store of its own, in which nothing can be edited, is all that the canvas and the panels need. */
function Shown({ after, before }: ShownProps) {
  const { catalogue, state } = useStore();
  // As it was when one came here: what happens to the process meanwhile does not close the panel that is open.
  const [about] = useState(state.about);
  const store = useMemo(
    () => new EditorStore(catalogue, { about: { ...about, mayEdit: false }, draft: after, live: null }),
    [catalogue, about, after],
  );
  const compared = useMemo(() => (before === null ? null : difference(before, after)), [before, after]);
  useEffect(() => {
    if (!isLaidOut(after.nodes.map((node) => readNode(node)))) void layOut(store);
  }, [store, after]);
  return (
    <StoreProvider value={store}>
      <Body compared={compared} />
    </StoreProvider>
  );
}

const nothing = (): void => undefined;

function Body({ compared }: { compared: Difference | null }) {
  const open = useEditor((state) => state.open);
  useKeys({ edge: null, setEdge: nothing, ask: nothing });
  return (
    <div className={page.body}>
      <div className={page.middle}>
        <Canvas compared={compared} edge={null} onEdge={nothing} onInsert={nothing} />
        {compared !== null && <DifferencePanel compared={compared} />}
      </div>
      {open !== null && <NodePanel id={open} />}
    </div>
  );
}
