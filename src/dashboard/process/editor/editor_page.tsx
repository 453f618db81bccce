/** A process in Edit: the palette, the canvas and the panel of a node, over a draft that saves itself. */

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams as useRoute, useSearch } from 'wouter';
import { isLost } from '../../data/is_lost.ts';
import { useAuthor } from '../../data/session.ts';
import { isLaidOut } from '../../graph/geometry.ts';
import { GraphProvider } from '../../graph/graph.tsx';
import { readNode } from '../../graph/model.ts';
import { Icon } from '../../ui/icon.tsx';
import { Failed, Loading } from '../../ui/state.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useProcess } from '../data.ts';
import { useLive } from '../live.ts';
import statusCss from '../status.module.css';
import { useShown } from '../use_shown.ts';
import { Canvas } from './canvas.tsx';
import { layOut } from './commands.ts';
import { ConflictDialog } from './conflict_dialog.tsx';
import { DeployDialog } from './deploy_dialog.tsx';
import { DifferencePanel } from './difference_panel.tsx';
import css from './editor_page.module.css';
import { FindDialog } from './find_dialog.tsx';
import type { InsertAt } from './insert.ts';
import { InsertDialog } from './insert_dialog.tsx';
import { useKeys, type Wish } from './keys.ts';
import { EditorKeys } from './keys_dialog.tsx';
import { LinkDialog } from './link_dialog.tsx';
import { type Catalogue, useCatalogue } from './node_types.ts';
import { Palette } from './palette.tsx';
import { NodePanel } from './panel/node_panel.tsx';
import { ParamsDialog } from './params_dialog.tsx';
import { ProblemsPanel } from './problems_panel.tsx';
import { Saver } from './saver.ts';
import { fetchProcess, type OnServer } from './server.ts';
import { EditorStore, StoreProvider, useEditor, useStore } from './store.ts';
import { TopBar } from './top_bar.tsx';
import { useDifference } from './use_model.ts';
import { HistoryDialog } from './versions/history_dialog.tsx';
import { type Looked, useLooked } from './versions/looked.ts';
import { VersionView } from './versions/version_view.tsx';

export default function EditorPage() {
  const id = Number(useRoute().id);
  const catalogue = useCatalogue();
  // Read anew each time one comes here, and by nobody else: from then on the saver keeps both sides alike.
  const process = useQuery({
    queryKey: ['editor', id],
    queryFn: () => fetchProcess(id),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  if (isLost(process)) return <Failed error={process.error} onRetry={() => void process.refetch()} />;
  if (process.data === undefined || catalogue === undefined) return <Loading />;
  return (
    <GraphProvider key={id}>
      <Loaded server={process.data} catalogue={catalogue} />
    </GraphProvider>
  );
}

function Loaded({ server, catalogue }: { server: OnServer; catalogue: Catalogue }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const client = useQueryClient();
  const author = useAuthor();
  const [looked, look] = useLooked(server.about.id);
  const named = new URLSearchParams(useSearch()).get('node');
  // Once: what is read again later, such as when the server is back, is the saver's matter.
  const [made] = useState(() => {
    const store = new EditorStore(catalogue, server);
    if (named !== null && store.node(named) !== undefined) store.openNode(named);
    return { store, saver: new Saver(store, server, author) };
  });
  useEffect(() => {
    const { store, saver } = made;
    saver.server.onTaken = (count) => toasts.done(t('editor.saving.taken', { count }));
    saver.server.onDeployed = ({ version, userName: user }) =>
      toasts.done(t('editor.saving.deployed', { version, user }));
    const end = saver.start();
    if (!isLaidOut(store.draft.nodes.map((node) => readNode(node)))) void layOut(store);
    return () => {
      end();
      store.passOn();
      void client.invalidateQueries({ queryKey: ['process', store.state.about.id] });
    };
  }, [made, toasts, t, client]);
  const live = useLive(server.about.id);
  useEffect(() => live.onChanged(() => made.saver.hear()), [live, made]);
  return (
    <StoreProvider value={made.store}>
      {looked === null && <Editor saver={made.saver} onLook={look} />}
      {looked !== null && <VersionView saver={made.saver} looked={looked} onLook={look} />}
    </StoreProvider>
  );
}

export type Window = 'conflict' | 'deploy' | 'params' | 'history' | 'keys' | 'find' | { linkFrom: string } | null;
export type Side = 'problems' | 'difference' | null;

function Editor({ saver, onLook }: { saver: Saver; onLook(looked: Looked): void }) {
  const store = useStore();
  const { mayEdit } = useEditor(({ about }) => about);
  const open = useEditor((state) => state.open);
  useShown(open, true);
  const disputed = useEditor((state) => state.disputed);
  const [edge, setEdge] = useState<string | null>(null);
  const [insertAt, setInsertAt] = useState<InsertAt | null>(null);
  const [window, setWindow] = useState<Window>(null);
  const [side, setSide] = useState<Side>(null);
  const [postponed, postpone] = useState<readonly string[]>([]);
  const compared = useDifference(side === 'difference');
  const close = useCallback(() => setWindow(null), []);
  const ask = (wish: Wish): void => {
    if (wish !== 'keys' && wish !== 'find' && !mayEdit) return;
    if (typeof wish === 'object' && 'insert' in wish) setInsertAt(wish.insert);
    else setWindow(wish);
  };
  useKeys({
    edge,
    setEdge,
    ask,
  });
  return (
    <div className={css.page}>
      <TopBar saver={saver} side={side} onSide={setSide} onWindow={setWindow} />
      <InDebug />
      <div className={css.body}>
        {mayEdit && <Palette />}
        <div className={css.middle}>
          <Canvas compared={compared} edge={edge} onEdge={setEdge} onInsert={setInsertAt} />
          {side === 'problems' && <ProblemsPanel onClose={() => setSide(null)} />}
          {side === 'difference' && <DifferencePanel compared={compared} onClose={() => setSide(null)} />}
        </div>
        {open !== null && <NodePanel id={open} />}
      </div>
      {insertAt !== null && <InsertDialog at={insertAt} onClose={() => setInsertAt(null)} />}
      {window === 'deploy' && <DeployDialog saver={saver} onClose={close} onProblems={() => setSide('problems')} />}
      {window === 'params' && <ParamsDialog onClose={close} />}
      {window === 'history' && <HistoryDialog saver={saver} onLook={onLook} onClose={close} />}
      {window === 'find' && <FindDialog onClose={close} />}
      {typeof window === 'object' && window !== null && <LinkDialog from={window.linkFrom} onClose={close} />}
      {window === 'keys' && <EditorKeys onClose={close} />}
      {disputed.length > 0 && (disputed !== postponed || window === 'conflict') && (
        <ConflictDialog
          nodes={disputed}
          onKeep={(keep) => saver.settle(keep)}
          onLater={() => {
            postpone(disputed);
            close();
          }}
        />
      )}
      <span className="hidden-text" aria-live="polite">
        {store.state.selected.length === 1 ? store.node(store.state.selected[0] ?? '')?.title : ''}
      </span>
    </div>
  );
}

/** What is edited may be held by somebody who debugs: then nothing runs on, whatever is deployed. */
function InDebug() {
  const { t } = useTranslation();
  const id = useEditor(({ about }) => about.id);
  const { data } = useProcess(id);
  if (data?.status !== 'debug') return null;
  return (
    <section className={statusCss.notice} aria-label={t('debug.title')} data-notice="debug">
      <Icon name="warning" size={16} />
      <span className={statusCss.told}>{t('editor.inDebug')}</span>
      <Link href={`/process/${id}/debug`}>{t('debug.ask.open')}</Link>
    </section>
  );
}
