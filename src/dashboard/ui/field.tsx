/** Fields of forms, each with its label, a hint and what is wrong with it. */
import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react';
import css from './field.module.css';
import { Told } from './told.tsx';

interface Common {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

type Described = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined };

function Frame({ label, hint, error, children }: Common & { children: (described: Described) => ReactNode }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={css.field}>
      <label className={css.label} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note === undefined ? undefined : `${id}n`,
        'aria-invalid': error !== undefined || undefined,
      })}
      {note !== undefined && (
        <div id={`${id}n`} className={error === undefined ? css.hint : css.error}>
          {error === undefined ? hint : <Told text={error} />}
        </div>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, ...rest }: Common & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Frame {...{ label, hint, error }}>
      {(described) => <input type="text" autoComplete="off" {...rest} {...described} className={css.input} />}
    </Frame>
  );
}

export function TextArea({ label, hint, error, ...rest }: Common & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Frame {...{ label, hint, error }}>
      {(described) => <textarea rows={3} {...rest} {...described} className={css.input} />}
    </Frame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  children,
  ...rest
}: Common & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Frame {...{ label, hint, error }}>
      {(described) => (
        <select {...rest} {...described} className={css.input}>
          {children}
        </select>
      )}
    </Frame>
  );
}

export function CheckBox({ label, hint, ...rest }: Omit<Common, 'error'> & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={css.check}>
      <input type="checkbox" {...rest} id={id} aria-describedby={hint === undefined ? undefined : `${id}n`} />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <div id={`${id}n`} className={css.hint}>
            {hint}
          </div>
        )}
      </div>
    </div>
  );
}
