/** What the outside answers: rules from the top down, the first that fits answers; its answers one after the other. */
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { type AnswerKind, type Call, ERRORS, newAnswer, newRule, type Rule, type RuleAnswer } from './setup.ts';
import css from './simulate.module.css';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];

interface RulesProps {
  rules: Rule[];
  calls: Call[];
  onChange(rules: Rule[]): void;
}

export function Rules({ rules, calls, onChange }: RulesProps) {
  const { t } = useTranslation();
  const open = calls.filter(({ method, url }) => !rules.some((rule) => rule.method === method && rule.url === url));
  const replace = (key: number, rule: Rule | null): void =>
    onChange(rules.flatMap((one) => (one.key === key ? (rule === null ? [] : [rule]) : [one])));
  return (
    <fieldset className={css.rules}>
      <legend>{t('simulate.rules')}</legend>
      {rules.length === 0 && <p className={css.hint}>{t('simulate.rulesHint')}</p>}
      {rules.map((rule, index) => (
        <OneRule key={rule.key} rule={rule} number={index + 1} onChange={(next) => replace(rule.key, next)} />
      ))}
      {open.length > 0 && (
        <Button icon={<Icon name="send" />} onClick={() => onChange([...rules, ...open.map(newRule)])}>
          {t('simulate.fromCalls', { count: open.length })}
        </Button>
      )}
      <Button icon={<Icon name="add" />} onClick={() => onChange([...rules, newRule()])}>
        {t('simulate.addRule')}
      </Button>
    </fieldset>
  );
}

interface RuleProps {
  rule: Rule;
  number: number;
  onChange(rule: Rule | null): void;
}

function OneRule({ rule, number, onChange }: RuleProps) {
  const { t } = useTranslation();
  const { answers } = rule;
  const answer = (at: number, next: RuleAnswer | null): void =>
    onChange({ ...rule, answers: next === null ? answers.toSpliced(at, 1) : answers.with(at, next) });
  return (
    <fieldset className={css.rule} aria-label={t('simulate.rule', { number })}>
      <Match rule={rule} number={number} onChange={onChange} />
      {rule.when !== '' && (
        <textarea
          aria-label={t('simulate.whenBody')}
          rows={2}
          value={rule.when}
          onChange={(event) => onChange({ ...rule, when: event.target.value })}
        />
      )}
      {answers.map((one, at) => (
        <OneAnswer
          // biome-ignore lint/suspicious/noArrayIndexKey: answers have nothing else to be told apart by.
          key={at}
          answer={one}
          alone={answers.length === 1}
          onChange={(next) => answer(at, next)}
        />
      ))}
      <div className={css.line}>
        <Button
          kind="quiet"
          icon={<Icon name="add" size={16} />}
          onClick={() => onChange({ ...rule, answers: [...answers, newAnswer()] })}
        >
          {t('simulate.addAnswer')}
        </Button>
        {answers.length > 1 && (
          <select
            aria-label={t('simulate.afterwards.label')}
            value={rule.afterwards}
            onChange={(event) => onChange({ ...rule, afterwards: event.target.value })}
          >
            <option value="">{t('simulate.afterwards.last')}</option>
            <option value="first">{t('simulate.afterwards.first')}</option>
            <option value="fail">{t('simulate.afterwards.fail')}</option>
          </select>
        )}
      </div>
    </fieldset>
  );
}

/** Which requests it answers. */
function Match({ rule, number, onChange }: RuleProps) {
  const { t } = useTranslation();
  return (
    <div className={css.line}>
      <select
        aria-label={t('simulate.method')}
        value={rule.method}
        onChange={(event) => onChange({ ...rule, method: event.target.value })}
      >
        <option value="">{t('simulate.any')}</option>
        {METHODS.map((method) => (
          <option key={method}>{method}</option>
        ))}
      </select>
      <input
        aria-label={t('simulate.url')}
        placeholder={t('simulate.url')}
        value={rule.url}
        onChange={(event) => onChange({ ...rule, url: event.target.value })}
      />
      <Button
        kind="quiet"
        icon={<Icon name="close" size={16} />}
        label={t('simulate.removeRule', { number })}
        onClick={() => onChange(null)}
      />
    </div>
  );
}

interface AnswerProps {
  answer: RuleAnswer;
  alone: boolean;
  onChange(answer: RuleAnswer | null): void;
}

function OneAnswer({ answer, alone, onChange }: AnswerProps) {
  const { t } = useTranslation();
  const { kind, status, body, after } = answer;
  return (
    <div className={css.answer}>
      <div className={css.line}>
        <select
          aria-label={t('simulate.answer')}
          value={kind}
          onChange={(event) => onChange({ ...answer, kind: event.target.value as AnswerKind })}
        >
          <option value="answer">{t('simulate.kind.answer')}</option>
          {ERRORS.map((error) => (
            <option key={error} value={error}>
              {t(`simulate.kind.${error}`)}
            </option>
          ))}
        </select>
        {kind === 'answer' && (
          <input
            className={css.short}
            aria-label={t('simulate.status')}
            inputMode="numeric"
            value={status}
            onChange={(event) => onChange({ ...answer, status: event.target.value })}
          />
        )}
        <input
          className={css.short}
          aria-label={t('simulate.after')}
          placeholder={t('simulate.afterShort')}
          title={t('simulate.after')}
          value={after}
          onChange={(event) => onChange({ ...answer, after: event.target.value })}
        />
        {!alone && (
          <Button
            kind="quiet"
            icon={<Icon name="close" size={16} />}
            label={t('simulate.removeAnswer')}
            onClick={() => onChange(null)}
          />
        )}
      </div>
      {kind === 'answer' && (
        <textarea
          aria-label={t('simulate.body')}
          placeholder={t('simulate.body')}
          rows={Math.min(8, body.split('\n').length + 1)}
          spellCheck={false}
          value={body}
          onChange={(event) => onChange({ ...answer, body: event.target.value })}
        />
      )}
    </div>
  );
}
