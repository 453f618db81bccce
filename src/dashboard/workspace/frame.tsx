/** The head of a page of the workspace: where one is, what can be done here, and the other lists beside this one. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import css from './frame.module.css';

interface Tab {
  href: string;
  text: string;
  here: boolean;
}

interface Props {
  /** Above the title: the folders that lead here. */
  path?: { href: string; text: string }[];
  title: string;
  actions?: ReactNode;
  tabs?: Tab[];
  children: ReactNode;
}

export function Frame({ path = [], title, actions, tabs = [], children }: Props) {
  const { t } = useTranslation();
  return (
    <div className={css.page}>
      <header className={css.head}>
        <div className={css.where}>
          {path.length > 0 && (
            <nav aria-label={t('workspace.path')} className={css.path}>
              {path.map(({ href, text }) => (
                <Link key={href} href={href}>
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
export function useTabs(folder: number, here: 'objects' | 'aliases' | 'variables' | 'starred' | 'recent'): Tab[] {
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
  return folder === 0 ? [...own, tab('starred', '/starred'), tab('recent', '/recent')] : own;
}
