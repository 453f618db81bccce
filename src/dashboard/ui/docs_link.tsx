/** A way into the docs that the server shows beside the page; they open in a tab of their own, so that no work is left. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Where a file of the docs is shown, such as `docs/nodes/api.md`; null where none is named. */
export function docsHref(file: string): string | null {
  return file === '' ? null : `/${file.replace(/README\.md$/, 'index.html').replace(/\.md$/, '.html')}`;
}

interface Props {
  href: string;
  className?: string | undefined;
  /** Told to who cannot see what stands around the link. */
  label?: string | undefined;
  children: ReactNode;
}

export function DocsLink({ href, className, label, children }: Props) {
  const { t } = useTranslation();
  return (
    <a
      href={href}
      className={className}
      target="_blank"
      rel="noreferrer"
      aria-label={label}
      title={t('shell.docs.hint')}
    >
      {children}
    </a>
  );
}
