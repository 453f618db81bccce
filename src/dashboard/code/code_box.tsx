/**
 * A field for code of any kind: expressions, JavaScript, SQL, JSON. It is CodeMirror, loaded when the first one is shown.
 * What is written goes to the editor's own history, so undo there is undo here: the field keeps none of its own. Longer
 * code opens over the whole page, and JSON and JavaScript can be put in order.
 */
import { createContext, lazy, Suspense, useContext, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './code.module.css';
import type { Suggest } from './code_mirror.tsx';
import { formattedJson } from './format_json.ts';

const CodeMirror = lazy(() => import('./code_mirror.tsx'));

export type CodeLanguage = 'expression' | 'javascript' | 'sql' | 'json';

/** Whether all code below can only be read. */
export const CodeReadOnly = createContext(false);

export interface CodeBoxProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  language: CodeLanguage;
  /** One line, that looks like a field. */
  line?: boolean;
  /** Without a label to be seen: it stands in a table. */
  bare?: boolean;
  hint?: string | undefined;
  error?: string | undefined;
  /** The line that the error is in, from 1. */
  errorLine?: number | undefined;
  suggest?: Suggest | undefined;
  readOnly?: boolean;
  /** Nothing is taken for a moment; the cursor stays. */
  held?: boolean;
  onFocus?: ((value: string) => void) | undefined;
  /** Marks it for whoever goes to a field. */
  field?: string;
}

export function CodeBox({ label, hint, error, bare = false, field, ...rest }: CodeBoxProps) {
  const id = useId();
  const below = useContext(CodeReadOnly);
  const readOnly = rest.readOnly ?? below;
  const [large, enlarge] = useState(false);
  const note = error ?? hint;
  // What it is made with once: with anything else it is made anew.
  const made = `${rest.language} ${rest.line} ${readOnly}`;
  const code = (tall: boolean) => (
    <Suspense fallback={<pre className={css.codeWait}>{rest.value}</pre>}>
      <CodeMirror key={made} {...rest} {...{ label, readOnly, tall }} invalid={error !== undefined} />
    </Suspense>
  );
  const told = note !== undefined && note !== '' && (
    <span className={error === undefined ? css.hint : css.error} role={error === undefined ? undefined : 'status'}>
      {note}
    </span>
  );
  return (
    <div className={css.codeField} data-field={field} data-undo>
      {(!bare || rest.line !== true) && (
        <div className={css.codeHead}>
          {!bare && (
            <span className={css.label} id={id}>
              {label}
            </span>
          )}
          {rest.line !== true && <Tools {...rest} {...{ label, readOnly }} onLarge={() => enlarge(true)} />}
        </div>
      )}
      {code(false)}
      {told}
      {large && (
        <Dialog title={label} onClose={() => enlarge(false)} full>
          <div className={css.large} data-undo>
            <Tools {...rest} {...{ label, readOnly }} />
            {code(true)}
            {told}
          </div>
        </Dialog>
      )}
    </div>
  );
}

interface ToolsProps extends Pick<CodeBoxProps, 'label' | 'value' | 'language' | 'onChange' | 'held'> {
  readOnly: boolean;
  onLarge?: () => void;
}

function Tools({ label, value, language, onChange, readOnly, held = false, onLarge }: ToolsProps) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  const format = async (): Promise<void> => {
    const next = language === 'javascript' ? (await import('./code_mirror.tsx')).indented(value) : formattedJson(value);
    setFailed(next === null);
    if (next !== null && next !== value) onChange(next);
  };
  // A raw body is an expression that mostly holds JSON.
  const canFormat = language !== 'sql' && !readOnly && value.trim() !== '';
  return (
    <span className={css.tools}>
      {failed && (
        <span className={css.error} role="status">
          {t('editor.code.notFormatted')}
        </span>
      )}
      {canFormat && (
        <Button
          kind="quiet"
          disabled={held}
          onClick={() => void format()}
          aria-label={t('editor.code.formatOf', { name: label })}
        >
          {t('editor.code.format')}
        </Button>
      )}
      {onLarge !== undefined && (
        <Button
          kind="quiet"
          icon={<Icon name="fit" size={16} />}
          label={t('editor.code.large', { name: label })}
          onClick={onLarge}
        />
      )}
    </span>
  );
}
