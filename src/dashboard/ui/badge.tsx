/** A word on a quiet ground that says how something stands. */
import type { ReactNode } from 'react';
import css from './badge.module.css';

export type Tone = 'plain' | 'good' | 'bad' | 'warn' | 'wait' | 'accent';

export function Badge({ tone = 'plain', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className={`${css.badge} ${css[tone]}`} title={title}>
      {children}
    </span>
  );
}
