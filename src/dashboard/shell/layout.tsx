/** The frame: where one can go on the left, the page on the right; on a narrow screen the left folds away. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { type Me, useSession } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import css from './layout.module.css';
import { Preferences } from './preferences.tsx';

interface Place {
  href: string;
  /** Addresses that begin so belong to this place. */
  begins: string[];
  icon: IconName;
  name: 'workspace';
}

const PLACES: Place[] = [{ href: '/folder/0', begins: ['/folder', '/process'], icon: 'folder', name: 'workspace' }];

export function Layout({ me, children }: { me: Me; children: ReactNode }) {
  const { t } = useTranslation();
  const { logOut } = useSession();
  const [path] = useLocation();
  const [open, setOpen] = useState(false);
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#content">
        {t('shell.nav.skip')}
      </a>
      <header className={css.top}>
        <Button
          kind="quiet"
          icon={<Icon name="menu" />}
          label={t('shell.nav.menu')}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
        <strong>{t('shell.product')}</strong>
      </header>
      <nav className={open ? `${css.side} ${css.open}` : css.side} aria-label={t('shell.nav.menu')}>
        <Link href="/" className={css.brand}>
          <img src="/icon.svg" alt="" width={26} height={26} />
          {t('shell.product')}
        </Link>
        <ul className={css.places}>
          {PLACES.map(({ href, begins, icon, name }) => {
            const here = begins.some((begin) => path.startsWith(begin));
            return (
              <li key={name}>
                <Link
                  href={href}
                  className={css.place}
                  aria-current={here ? 'page' : undefined}
                  onClick={() => setOpen(false)}
                >
                  <Icon name={icon} />
                  {t(`shell.nav.${name}`)}
                </Link>
              </li>
            );
          })}
        </ul>
        <div className={css.foot}>
          <Preferences />
          <div className={css.me}>
            <span className={css.name}>{me.name}</span>
            <Button kind="quiet" onClick={() => void logOut()}>
              {t('shell.logOut')}
            </Button>
          </div>
        </div>
      </nav>
      <main id="content" className={css.content} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
