/**
 * The frame: where one can go on the left, the page on the right. The left folds to icons where a person wants room, and
 * away on a narrow screen. Ctrl+K (or Cmd+K) searches from everywhere.
 */
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { Me } from '../data/session.ts';
import { Button } from '../ui/button.tsx';
import { DocsLink } from '../ui/docs_link.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { letterOf } from '../ui/letter_of.ts';
import { useRemembering } from '../workspace/recent.ts';
import { Account } from './account.tsx';
import { FirstPassword } from './first_password.tsx';
import css from './layout.module.css';
import { OfflineNotice } from './offline_notice.tsx';
import { Preferences } from './preferences.tsx';

const Palette = lazy(() => import('./palette.tsx'));
const JobDock = lazy(() => import('../problems/job_dock.tsx'));

interface Place {
  href: string;
  /** Addresses that begin so belong to this place. */
  begins: string[];
  icon: IconName;
  name: 'workspace' | 'templates' | 'connections' | 'dashboards' | 'problems' | 'activity' | 'people' | 'trash';
}

const PLACES: Place[] = [
  {
    href: '/folder/0',
    begins: ['/folder', '/process', '/starred', '/shared', '/recent'],
    icon: 'folder',
    name: 'workspace',
  },
  { href: '/templates', begins: ['/templates'], icon: 'template', name: 'templates' },
  { href: '/connections', begins: ['/connections'], icon: 'link', name: 'connections' },
  { href: '/dashboards', begins: ['/dashboard'], icon: 'chart', name: 'dashboards' },
  { href: '/problems', begins: ['/problems'], icon: 'warning', name: 'problems' },
  { href: '/activity', begins: ['/activity'], icon: 'pulse', name: 'activity' },
  { href: '/people', begins: ['/people'], icon: 'people', name: 'people' },
  { href: '/trash', begins: ['/trash'], icon: 'trash', name: 'trash' },
];

const FOLDED = 'takt.folded';

export function Layout({ me, children }: { me: Me; children: ReactNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLDED) === 'yes');
  const [searching, setSearching] = useSearchKey();
  useRemembering();
  const fold = (): void => {
    localStorage.setItem(FOLDED, folded ? 'no' : 'yes');
    setFolded(!folded);
  };
  return (
    <div className={folded ? `${css.frame} ${css.folded}` : css.frame}>
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
      <nav
        className={open ? `${css.side} ${css.open}` : css.side}
        aria-label={t('shell.nav.menu')}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
      >
        <div className={css.brandRow}>
          <Link href="/" className={css.brand}>
            <img src="/icon.svg" alt="" width={26} height={26} />
            <span className={css.text}>{t('shell.product')}</span>
          </Link>
          <Button
            kind="quiet"
            className={css.fold ?? ''}
            icon={<Icon name={folded ? 'chevron' : 'back'} />}
            label={t(folded ? 'shell.nav.unfold' : 'shell.nav.fold')}
            aria-expanded={!folded}
            onClick={fold}
          />
        </div>
        <SearchButton folded={folded} onOpen={() => setSearching(true)} />
        <Places folded={folded} onGo={() => setOpen(false)} />
        <div className={css.foot}>
          <DocsLink href="/docs/index.html" className={css.place} label={folded ? t('shell.docs.title') : undefined}>
            <Icon name="book" />
            <span className={css.text}>{t('shell.docs.title')}</span>
          </DocsLink>
          <div className={css.text}>
            <Preferences />
          </div>
          <Account me={me} folded={folded} />
        </div>
      </nav>
      <main id="content" className={css.content} tabIndex={-1} onPointerDown={() => setOpen(false)}>
        <OfflineNotice />
        {me.passwordMadeUp && <FirstPassword />}
        {children}
      </main>
      <Suspense>
        <JobDock />
      </Suspense>
      <Suspense>{searching && <Palette onClose={() => setSearching(false)} />}</Suspense>
    </div>
  );
}

function SearchButton({ folded, onOpen }: { folded: boolean; onOpen(): void }) {
  const { t } = useTranslation();
  return (
    <Button
      className={css.search ?? ''}
      icon={<Icon name="search" />}
      aria-label={folded ? t('shell.search.open') : undefined}
      title={t('shell.search.open')}
      onClick={onOpen}
    >
      <span className={css.text}>{t('shell.common.search')}</span>
      <span className={css.text} aria-hidden="true">
        {t('shell.search.keys')}
      </span>
    </Button>
  );
}

function Places({ folded, onGo }: { folded: boolean; onGo(): void }) {
  const { t } = useTranslation();
  const [path] = useLocation();
  return (
    <ul className={css.places}>
      {PLACES.map(({ href, begins, icon, name }) => {
        const here = begins.some((begin) => path.startsWith(begin));
        return (
          <li key={name}>
            <Link
              href={href}
              className={css.place}
              aria-current={here ? 'page' : undefined}
              title={folded ? t(`shell.nav.${name}`) : undefined}
              onClick={onGo}
            >
              <Icon name={icon} />
              <span className={css.text}>{t(`shell.nav.${name}`)}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** Whether the search is open; Ctrl+K or Cmd+K opens it. */
function useSearchKey(): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (letterOf(event) !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return [open, setOpen];
}
