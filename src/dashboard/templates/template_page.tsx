/** One template: what it does, its graph, what it takes, and the form that makes a process of it. */
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'wouter';
import type { Param } from '../process/data.ts';
import { inLanguage } from '../process/in_language.ts';
import { Badge } from '../ui/badge.tsx';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { language } from '../words/index.ts';
import { Frame } from '../workspace/frame.tsx';
import { type TemplateCard, useTemplateDetails, useTemplates } from './data.ts';
import { GraphPicture } from './graph_picture.tsx';
import { StartForm } from './start_form.tsx';
import css from './template_page.module.css';

export default function TemplatePage() {
  const { t } = useTranslation();
  const { name } = useParams();
  const all = useTemplates();
  if (all.isPending) return <Loading />;
  if (all.isError) return <Failed error={all.error} onRetry={() => void all.refetch()} />;
  const template = all.data.find((one) => one.name === name);
  if (template !== undefined) return <Template key={template.name} template={template} all={all.data} />;
  return (
    <Empty icon="template" title={t('templates.none')}>
      <Link href="/templates">{t('templates.title')}</Link>
    </Empty>
  );
}

function Template({ template, all }: { template: TemplateCard; all: TemplateCard[] }) {
  const { t } = useTranslation();
  const details = useTemplateDetails(template.id, language());
  const { about = [], params = [], graph } = details.data ?? {};
  const others = template.calls.map((name) => all.find((one) => one.name === name)?.title ?? name);
  return (
    <Frame path={[{ href: '/templates', text: t('templates.title') }]} title={template.title}>
      <div className={css.columns}>
        <div className={css.main}>
          <section className={css.part} aria-label={t('templates.what')}>
            <p className={css.lead}>{inLanguage(template.description, language())}</p>
            {about.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
            {others.length > 0 && <p className={css.soft}>{t('templates.along', { names: others.join(', ') })}</p>}
          </section>
          <section className={css.picture}>
            {graph === undefined ? (
              <Loading />
            ) : (
              <GraphPicture label={t('templates.graph', { title: template.title })} graph={graph} />
            )}
          </section>
          <Params title={t('templates.params')} params={params.filter(({ flags }) => flags.includes('input'))} />
          <Params title={t('templates.results')} params={params.filter(({ flags }) => flags.includes('output'))} />
        </div>
        {details.data !== undefined && <StartForm template={template} details={details.data} />}
      </div>
    </Frame>
  );
}

function Params({ title, params }: { title: string; params: Param[] }) {
  const { t } = useTranslation();
  if (params.length === 0) return null;
  return (
    <section className={css.part}>
      <h2>{title}</h2>
      <dl className={css.params}>
        {params.map(({ name, type, about, flags }) => (
          <div key={name}>
            <dt>
              <code>{name}</code> <span className={css.soft}>{t(`process.types.${type}`)}</span>{' '}
              {flags.includes('required') && <Badge tone="accent">{t('templates.required')}</Badge>}
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
