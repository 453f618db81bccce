/** A menu behind a button: arrow keys go through it, Escape and a click elsewhere close it. */
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import css from './menu.module.css';

export interface MenuItem {
  label: string;
  icon?: IconName;
  danger?: boolean;
  disabled?: boolean;
  onChoose(): void;
}

interface Props {
  label: string;
  /** As a function where every row of a list has a menu: then they are made when it opens. */
  items: MenuItem[] | (() => MenuItem[]);
  /** The icon on the button. */
  button?: ReactNode;
  /** Shown on the button, where an icon alone would not be understood. */
  text?: string;
  kind?: 'main' | 'plain' | 'quiet';
  /** Which edge of the button the menu hangs at; it opens upwards where it stands at the foot of the page. */
  at?: 'start' | 'end' | 'above';
}

export function Menu({ label, items, button, text, kind = 'quiet', at = 'end' }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  return (
    <div ref={box} className={css.box}>
      <Button
        kind={kind}
        {...(text === undefined ? { label } : {})}
        icon={button ?? <Icon name="more" />}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {text}
      </Button>
      {open && <OpenMenu {...{ id, label, items, at, box }} onClose={() => setOpen(false)} />}
    </div>
  );
}

interface OpenProps extends Required<Pick<Props, 'label' | 'items' | 'at'>> {
  id: string;
  /** The button with its menu. */
  box: RefObject<HTMLDivElement | null>;
  onClose(): void;
}

function OpenMenu({ id, label, items, at, box, onClose }: OpenProps) {
  const menu = useRef<HTMLDivElement>(null);
  const close = useEffectEvent(onClose);
  const [isUp, setUp] = useState(false);
  // At the foot of the page there is no room below.
  useLayoutEffect(() => {
    const room = menu.current?.getBoundingClientRect();
    setUp(room !== undefined && room.bottom > innerHeight && room.height < room.top);
  }, []);
  useEffect(() => {
    menu.current?.querySelector<HTMLButtonElement>('[role=menuitem]:not(:disabled)')?.focus();
    const away = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) close();
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [box]);
  // The focus goes back to where it came from: a dialog that is opened then gives it back there.
  const leave = (): void => {
    onClose();
    box.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const list = [...(menu.current?.querySelectorAll<HTMLButtonElement>('[role=menuitem]:not(:disabled)') ?? [])];
    const at = list.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      list.at(to % list.length)?.focus();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      leave();
    } else if (event.key === 'Tab') onClose();
  };
  return (
    <div
      ref={menu}
      role="menu"
      id={id}
      aria-label={label}
      className={`${css.menu} ${css[at]} ${isUp ? css.up : ''}`}
      onKeyDown={onKeyDown}
    >
      {(typeof items === 'function' ? items() : items).map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={item.danger ? `${css.item} ${css.danger}` : css.item}
          disabled={item.disabled}
          onClick={() => {
            leave();
            item.onChoose();
          }}
        >
          {item.icon !== undefined && <Icon name={item.icon} />}
          {item.label}
        </button>
      ))}
    </div>
  );
}
