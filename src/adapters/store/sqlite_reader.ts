/** The thread of the reader: one call after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/errors.ts';
import { type Call, type ReaderCall, sentError, type ThreadData } from './protocol.ts';
import { Reader } from './reader.ts';

assert(parentPort, 'the reader runs in a thread of its own');
const port = parentPort;

try {
  const reader = new Reader(workerData as ThreadData);
  port.on('message', ({ id, call }: Call<ReaderCall>) => {
    try {
      port.postMessage({ id, value: reader.handle(call) });
    } catch (error) {
      port.postMessage({ id, error: sentError(error) });
    }
  });
  port.postMessage({ id: 0, value: null });
} catch (error) {
  port.postMessage({ id: 0, error: sentError(error) });
}
