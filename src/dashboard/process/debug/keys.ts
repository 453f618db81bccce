/** The keys of Debug. F10 is full screen in Corezoid and stays free; those of steps work in fields too. */
import { useEffect } from 'react';
import { useLatest } from '../../data/use_latest.ts';
import { inField } from '../../ui/in_field.ts';
import { letterOf } from '../../ui/letter_of.ts';
import type { NodeDeeds } from './node_deeds.ts';
import type { Deed } from './use_debugger.ts';

/** As they are written in hints. */
export const KEY_OF: Record<Deed, string> = {
  step: 'F8',
  timer: 'Shift+F8',
  back: 'F7',
  run: 'F9',
  stop: 'F9',
  repeat: 'Shift+F9',
};

export interface KeyDeeds {
  do(deed: Deed): void;
  /** F9 runs, and stops what runs. */
  runs: boolean;
  /** With the chosen node. */
  node: NodeDeeds;
  /** Chooses no node. */
  leave(): void;
  help(): void;
}

export function useDebugKeys(deeds: KeyDeeds): void {
  const latest = useLatest(deeds);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      if (onStep(event, latest.current) || onNode(event, latest.current)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [latest]);
}

function onStep(event: KeyboardEvent, deeds: KeyDeeds): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^F[789]$/.test(event.key)) return false;
  const { key, shiftKey } = event;
  if (key === 'F8') deeds.do(shiftKey ? 'timer' : 'step');
  else if (key === 'F7') deeds.do('back');
  else if (shiftKey) deeds.do('repeat');
  else deeds.do(deeds.runs ? 'stop' : 'run');
  return true;
}

function onNode(event: KeyboardEvent, { node, leave, help }: KeyDeeds): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return false;
  if (event.key === '?') {
    help();
    return true;
  }
  const deed = {
    ...{ b: node.point, s: node.start, p: node.put },
    ...{ delete: node.clear, backspace: node.clear, escape: leave },
  }[letterOf(event)];
  deed?.();
  return deed !== undefined;
}
