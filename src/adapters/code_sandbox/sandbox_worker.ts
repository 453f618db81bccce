/** The program of a sandbox thread: takes a batch of jobs, does them one after another, and reports as it goes. */
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../base/errors.ts';
import { quickJsModule } from './sandbox_machine.ts';
import type { SandboxJob, SandboxResult, ThreadReport, ThreadSettings } from './sandbox_messages.ts';
import { openSandboxVm } from './sandbox_vm.ts';

/** Results are held back at most so long, so that a slow job does not delay the answers of those before it. */
const HOLD_MS = 5;

async function main(): Promise<void> {
  const port = parentPort;
  assert(port !== null, 'sandbox_worker runs in a thread');
  const { code_ms, busy_with } = workerData as ThreadSettings;
  const vm = openSandboxVm(await quickJsModule(), { code_ms, progress: () => Atomics.add(busy_with, 1, 1) });
  const report = (message: ThreadReport): void => port.postMessage(message);

  const perform = async (jobs: SandboxJob[]): Promise<void> => {
    let results: SandboxResult[] = [];
    let reported = performance.now();
    for (const [index, job] of jobs.entries()) {
      Atomics.store(busy_with, 0, index);
      results.push(job.kind === 'run' ? await vm.run(job) : { kind: 'checked', problem: await vm.check(job.src) });
      if (performance.now() - reported > HOLD_MS || index === jobs.length - 1) {
        report({ kind: 'results', results });
        results = [];
        reported = performance.now();
      }
    }
  };
  port.on('message', (jobs: SandboxJob[]) => void perform(jobs));
  report({ kind: 'ready' });
}

await main();
