/**
 * The connection under a database driver: judged and counted. The address is judged in the lookup of the very
 * connection that is made, as for API Call; what comes in is counted, so that no answer, not even a single huge row,
 * fills the memory. A Duplex of its own rather than a socket, so that TLS on top of it reads through the counter too.
 */
import { type LookupAddress, lookup } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { errorText } from '../../base/errors.ts';
import type { NetRules } from '../../base/net_rules.ts';

export type Resolve = (host: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;

export const systemResolve: Resolve = (host, done) =>
  lookup(host, { all: true }, (error, addresses) => done(error, addresses ?? []));

/** Why the stream was ended on this side. */
export class StreamFault extends Error {
  readonly code: 'TAKT_BLOCKED' | 'TAKT_TOO_LARGE';
  constructor(code: StreamFault['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export class GuardedStream extends Duplex {
  private readonly allow: NetRules;
  private readonly resolve: Resolve;
  private socket: Socket | null = null;
  private room = 0;

  constructor(allow: NetRules, resolve: Resolve, room: number) {
    super({ allowHalfOpen: false });
    this.allow = allow;
    this.resolve = resolve;
    this.room = room;
  }

  /** So much may come in from now on. */
  admit(bytes: number): void {
    this.room = bytes;
  }

  connect(port: number, host?: string): this {
    // Without a host a driver means a socket file of this machine.
    if (host === undefined) {
      process.nextTick(() => this.destroy(blocked('the file', 'the file', 'on this machine')));
      return this;
    }
    const why = isIP(host) === 0 ? null : this.allow.refusal(host, host);
    if (why !== null) {
      process.nextTick(() => this.destroy(blocked(host, host, why)));
      return this;
    }
    const socket = connect({ port, host, lookup: this.lookup, autoSelectFamily: true });
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('connect', () => this.emit('connect'));
    socket.on('data', (bytes: Buffer) => this.received(socket, bytes));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
    return this;
  }

  // What drivers ask of a socket besides. Each connection here lives with its pool, which ends it.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    this.socket?.ref();
    return this;
  }
  unref(): this {
    this.socket?.unref();
    return this;
  }

  /**
   * What a driver cannot read ends the connection: drivers throw where they parse, TLS in between or not, and nobody
   * else would catch that.
   */
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'data') return super.emit(event, ...args);
    try {
      return super.emit(event, ...args);
    } catch (error) {
      this.destroy(new Error(`the answer cannot be read: ${errorText(error)}`));
      return true;
    }
  }

  override _read(): void {
    this.socket?.resume();
  }

  override _write(bytes: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.socket === null) done(new Error('the connection is not open'));
    else this.socket.write(bytes, encoding, done);
  }

  override _final(done: () => void): void {
    if (this.socket === null) done();
    else this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket?.destroy();
    done(error);
  }

  private received(socket: Socket, bytes: Buffer): void {
    this.room -= bytes.length;
    if (this.room < 0) this.destroy(new StreamFault('TAKT_TOO_LARGE', 'the answer is larger than allowed'));
    else if (!this.push(bytes)) socket.pause();
  }

  private readonly lookup: LookupFunction = (host, options, callback) => {
    this.resolve(host, (error, found) => {
      if (error) return callback(error, []);
      const judged = found.map((entry) => ({ entry, why: this.allow.refusal(entry.address, host) }));
      const allowed = judged.filter(({ why }) => why === null).map(({ entry }) => entry);
      const [first] = allowed;
      if (first === undefined) {
        const { entry, why } = judged[0] ?? { entry: { address: 'nothing' }, why: 'not an address' };
        return callback(blocked(entry.address, host, why ?? ''), []);
      }
      if (options.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}

function blocked(address: string, host: string, why: string): StreamFault {
  const named = address === host ? address : `${host} (${address})`;
  return new StreamFault('TAKT_BLOCKED', `${named} is ${why}, and TAKT_ALLOW_NET does not allow it`);
}
