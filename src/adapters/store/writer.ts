/**
 * All that changes the database of SQLite, one call after the other. Commits that arrived together share one
 * transaction, and so one sync of the disk; nobody is answered before it is done.
 */
import type { WriteResult } from '../../ports/catalog.ts';
import type { DueItem } from '../../ports/tasks.ts';
import type { Refusal } from './check_unit.ts';
import { type OpenDatabase, openDatabase } from './open_database.ts';
import { transaction } from './prepared.ts';
import { type Answer, type Call, keysOf, sentError, type ThreadData, type WriterCall } from './protocol.ts';
import { SqliteCatalogRows } from './sqlite_catalog_rows.ts';
import { Trimmer } from './trim.ts';
import { applyChanges } from './write_catalog.ts';
import { UnitWriter } from './write_unit.ts';

type CommitCall = Extract<WriterCall, { kind: 'commit' }>;
/** A unit that was not written, by its index in the call. */
export type RefusedUnit = [unit: number, refusal: Refusal];
/** What came of a call's units: most are written, and raise no alarm. */
export interface Committed {
  refused: RefusedUnit[];
  raised: [unit: number, alarms: DueItem[]][];
}

export class Writer {
  /** Open for tests that want to hurt it. */
  readonly open: OpenDatabase;
  private readonly units: UnitWriter;
  private readonly catalog: SqliteCatalogRows;
  private readonly trimmer: Trimmer;

  constructor(data: ThreadData) {
    this.open = openDatabase(data.file, keysOf(data));
    const { db, sealer } = this.open;
    this.units = new UnitWriter(db, sealer);
    this.catalog = new SqliteCatalogRows(db, sealer);
    this.trimmer = new Trimmer(db);
  }

  /** Carries out calls in their order; commits that stand next to each other as one group. */
  handle(calls: Call<WriterCall>[]): Answer[] {
    const answers: Answer[] = [];
    let group: Call<CommitCall>[] = [];
    const closeGroup = (): void => {
      if (group.length > 0) answers.push(...this.commitGroup(group));
      group = [];
    };
    for (const { id, call } of calls) {
      if (call.kind === 'commit') {
        group.push({ id, call });
        continue;
      }
      closeGroup();
      answers.push(answerOf(id, () => this.single(call)));
    }
    closeGroup();
    return answers;
  }

  /** Where a group fails as a whole, each call gets a transaction of its own, so that one cannot fail the others. */
  private commitGroup(group: Call<CommitCall>[]): Answer[] {
    try {
      const values = this.commit(group.map(({ call }) => call));
      return group.map(({ id }, i) => ({ id, value: values[i] }));
    } catch (error) {
      if (group.length > 1) return group.flatMap((call) => this.commitGroup([call]));
      return group.map(({ id }) => ({ id, error: sentError(error) }));
    }
  }

  private commit(calls: CommitCall[]): Committed[] {
    this.units.forgetCounts();
    return transaction(this.open.db, () => {
      const done = calls.map(({ units }) => {
        const found: Committed = { refused: [], raised: [] };
        for (const [i, unit] of units.entries()) {
          const refusal = this.units.write(unit);
          if (refusal) found.refused.push([i, refusal]);
          else if (this.units.alarms.length > 0) found.raised.push([i, this.units.alarms]);
        }
        return found;
      });
      this.units.writeCounts();
      return done;
    });
  }

  private single(call: Exclude<WriterCall, CommitCall>): unknown {
    const { db } = this.open;
    switch (call.kind) {
      case 'write':
        return this.write(call.changes);
      case 'remove':
        return transaction(db, () => {
          this.units.forgetCounts();
          const removed = this.units.remove(call.conv_id, call.obj_id, call.now);
          this.units.writeCounts();
          return removed;
        });
      case 'trim':
        return transaction(db, () => this.trimmer.trim(call.now, call.retention));
      case 'reset':
        return transaction(db, () => this.trimmer.reset(call.conv_id, call.node_id));
      case 'close':
        return this.open.close();
    }
  }

  private write(changes: Extract<WriterCall, { kind: 'write' }>['changes']): WriteResult {
    this.units.forgetVersions();
    try {
      return transaction(this.open.db, () => {
        const result = applyChanges(changes, this.catalog);
        if (!result.ok) throw new Refused(result);
        return result;
      });
    } catch (error) {
      if (error instanceof Refused) return error.result;
      throw error;
    }
  }
}

/** Undoes the transaction of a refused write. */
class Refused extends Error {
  readonly result: WriteResult;
  constructor(result: WriteResult) {
    super('refused');
    this.result = result;
  }
}

function answerOf(id: number, work: () => unknown): Answer {
  try {
    return { id, value: work() };
  } catch (error) {
    return { id, error: sentError(error) };
  }
}
