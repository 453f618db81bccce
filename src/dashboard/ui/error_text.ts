/** What went wrong, in words for a person. A second line, where there is one, holds the server's own words. */
import i18next from 'i18next';
import { RequestError } from '../data/client.ts';
import { refusalWords } from '../words/said.ts';

export function errorText(error: unknown): string {
  if (!(error instanceof RequestError)) return error instanceof Error ? error.message : String(error);
  return error.code === 'offline' ? i18next.t('shell.errors.offline') : refusalWords(error.message, error.code);
}
