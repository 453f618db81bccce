/**
 * Puts a text into the clipboard, and says so. Browsers give pages a clipboard of their own only over https and on
 * localhost; over plain http, as many servers stand in a network, a text is copied as a person would: chosen, then taken.
 */
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useToasts } from './toast.tsx';

/** `said` in place of "copied". True where it was done. */
export type Copy = (text: string, said?: string) => Promise<boolean>;

export function useCopy(): Copy {
  const { t } = useTranslation();
  const toasts = useToasts();
  return useCallback(
    async (text, said) => {
      const done = await given(text);
      if (done) toasts.done(said ?? t('shell.common.copied'));
      else toasts.failed(new Error(t('shell.errors.copy')));
      return done;
    },
    [t, toasts],
  );
}

async function given(text: string): Promise<boolean> {
  try {
    if (!isSecureContext) return chosenAndTaken(text);
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return chosenAndTaken(text);
  }
}

/** Beside what has the focus: nothing outside of an open dialog can be chosen. */
function chosenAndTaken(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'hidden-text';
  (before?.closest('dialog') ?? document.body).append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    if (before instanceof HTMLElement) before.focus();
  }
}
