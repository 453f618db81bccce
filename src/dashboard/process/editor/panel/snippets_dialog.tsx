/** How a program sends tasks to this process, in the language of whoever writes it. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { CopyLine } from '../../../ui/copy_line.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { useEditor } from '../store.ts';
import css from './panel.module.css';
import { SNIPPET_LANGUAGES, type SnippetLanguage, sampleData, snippet } from './snippets.ts';

interface Props {
  /** '' where the process has none. */
  directUrl: string;
  basic: boolean;
  onClose(): void;
}

export function SnippetsDialog({ directUrl, basic, onClose }: Props) {
  const { t } = useTranslation();
  const convId = useEditor(({ about }) => about.id);
  const params = useEditor(({ history }) => history.present.params);
  const [language, setLanguage] = useState<SnippetLanguage>('curl');
  const [signed, setSigned] = useState(directUrl === '');
  const target = { origin: location.origin, convId, basic, data: sampleData(params) };
  const code = snippet(language, { ...target, directUrl: signed ? null : directUrl });
  return (
    <Dialog title={t('editor.start.snippets')} onClose={onClose} wide>
      <div className={css.pair}>
        <SelectField
          label={t('editor.start.language')}
          value={language}
          onChange={({ target: { value } }) => setLanguage(value as SnippetLanguage)}
        >
          {SNIPPET_LANGUAGES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </SelectField>
        <SelectField
          label={t('editor.start.way')}
          value={signed ? 'signed' : 'direct'}
          onChange={({ target: { value } }) => setSigned(value === 'signed')}
        >
          <option value="signed">{t('editor.start.signed')}</option>
          {directUrl !== '' && <option value="direct">{t('editor.start.directUrl')}</option>}
        </SelectField>
      </div>
      <CopyLine value={code} block />
      {signed && (
        <p className={css.hint}>
          {t('editor.start.keyHelp')} <Link href="/people/keys">{t('editor.start.keys')}</Link>
        </p>
      )}
    </Dialog>
  );
}
