/** The head of a page of the workspace: where one is, what can be done here, and the other lists beside this one. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useTitle } from '../ui/use_title.ts';
import { folderTarget } from './drag.ts';
import css from './frame.module.css';
import type { Moved } from './use_move.ts';

interface Tab {
  href: string;
  text: string;
  here: boolean;
}

interface Props {
  /** Above the title: the pages that lead here, and of folders their number. */
  path?: { href: string; text: string; folder?: number }[];
  /** Takes what is dragged onto a folder of the path. */
  onMove?: (items: Moved[], folder: number) => void;
  title: string;
  actions?: ReactNode;
  tabs?: Tab[];
  children: ReactNode;
}

export function Frame({ path = [], onMove, title, actions, tabs = [], children }: Props) {
  const { t } = useTranslation();
  // The first list is the object itself.
  const list = tabs.slice(1).find(({ here }) => here);
  useTitle(list?.text, title);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div className={css.where}>
          {path.length > 0 && (
            <nav aria-label={t('workspace.path')} className={css.path}>
              {path.map(({ href, text, folder }) => (
                <Link
                  key={href}
                  href={href}
                  {...(folder === undefined || onMove === undefined ? {} : folderTarget(folder, onMove))}
                >
                  {text}
                </Link>
              ))}
            </nav>
          )}
          <h1>{title}</h1>
        </div>
        <div className={css.actions}>{actions}</div>
      </header>
      {tabs.length > 0 && (
        <nav className={css.tabs} aria-label={t('workspace.lists')}>
          {tabs.map(({ href, text, here }) => (
            <Link key={href} href={href} aria-current={here ? 'page' : undefined}>
              {text}
            </Link>
          ))}
        </nav>
      )}
      {children}
    </div>
  );
}

/** The lists that lie beside a folder. */
export function useTabs(
  folder: number,
  here: 'objects' | 'aliases' | 'variables' | 'shared' | 'starred' | 'recent',
): Tab[] {
  const { t } = useTranslation();
  const tab = (name: typeof here, href: string): Tab => ({
    href,
    text: t(`workspace.tab.${name}`),
    here: name === here,
  });
  const own = [
    tab('objects', `/folder/${folder}`),
    tab('aliases', `/folder/${folder}/aliases`),
    tab('variables', `/folder/${folder}/variables`),
  ];
  return folder === 0 ? [...own, tab('shared', '/shared'), tab('starred', '/starred'), tab('recent', '/recent')] : own;
}
