/** Whether what a page is about cannot be shown: it was never read, or the server refuses it by now. */
import { RequestError } from './client.ts';

/** Reasons that pass: what is shown meanwhile, and what is being written in it, stays as it is. */
const PASSING = ['offline', 'busy', 'failed'];

export function isLost({ data, error }: { data: unknown; error: Error | null }): boolean {
  if (error === null) return false;
  return data === undefined || (error instanceof RequestError && !PASSING.includes(error.code));
}
