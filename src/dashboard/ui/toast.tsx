/** Short messages that come and go: what was done, with a way back where there is one, and what did not work. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../data/client.ts';
import { Button } from './button.tsx';
import { errorText } from './error_text.ts';
import { Icon } from './icon.tsx';
import css from './toast.module.css';
import { Told } from './told.tsx';

interface Toast {
  id: number;
  kind: 'good' | 'bad';
  text: string;
  undo?: (() => void) | undefined;
}

interface Toasts {
  /** Answers how to take the message away before it goes by itself. */
  done(text: string, undo?: () => void): () => void;
  failed(error: unknown): void;
}

/** A good message goes by itself; a bad one is for reading. */
const SHOWN_MS = 6000;

const Context = createContext<Toasts>({ done: () => () => undefined, failed: () => undefined });

export function useToasts(): Toasts {
  return useContext(Context);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<Toast[]>([]);
  const next = useRef(1);
  const box = useRef<HTMLDivElement>(null);
  const newest = toasts.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is told anew is told above a dialog that is open
  useEffect(() => {
    box.current?.hidePopover();
    box.current?.showPopover();
  }, [newest]);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((one) => one.id !== id)), []);
  const show = useCallback(
    (toast: Omit<Toast, 'id'>) => {
      const id = next.current++;
      setToasts((all) => [...all.slice(-3), { ...toast, id }]);
      if (toast.kind === 'good') setTimeout(() => drop(id), SHOWN_MS);
      return () => drop(id);
    },
    [drop],
  );
  const toastsApi = useMemo(
    (): Toasts => ({
      done: (text, undo) => show({ kind: 'good', text, undo }),
      failed: (error) => {
        const offline = error instanceof RequestError && error.code === 'offline';
        const text = errorText(error);
        show({ kind: 'bad', text: offline ? text : t('shell.errors.failed', { text }) });
      },
    }),
    [show, t],
  );
  return (
    <Context.Provider value={toastsApi}>
      {children}
      <div ref={box} popover="manual" className={css.toasts} role="status" aria-live="polite">
        {toasts.map(({ id, kind, text, undo }) => (
          <div key={id} className={`${css.toast} ${css[kind]}`}>
            <Icon name={kind === 'good' ? 'check' : 'error'} />
            <span className={css.text}>
              <Told text={text} />
            </span>
            {undo !== undefined && (
              <Button
                kind="quiet"
                onClick={() => {
                  undo();
                  drop(id);
                }}
              >
                {t('shell.common.undo')}
              </Button>
            )}
            <Button
              kind="quiet"
              icon={<Icon name="close" />}
              label={t('shell.common.close')}
              onClick={() => drop(id)}
            />
          </div>
        ))}
      </div>
    </Context.Provider>
  );
}
