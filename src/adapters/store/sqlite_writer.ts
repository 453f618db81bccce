/** The thread of the writer: takes what has arrived meanwhile as one group, and answers when it is on disk. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/errors.ts';
import { type Call, sentError, type ThreadData, type WriterCall } from './protocol.ts';
import { Writer } from './writer.ts';

/** Units of one group: bounds the time that the first of them waits for the last. */
const GROUP_UNITS = 2000;

assert(parentPort, 'the writer runs in a thread of its own');
const port = parentPort;

try {
  const writer = new Writer(workerData as ThreadData);
  port.on('message', (first: Call<WriterCall>) => {
    for (const answer of writer.handle(groupFrom(first))) port.postMessage(answer);
  });
  port.postMessage({ id: 0, value: null });
} catch (error) {
  port.postMessage({ id: 0, error: sentError(error) });
}

function groupFrom(first: Call<WriterCall>): Call<WriterCall>[] {
  const group = [first];
  let units = unitsOf(first);
  while (units < GROUP_UNITS) {
    const received = receiveMessageOnPort(port);
    if (!received) break;
    const call = received.message as Call<WriterCall>;
    group.push(call);
    units += unitsOf(call);
  }
  return group;
}

function unitsOf({ call }: Call<WriterCall>): number {
  return call.kind === 'commit' ? call.units.length : 1;
}
