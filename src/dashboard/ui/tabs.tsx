/** Tabs: a click or the arrow keys lead from one to the other. What they show stands in a `tabpanel` of the caller's. */
import type { KeyboardEvent } from 'react';
import css from './tabs.module.css';

interface Props<T extends string> {
  /** What they are about. */
  label: string;
  names: readonly T[];
  chosen: NoInfer<T>;
  textOf(name: NoInfer<T>): string;
  onChoose(name: NoInfer<T>): void;
  /** Room and lines around them. */
  className?: string | undefined;
}

export function Tabs<T extends string>({ label, names, chosen, textOf, onChoose, className = '' }: Props<T>) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const at = names.indexOf(chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    const next = to === undefined ? undefined : names.at(to % names.length);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[names.indexOf(next)]?.focus();
  };
  return (
    <div role="tablist" className={`${css.tabs} ${className}`} aria-label={label} onKeyDown={onKeyDown}>
      {names.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          tabIndex={one === chosen ? 0 : -1}
          aria-selected={one === chosen}
          onClick={() => onChoose(one)}
        >
          {textOf(one)}
        </button>
      ))}
    </div>
  );
}
