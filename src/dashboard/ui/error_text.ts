/** What went wrong, in words for a person. A second line, where there is one, holds the server's own words. */
import { RequestError } from '../data/client.ts';
import { offlineWords } from '../words/index.ts';
import { refusalWords } from '../words/said.ts';

export function errorText(error: unknown): string {
  if (!(error instanceof RequestError)) return error instanceof Error ? error.message : String(error);
  return error.code === 'offline' ? offlineWords() : refusalWords(error.message, error.code);
}
