/**
 * Keeps the server's draft like the one at hand. Two seconds after the last change what differs is sent; until the
 * server has it, it also lies in this browser, so that neither a closed tab nor a lost connection loses it. When the
 * server tells of a change, and before sending, it is seen whether somebody else edited meanwhile: nodes that only they
 * changed are taken over, and a node that both changed is a person's to decide on.
 */

import { RequestError } from '../../data/client.ts';
import { errorText } from '../../ui/error_text.ts';
import { byId, type Draft, sameNode } from './draft.ts';
import { arrived, likeKnown, merge, opsBetween } from './merge.ts';
import {
  fetchProblems,
  fetchProcess,
  fetchStamp,
  fetchVersions,
  type OnServer,
  sendOps,
  type Version,
} from './server.ts';
import type { EditorStore } from './store.ts';

const AFTER_MS = 2000;
const AGAIN_MS = 5000;
const KEEP_MS = 300;
/** Edits of somebody else come several at a time. */
const HEAR_MS = 500;

interface Kept {
  base: Draft;
  mine: Draft;
  /** What nobody has decided on: the base has it as others made it. */
  disputed?: readonly string[];
}

export class Saver {
  private readonly store: EditorStore;
  private readonly id: number;
  private version: number | null;
  private stamp: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private keeping: ReturnType<typeof setTimeout> | undefined;
  private hearing: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<unknown> | null = null;
  private seen: Draft;
  /** What was sent last, while it is not known whether it arrived. */
  private sent: Draft | null = null;
  /** Told how many nodes came from somebody else. */
  onTaken: (nodes: number) => void = () => undefined;
  /** Told what somebody else made live. */
  onDeployed: (live: Version) => void = () => undefined;

  constructor(store: EditorStore, { version, stamp }: Pick<OnServer, 'version' | 'stamp'>) {
    this.store = store;
    this.id = store.state.about.id;
    this.version = version;
    this.stamp = stamp;
    this.seen = store.draft;
  }

  /** Begins to watch the store; answers how to end. */
  start(): () => void {
    this.takeKept();
    const end = this.store.subscribe(() => this.look());
    const leave = (): void => this.keep();
    addEventListener('pagehide', leave);
    void this.check();
    if (this.isDirty()) this.later(0);
    return () => {
      end();
      removeEventListener('pagehide', leave);
      clearTimeout(this.keeping);
      clearTimeout(this.timer);
      clearTimeout(this.hearing);
      this.keep();
      if (this.isDirty()) void this.save();
    };
  }

  isDirty(): boolean {
    return this.store.draft !== this.store.state.acked && this.ops(this.version ?? 1).length > 0;
  }

  /**
   * Saves, does what changes the process by itself (a deploy, a roll back; told the number of the draft, null where
   * there is none), and takes over what that made. False where saving did not work: then nothing was done.
   */
  async act(deed: (draft: number | null) => Promise<unknown>): Promise<boolean> {
    if (!(await this.save())) return false;
    await this.alone(async () => {
      await deed(this.version);
      await this.pull();
    });
    void this.check();
    return true;
  }

  /** The process was changed, perhaps from here: what others did to it is taken over. */
  hear(): void {
    clearTimeout(this.hearing);
    this.hearing = setTimeout(() => void this.catchUp(), HEAR_MS);
  }

  /** Sends all that is left; false where that did not work. */
  async save(): Promise<boolean> {
    clearTimeout(this.timer);
    const done = await this.alone(() => this.saveNow());
    if (done && this.isDirty() && this.store.state.saving !== 'disputed') this.later(AFTER_MS);
    return done;
  }

  /** What the server has now becomes the base. */
  private async pull(base: Draft = this.store.state.acked): Promise<void> {
    const server = await fetchProcess(this.id);
    const mine = this.store.draft;
    server.draft = likeKnown(likeKnown(server.draft, base), mine);
    const known = this.sent === null ? base : arrived(base, this.sent, server.draft);
    this.sent = null;
    const merged = merge(known, mine, server.draft);
    if (merged.draft !== mine && (merged.taken.length > 0 || merged.draft.params !== mine.params)) {
      this.store.change({ do: 'rebase', change: (draft) => merge(known, draft, server.draft).draft });
      this.seen = this.store.draft;
    }
    this.version = server.version;
    this.stamp = server.stamp;
    const disputed = merged.disputed;
    this.store.set({
      ...{ about: server.about, acked: server.draft, live: server.live, disputed },
      ...(disputed.length > 0 ? { saving: 'disputed' as const } : {}),
    });
  }

  /** Mine is sent over theirs, or theirs taken in place of mine. */
  settle(keep: 'mine' | 'theirs'): void {
    const { disputed, acked } = this.store.state;
    this.store.set({ disputed: [], saving: 'waiting' });
    if (keep === 'theirs') {
      const theirs = new Map(acked.nodes.map((node) => [node.obj_id, node]));
      this.store.edit((draft) => {
        const kept = draft.nodes.filter(({ obj_id }) => !disputed.includes(obj_id));
        return { ...draft, nodes: [...kept, ...disputed.flatMap((id) => theirs.get(id) ?? [])] };
      });
    }
    this.later(0);
  }

  async check(): Promise<void> {
    try {
      this.store.set({ problems: await fetchProblems(this.id) });
    } catch {
      // What is wrong is told again after the next change.
    }
  }

  /** One after the other: what is sent must be what was looked at. */
  private async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.running !== null) await this.running;
    const running = work();
    this.running = running.catch(() => undefined);
    try {
      return await running;
    } finally {
      this.running = null;
    }
  }

  private async catchUp(): Promise<void> {
    // A person decides first; what is sent then is looked at anew.
    if (this.store.state.saving === 'disputed') return;
    try {
      if (await this.alone(() => this.takeOver())) void this.check();
    } catch {
      // It is looked at again with the next change, and before anything is sent.
    }
  }

  /** What others did since it was last looked at; whether there was anything. */
  private async takeOver(): Promise<boolean> {
    if ((await fetchStamp(this.id)) === this.stamp) return false;
    const before = this.store.draft;
    const { liveVersion } = this.store.state.about;
    await this.pull();
    if (this.store.draft !== before) this.onTaken(countOther(before, this.store.draft));
    if (this.store.state.about.liveVersion !== liveVersion) {
      const live = (await fetchVersions(this.id)).find(({ state }) => state === 'live');
      if (live !== undefined) this.onDeployed(live);
    }
    return true;
  }

  private look(): void {
    if (this.store.draft === this.seen) return;
    this.seen = this.store.draft;
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), KEEP_MS);
    if (this.store.state.saving === 'disputed') return;
    if (this.store.state.saving === 'saved') this.store.set({ saving: 'waiting' });
    this.later(AFTER_MS);
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), ms);
  }

  private async saveNow(): Promise<boolean> {
    if (!this.store.state.about.mayEdit) return true;
    // What both have edited waits for a person's word.
    if (this.isDisputed()) return false;
    if (!this.isDirty()) {
      this.saved();
      return true;
    }
    this.store.set({ saving: 'saving' });
    try {
      await this.takeOver();
      if (this.isDisputed()) return false;
      const sent = this.store.draft;
      const version = this.version ?? Math.max(Math.floor(Date.now() / 1000), this.store.state.about.liveVersion + 1);
      this.sent = sent;
      await sendOps(this.ops(version));
      await this.pull(sent);
      if (this.isDisputed()) return false;
      this.saved();
      void this.check();
      return true;
    } catch (error) {
      this.failed(error);
      return false;
    }
  }

  private isDisputed(): boolean {
    return this.store.state.disputed.length > 0;
  }

  private saved(): void {
    const dirty = this.isDirty();
    this.store.set({ saving: dirty ? 'waiting' : 'saved', refusal: '' });
    if (!dirty) localStorage.removeItem(this.place());
  }

  /** Part of it may have arrived: what the server has is asked for anew before the next try. */
  private failed(error: unknown): void {
    this.keep();
    this.stamp = '';
    const offline = error instanceof RequestError && error.code === 'offline';
    this.store.set({
      saving: offline ? 'offline' : 'refused',
      refusal: errorText(error),
    });
    if (offline) this.later(AGAIN_MS);
  }

  private ops(version: number): ReturnType<typeof opsBetween> {
    return opsBetween(this.store.state.acked, this.store.draft, { conv_id: this.id, version });
  }

  private place(): string {
    return `takt.draft.${this.id}`;
  }

  private keep(): void {
    const { acked, about, disputed } = this.store.state;
    if (!about.mayEdit || !this.isDirty()) return;
    try {
      localStorage.setItem(
        this.place(),
        JSON.stringify({ base: acked, mine: this.store.draft, disputed } satisfies Kept),
      );
    } catch {
      // The browser has no room left: the server will have it in a moment.
    }
  }

  /** What a page that was closed too early had not sent. */
  private takeKept(): void {
    const text = localStorage.getItem(this.place());
    if (text === null || !this.store.state.about.mayEdit) return;
    try {
      const kept = JSON.parse(text) as Kept;
      const base = likeKnown(kept.base, this.store.draft);
      const mine = likeKnown(kept.mine, base);
      const merged = merge(base, mine, this.store.draft);
      this.store.change({ do: 'edit', change: () => merged.draft });
      const server = byId(this.store.state.acked.nodes);
      const open = (kept.disputed ?? []).filter((id) => !sameNode(this.store.node(id), server.get(id)));
      const disputed = [...new Set([...merged.disputed, ...open])];
      if (disputed.length > 0) this.store.set({ disputed, saving: 'disputed' });
    } catch {
      localStorage.removeItem(this.place());
    }
  }
}

function countOther(before: Draft, after: Draft): number {
  const old = new Set(before.nodes);
  const now = new Set(after.nodes);
  const ids = [...before.nodes.filter((node) => !now.has(node)), ...after.nodes.filter((node) => !old.has(node))];
  return new Set(ids.map(({ obj_id }) => obj_id)).size;
}
