/** A dialog over the page: the browser's own, so that focus, Escape and what lies behind it are taken care of. */
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import css from './dialog.module.css';
import { Icon } from './icon.tsx';

interface Props {
  title: string;
  onClose(): void;
  children: ReactNode;
  /** The buttons below. */
  actions?: ReactNode;
  wide?: boolean;
  /** Over all of the page. */
  full?: boolean;
}

/** Fields that can be typed or chosen in; files are chosen by a button of their own. */
const FIELDS = 'input:not([type=file]):not([hidden]), select, textarea';

export function Dialog({ title, onClose, children, actions, wide = false, full = false }: Props) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Closed before it leaves the page: then the browser gives the focus back to where it was.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog !== null && !dialog.open) {
      dialog.showModal();
      // What a person came for: the marked thing, else the first field, else the browser's choice.
      const first = dialog.querySelector<HTMLElement>('[data-focus]') ?? dialog.querySelector<HTMLElement>(FIELDS);
      first?.focus();
    }
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={[css.dialog, wide ? css.wide : '', full ? css.full : ''].join(' ')}
      aria-labelledby={id}
      onCancel={(event) => {
        // Neither a chooser of files in it nor a dialog above it means this one.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header className={css.head}>
        <h2 id={id}>{title}</h2>
        <Button kind="quiet" icon={<Icon name="close" />} label={t('shell.common.close')} onClick={onClose} />
      </header>
      <div className={css.body}>{children}</div>
      {actions !== undefined && <footer className={css.foot}>{actions}</footer>}
    </dialog>
  );
}
