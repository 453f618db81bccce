/**
 * What the server is known to have of the draft, which what is at hand is compared with: what differs is sent, and what
 * others did meanwhile is put into it.
 */
import type { Draft } from './draft.ts';
import { arrived, likeKnown, merge, opsBetween } from './merge.ts';
import { fetchProcess, fetchStamp, fetchVersions, type OnServer, sendOps, type Version } from './server.ts';
import type { EditorStore } from './store.ts';

export class ServerSide {
  private readonly store: EditorStore;
  private readonly id: number;
  /** Of the draft; null where there is none. */
  version: number | null;
  private stamp: string;
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
  }

  /** Whether it lacks anything of the draft at hand. */
  lacks(): boolean {
    return this.store.draft !== this.store.state.acked && this.ops(this.version ?? 1).length > 0;
  }

  async send(): Promise<void> {
    const sent = this.store.draft;
    const version = this.version ?? Math.max(Math.floor(Date.now() / 1000), this.store.state.about.liveVersion + 1);
    this.sent = sent;
    await sendOps(this.ops(version));
    await this.pull(sent);
  }

  /** Part of what was sent may have arrived: it is looked at anew before anything else is done. */
  doubt(): void {
    this.stamp = '';
  }

  /** What the server has now becomes what it is known to have. */
  async pull(base: Draft = this.store.state.acked): Promise<void> {
    const server = await fetchProcess(this.id);
    const mine = this.store.draft;
    server.draft = likeKnown(likeKnown(server.draft, base), mine);
    const known = this.sent === null ? base : arrived(base, this.sent, server.draft);
    this.sent = null;
    const merged = merge(known, mine, server.draft);
    if (merged.draft !== mine && (merged.taken.length > 0 || merged.draft.params !== mine.params)) {
      this.store.change({ do: 'rebase', change: (draft) => merge(known, draft, server.draft).draft });
    }
    this.version = server.version;
    this.stamp = server.stamp;
    const disputed = merged.disputed;
    this.store.set({
      ...{ about: server.about, acked: server.draft, live: server.live, disputed },
      ...(disputed.length > 0 ? { saving: 'disputed' as const } : {}),
    });
  }

  /** What others did since it was last looked at; whether there was anything. */
  async takeOver(): Promise<boolean> {
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

  private ops(version: number): ReturnType<typeof opsBetween> {
    return opsBetween(this.store.state.acked, this.store.draft, { conv_id: this.id, version });
  }
}

function countOther(before: Draft, after: Draft): number {
  const old = new Set(before.nodes);
  const now = new Set(after.nodes);
  const ids = [...before.nodes.filter((node) => !now.has(node)), ...after.nodes.filter((node) => !old.has(node))];
  return new Set(ids.map(({ obj_id }) => obj_id)).size;
}
