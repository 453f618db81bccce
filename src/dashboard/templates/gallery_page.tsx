/** Ready-made processes. */
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { Frame } from '../workspace/frame.tsx';
import { TemplateCards } from './cards.tsx';
import css from './template_page.module.css';

export default function GalleryPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  return (
    <Frame title={t('templates.title')}>
      <p className={css.soft}>{t('templates.lead')}</p>
      <TemplateCards folder={Number(search.get('folder') ?? 0) || 0} />
    </Frame>
  );
}
