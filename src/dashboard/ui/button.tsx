/** Buttons, and links that look like them. */
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import css from './button.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'main' | 'plain' | 'quiet' | 'danger';
  /** Shown before the text; with `label` alone. */
  icon?: ReactNode;
  /** What a button without a text is called. */
  label?: string;
  busy?: boolean;
}

export function Button({ kind = 'plain', icon, label, busy = false, children, className, ...rest }: Props) {
  const alone = children === undefined;
  const classes = [css.button, css[kind], alone ? css.alone : '', className ?? ''].join(' ');
  return (
    <button
      type="button"
      {...rest}
      className={classes}
      aria-label={label ?? rest['aria-label']}
      title={rest.title ?? (alone ? label : undefined)}
      aria-busy={busy || undefined}
      disabled={rest.disabled === true || busy}
    >
      {icon}
      {children}
    </button>
  );
}
