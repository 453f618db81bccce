/**
 * Keeps the server's draft like the one at hand. Two seconds after the last change what differs is sent; until the
 * server has it, it also lies in this browser. When the server tells of a change, and before sending, it is seen whether
 * somebody else edited meanwhile: nodes that only they changed are taken over, and a node that both changed is a
 * person's to decide on.
 */

import { RequestError } from '../../data/client.ts';
import type { Author } from '../../data/session.ts';
import { errorText } from '../../ui/error_text.ts';
import type { Draft } from './draft.ts';
import { KeptDraft } from './kept_draft.ts';
import { fetchProblems, type OnServer } from './server.ts';
import { ServerSide } from './server_side.ts';
import type { EditorStore } from './store.ts';

const AFTER_MS = 2000;
const AGAIN_MS = 5000;
const KEEP_MS = 300;
/** Edits of somebody else come several at a time. */
const HEAR_MS = 500;

export class Saver {
  private readonly store: EditorStore;
  private readonly author: Author;
  private readonly kept: KeptDraft;
  readonly server: ServerSide;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private keeping: ReturnType<typeof setTimeout> | undefined;
  private hearing: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<unknown> | null = null;
  private seen: Draft;

  constructor(store: EditorStore, onServer: OnServer, author: Author) {
    this.store = store;
    this.author = author;
    this.kept = new KeptDraft(store, author.id);
    this.server = new ServerSide(store, onServer);
    this.seen = store.draft;
  }

  /** Begins to watch the store; answers how to end. */
  start(): () => void {
    if (this.store.state.about.mayEdit) this.kept.take();
    const end = this.store.subscribe(() => this.look());
    const leave = (): void => this.keep();
    addEventListener('pagehide', leave);
    void this.check();
    if (this.server.lacks()) this.later(0);
    return () => {
      end();
      removeEventListener('pagehide', leave);
      clearTimeout(this.keeping);
      clearTimeout(this.timer);
      clearTimeout(this.hearing);
      this.keep();
      if (this.server.lacks()) void this.save();
    };
  }

  /**
   * Saves, does what changes the process by itself (a deploy, a roll back; told the number of the draft, null where
   * there is none), and takes over what that made. False where saving did not work: then nothing was done.
   */
  async act(deed: (draft: number | null) => Promise<unknown>): Promise<boolean> {
    if (!(await this.save())) return false;
    await this.alone(async () => {
      await deed(this.server.version);
      await this.server.pull();
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
    if (done && this.server.lacks() && this.store.state.saving !== 'disputed') this.later(AFTER_MS);
    return done;
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
      this.store.set({ problems: await fetchProblems(this.store.state.about.id) });
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
      if (await this.alone(() => this.server.takeOver())) void this.check();
    } catch {
      // It is looked at again with the next change, and before anything is sent.
    }
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
    // Whoever has logged in since sends nothing of somebody else's.
    if (!this.author.isHere()) return false;
    // What both have edited waits for a person's word.
    if (this.isDisputed()) return false;
    if (!this.server.lacks()) {
      this.saved();
      return true;
    }
    this.store.set({ saving: 'saving' });
    try {
      await this.server.takeOver();
      if (this.isDisputed()) return false;
      await this.server.send();
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
    const lacks = this.server.lacks();
    this.store.set({ saving: lacks ? 'waiting' : 'saved', refusal: '' });
    if (!lacks) this.kept.drop();
  }

  private failed(error: unknown): void {
    this.keep();
    this.server.doubt();
    const offline = error instanceof RequestError && error.code === 'offline';
    this.store.set({
      saving: offline ? 'offline' : 'refused',
      refusal: errorText(error),
    });
    if (offline) this.later(AGAIN_MS);
  }

  private keep(): void {
    if (this.store.state.about.mayEdit && this.server.lacks()) this.kept.keep();
  }
}
