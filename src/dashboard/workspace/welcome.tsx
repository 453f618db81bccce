/** The first page of somebody who has nothing yet: what this is, and two ways to begin. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { TemplateCards } from '../templates/cards.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './welcome.module.css';

export function Welcome({ onImport }: { onImport(): void }) {
  const { t } = useTranslation();
  return (
    <div className={css.welcome}>
      <div className={css.text}>
        <h2>{t('workspace.welcome.title')}</h2>
        <p>{t('workspace.welcome.what')}</p>
      </div>
      <TemplateCards folder={0} />
      <div className={css.ways}>
        <Link href="/templates">{t('workspace.welcome.templates')}</Link>
        <Button icon={<Icon name="up" />} onClick={onImport}>
          {t('workspace.welcome.import')}
        </Button>
        <span className={css.soft}>{t('workspace.welcome.drop')}</span>
      </div>
    </div>
  );
}
