/** The templates as cards. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { inLanguage } from '../process/in_language.ts';
import { Icon } from '../ui/icon.tsx';
import { Failed, Loading } from '../ui/state.tsx';
import { language } from '../words/index.ts';
import css from './cards.module.css';
import { useTemplates } from './data.ts';

/** `folder`: where a clone is to lie, unless the person chooses another one. */
export function TemplateCards({ folder }: { folder: number }) {
  // The language is read when the words change.
  useTranslation();
  const query = useTemplates();
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <ul className={css.cards}>
      {query.data.map(({ name, title, description }) => (
        <li key={name} className={css.card}>
          <Icon name="template" size={22} />
          <h2>
            <Link href={`/templates/${name}${folder === 0 ? '' : `?folder=${folder}`}`}>{title}</Link>
          </h2>
          <p>{inLanguage(description, language())}</p>
        </li>
      ))}
    </ul>
  );
}
