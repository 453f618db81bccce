/** Something as JSON: what is written is taken as soon as it is right, and what is not right yet stays as it is written. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../../../base/json.ts';
import { CodeBox } from '../../../code/code_box.tsx';

interface Props {
  label: string;
  /** What is shown; another one than what came of the writing here was changed elsewhere, and is shown anew. */
  of: object;
  text: string;
  /** Makes of it what is shown from then on, or says what is wrong. */
  take(value: Json): object | string;
}

export function JsonText({ label, of, text, take }: Props) {
  const { t } = useTranslation();
  const [mine, setMine] = useState({ text, of });
  const [error, setError] = useState<string>();
  const isMine = mine.of === of;
  const change = (next: string): void => {
    const made = taken(next, take);
    setError(typeof made === 'string' ? made : undefined);
    setMine({ text: next, of: typeof made === 'string' ? of : made });
  };
  return (
    <CodeBox
      label={label}
      hint={t('editor.panel.jsonHint')}
      error={isMine ? error : undefined}
      language="json"
      value={isMine ? mine.text : text}
      onChange={change}
    />
  );
}

function taken(text: string, take: Props['take']): object | string {
  try {
    return take(JSON.parse(text) as Json);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
