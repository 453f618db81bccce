/**
 * What happens in a process while it is looked at: the server's events, kept where every node and link finds its own
 * without the canvas being drawn again. The line is closed while the page is hidden and opened anew when it is seen.
 */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { LiveBatch } from '../../app/live.ts';
import type { JsonObject } from '../../base/json.ts';
import { request } from '../data/client.ts';
import { tellReached } from '../data/reach.ts';
import type { GraphEdge } from '../graph/model.ts';

type Heard = () => void;

/** How long to wait before the line is opened again, at first and at most. */
const AGAIN_MS = 1000;
const AGAIN_AT_MOST_MS = 30_000;

/** `broken`: it was open, and is being opened again. */
export type LineState = 'connecting' | 'open' | 'broken' | 'refused';

/** What is told after a break: anything may have happened. */
const MISSED: LiveBatch = { counts: {}, moves: [], tasks: [], more: true, anew: false };

export class LiveStore {
  private readonly counts = new Map<string, number>();
  private readonly byNode = new Map<string, Set<Heard>>();
  private readonly moves = new Set<(edge: string, count: number) => void>();
  private readonly batches = new Set<(batch: LiveBatch) => void>();
  private readonly changes = new Set<Heard>();
  private readonly news = new Set<Heard>();
  private edges = new Map<string, string>();
  private known = false;
  private state: LineState = 'connecting';
  private readonly states = new Set<Heard>();

  count = (id: string): number | undefined => (this.known ? (this.counts.get(id) ?? 0) : undefined);
  line = (): LineState => this.state;

  onNode(id: string, heard: Heard): () => void {
    const own = this.byNode.get(id) ?? new Set();
    this.byNode.set(id, own.add(heard));
    return () => own.delete(heard);
  }

  /** Tells on which links tasks move, and how many. */
  onMove(heard: (edge: string, count: number) => void): () => void {
    this.moves.add(heard);
    return () => this.moves.delete(heard);
  }

  onBatch(heard: (batch: LiveBatch) => void): () => void {
    this.batches.add(heard);
    return () => this.batches.delete(heard);
  }

  /** Tells that counts are others than they were known: what moved, or what was missed while there was no line. */
  onNews(heard: Heard): () => void {
    this.news.add(heard);
    return () => this.news.delete(heard);
  }

  onLine = (heard: Heard): (() => void) => {
    this.states.add(heard);
    return () => this.states.delete(heard);
  };

  /** Of several links between the same two nodes the first shows what moves. */
  setEdges(edges: readonly GraphEdge[]): void {
    this.edges = new Map([...edges].reverse().map(({ id, source, target }) => [`${source} ${target}`, id]));
  }

  setLine(state: LineState): void {
    this.state = state;
    for (const heard of this.states) heard();
  }

  /** The process itself is another: its nodes, its status. */
  onChanged(heard: Heard): () => void {
    this.changes.add(heard);
    return () => this.changes.delete(heard);
  }

  event(name: string, data: JsonObject): void {
    if (name === 'counts') this.setCounts(data as Record<string, number>);
    else if (name === 'moved') this.moved(data as unknown as LiveBatch);
    else if (name === 'changed') for (const heard of this.changes) heard();
  }

  /** The line is open again after a break. */
  caughtUp(): void {
    for (const heard of this.batches) heard(MISSED);
    for (const heard of this.changes) heard();
  }

  private setCounts(counts: Record<string, number>): void {
    const before = new Map(this.counts);
    const first = !this.known;
    this.known = true;
    this.counts.clear();
    for (const [id, count] of Object.entries(counts)) this.counts.set(id, count);
    if (first || [...this.counts].some(([id, count]) => before.get(id) !== count)) this.tell();
    for (const [id, heard] of this.byNode) {
      if (first || (before.get(id) ?? 0) !== (this.counts.get(id) ?? 0)) for (const one of heard) one();
    }
  }

  private moved(batch: LiveBatch): void {
    if (!this.known) return;
    for (const [id, by] of Object.entries(batch.counts)) {
      this.counts.set(id, Math.max(0, (this.counts.get(id) ?? 0) + by));
      for (const heard of this.byNode.get(id) ?? []) heard();
    }
    for (const [from, to, count] of batch.moves) {
      const id = this.edges.get(`${from} ${to}`);
      if (id !== undefined) for (const heard of this.moves) heard(id, count);
    }
    for (const heard of this.batches) heard(batch);
    this.tell();
  }

  private tell(): void {
    for (const heard of this.news) heard();
  }
}

export const LiveContext = createContext<LiveStore | null>(null);

/** The store of a process, connected for as long as the page is there. A process that is another is read again. */
export function useLive(convId: number): LiveStore {
  const [store, setStore] = useState(() => new LiveStore());
  const client = useQueryClient();
  useEffect(() => {
    const fresh = new LiveStore();
    fresh.onChanged(() => void client.invalidateQueries({ queryKey: ['process', convId] }));
    setStore(fresh);
    return connect(convId, fresh);
  }, [convId, client]);
  return store;
}

export function useLine(store: LiveStore): LineState {
  return useSyncExternalStore(store.onLine, store.line);
}

function connect(convId: number, store: LiveStore): () => void {
  let abort: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = AGAIN_MS;
  let ended = false;
  const open = async (): Promise<void> => {
    if (ended || document.hidden || abort !== null) return;
    const own = new AbortController();
    abort = own;
    try {
      const refused = await follow(convId, store, own.signal, () => {
        wait = AGAIN_MS;
      });
      if (refused) return store.setLine('refused');
    } catch {
      // A line that broke is opened again.
      if (!own.signal.aborted) tellReached(false);
    }
    if (abort === own) abort = null;
    if (ended || document.hidden) return;
    if (store.line() === 'open') store.setLine('broken');
    timer = setTimeout(() => void open(), wait);
    wait = Math.min(wait * 2, AGAIN_AT_MOST_MS);
  };
  const seen = (): void => {
    clearTimeout(timer);
    if (!document.hidden) void open();
    else {
      abort?.abort();
      abort = null;
      if (store.line() === 'open') store.setLine('broken');
    }
  };
  document.addEventListener('visibilitychange', seen);
  void open();
  return () => {
    ended = true;
    clearTimeout(timer);
    abort?.abort();
    document.removeEventListener('visibilitychange', seen);
  };
}

/** Reads events until the line ends; true where the server does not want to be asked again. */
async function follow(convId: number, store: LiveStore, signal: AbortSignal, opened: () => void): Promise<boolean> {
  const response = await fetch(`/api/takt/events?conv_id=${convId}`, {
    headers: { 'x-takt-page': '1' },
    credentials: 'same-origin',
    signal,
  });
  // Whether anybody is logged in at all is found out where everything else finds it out.
  if (response.status === 401) void request('GET', '/api/takt/me').catch(() => undefined);
  if (response.status === 401 || response.status === 403) return true;
  if (!response.ok || response.body === null) return false;
  opened();
  const before = store.line();
  store.setLine('open');
  if (before === 'broken') store.caughtUp();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return false;
    const parts = (rest + value).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const name = /^event: (.*)$/m.exec(part)?.[1] ?? '';
      const data = /^data: (.*)$/m.exec(part)?.[1];
      if (data !== undefined) store.event(name, JSON.parse(data) as JsonObject);
    }
  }
}
