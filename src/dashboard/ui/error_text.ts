/** What went wrong, in words for a person. */
import { RequestError } from '../data/client.ts';

export function errorText(error: unknown, t: (key: string) => string): string {
  if (error instanceof RequestError && error.code === 'offline') return t('shell.errors.offline');
  return error instanceof Error ? error.message : String(error);
}
