/**
 * A field for code of any kind: expressions, JavaScript, SQL, JSON. It is CodeMirror, loaded when the first one is shown.
 * What is written goes to the editor's own history, so undo there is undo here: the field keeps none of its own.
 */
import { lazy, Suspense, useId } from 'react';
import css from './code.module.css';
import type { Suggest } from './code_mirror.tsx';

const CodeMirror = lazy(() => import('./code_mirror.tsx'));

export type CodeLanguage = 'expression' | 'javascript' | 'sql' | 'json';

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
  suggest?: Suggest | undefined;
  readOnly?: boolean;
  onFocus?: ((value: string) => void) | undefined;
  /** Marks it for whoever goes to a field. */
  field?: string;
}

export function CodeBox({ label, hint, error, bare = false, field, ...rest }: CodeBoxProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={css.codeField} data-field={field}>
      {!bare && (
        <span className={css.label} id={id}>
          {label}
        </span>
      )}
      <Suspense fallback={<pre className={css.codeWait}>{rest.value}</pre>}>
        <CodeMirror {...rest} label={label} invalid={error !== undefined} />
      </Suspense>
      {note !== undefined && note !== '' && <span className={error === undefined ? css.hint : css.error}>{note}</span>}
    </div>
  );
}
