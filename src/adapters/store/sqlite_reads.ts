/** The main thread's way to read: statements with their values, run together at one instant by the reader. */
import { bind } from './bind.ts';
import { inOrder, type Values } from './prepared.ts';
import type { ReaderCall } from './protocol.ts';
import type { Row } from './rows.ts';
import type { Statement } from './sql/statement.ts';
import type { Thread } from './thread.ts';

export type Asked = [statement: Statement, values: Values];

export class Reads {
  private readonly thread: Thread<ReaderCall>;

  constructor(thread: Thread<ReaderCall>) {
    this.thread = thread;
  }

  /** The rows of each statement, all of one instant. */
  many(asked: Asked[]): Promise<Row[][]> {
    const queries = asked.map(([{ sql, names }, values]) => ({ sql, values: bind(inOrder(names, values)) }));
    return this.thread.call<Row[][]>({ kind: 'read', queries });
  }

  async all(...asked: Asked): Promise<Row[]> {
    const [rows] = await this.many([asked]);
    return rows ?? [];
  }

  async one(...asked: Asked): Promise<Row | undefined> {
    return (await this.all(...asked))[0];
  }
}
