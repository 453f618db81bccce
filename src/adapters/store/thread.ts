/** The main thread's side of a worker thread: calls and their answers, and what happens when the thread dies. */
import { Worker } from 'node:worker_threads';
import { TaktError } from '../../base/errors.ts';
import type { Log } from '../../ports/log.ts';
import { type Answer, receivedError, type ThreadData } from './protocol.ts';

interface Waiter {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class Thread<Call extends { kind: string }> {
  private readonly worker: Worker;
  private readonly name: string;
  private readonly waiters = new Map<number, Waiter>();
  private lastId = 0;
  private closing = false;
  private dead: Error | null = null;
  private readonly exited: Promise<void>;

  private constructor(name: string, program: URL, data: ThreadData, log: Log) {
    this.name = name;
    this.worker = new Worker(program, { workerData: data, name });
    this.worker.on('message', (answer: Answer) => this.take(answer));
    this.worker.on('error', (error) => this.die(error, log));
    this.exited = new Promise((resolve) => {
      this.worker.on('exit', (code) => {
        this.die(new Error(`ended with code ${code}`), log);
        resolve();
      });
    });
  }

  /** Resolves when the thread has opened the database; rejects with why it could not. */
  static async start<Call extends { kind: string }>(
    name: string,
    program: URL,
    data: ThreadData,
    log: Log,
  ): Promise<Thread<Call>> {
    const thread = new Thread<Call>(name, program, data, log);
    try {
      await new Promise((resolve, reject) => thread.waiters.set(0, { resolve, reject }));
    } catch (error) {
      await thread.stop();
      throw error;
    }
    return thread;
  }

  /** Every call is answered or rejected, also when the thread dies. */
  call<T>(call: Call): Promise<T> {
    if (this.dead) return Promise.reject(this.dead);
    const id = ++this.lastId;
    return new Promise<T>((resolve, reject) => {
      this.waiters.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.worker.postMessage({ id, call });
    });
  }

  /** Carries out what was called before, then ends the thread. */
  async close(last: Call): Promise<void> {
    if (this.closing) return this.exited;
    try {
      if (!this.dead) await this.call(last);
    } finally {
      await this.stop();
    }
  }

  private async stop(): Promise<void> {
    this.closing = true;
    await this.worker.terminate();
    await this.exited;
  }

  private take(answer: Answer): void {
    const waiter = this.waiters.get(answer.id);
    this.waiters.delete(answer.id);
    if ('error' in answer) waiter?.reject(receivedError(answer.error));
    else waiter?.resolve(answer.value);
  }

  private die(cause: Error, log: Log): void {
    if (this.dead) return;
    this.dead = new TaktError('store_failed', `the thread ${this.name} is gone: ${cause.message}`);
    if (!this.closing) log.error('a thread of the store died', { thread: this.name, error: cause.message });
    for (const waiter of this.waiters.values()) waiter.reject(this.dead);
    this.waiters.clear();
  }
}
