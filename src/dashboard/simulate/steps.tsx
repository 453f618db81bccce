/** The steps around the one that is shown, and what it did: what was asked and answered, how the data changed. */
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '../../base/json.ts';
import { number, text } from '../data/client.ts';
import { isObject } from '../graph/model.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import css from './simulate.module.css';
import { names, type Simulated, type State, type Step, since } from './timeline.ts';

/** How high a step is, as the style has it, and how many are drawn above and below those that are seen. */
const ROW_PX = 30;
const BEYOND = 20;
const SHOWN_CHARS = 4000;

const ICONS: Record<Step['kind'], IconName> = {
  moved: 'chevron',
  request: 'send',
  mail: 'bell',
  query: 'database',
  event: 'clock',
};

/** A step in one line. */
export function useStepText({ convs }: Simulated, main: number): (step: Step) => string {
  const { t } = useTranslation();
  return ({ kind, raw }) => {
    if (kind === 'moved') {
      const conv = convs.get(number(raw.conv_id));
      const title = (id: string): string => conv?.nodes.get(id) || id;
      const where = number(raw.conv_id) === main ? '' : `${conv?.title ?? number(raw.conv_id)}: `;
      const to = text(raw.to);
      return where + (to === '' ? t('simulate.stays', { node: title(text(raw.from)) }) : title(to));
    }
    if (kind === 'request') {
      const { method, url } = isObject(raw.request) ? raw.request : {};
      return `${text(method)} → ${outcomeText(raw.outcome)}  ${text(url).replace(/^https?:\/\//, '')}`;
    }
    if (kind === 'mail') {
      const { to, subject } = isObject(raw.message) ? raw.message : {};
      return t('simulate.mail', { to: text(to), subject: text(subject) });
    }
    return kind === 'query' ? text(raw.query) : text(raw.text);
  };
}

function outcomeText(outcome: Json | undefined): string {
  if (!isObject(outcome)) return '';
  return outcome.ok === true ? String(outcome.status ?? 'ok') : text(outcome.reason);
}

interface ListProps {
  simulated: Simulated;
  main: number;
  index: number;
  onChange(index: number): void;
}

/** All steps, of which those are drawn that are seen: there may be tens of thousands. */
export function StepList({ simulated, main, index, onChange }: ListProps) {
  const { t } = useTranslation();
  const wordsOf = useStepText(simulated, main);
  const { steps, start } = simulated;
  const { box, from, to, onScroll } = useRows(steps.length, index);
  return (
    <section ref={box} className={css.steps} aria-label={t('simulate.steps')} onScroll={onScroll}>
      <ol style={{ height: (steps.length + 1) * ROW_PX, paddingTop: from * ROW_PX }}>
        {steps.slice(from, to).map((step, offset) => {
          const at = from + offset;
          return (
            <li key={at} aria-posinset={at + 1} aria-setsize={steps.length}>
              <button
                type="button"
                aria-current={at === index ? 'step' : undefined}
                className={css[step.kind]}
                onClick={() => onChange(at)}
              >
                <small>{since(step.at - start, t('simulate.day'))}</small>
                <Icon name={ICONS[step.kind]} size={14} />
                <span title={wordsOf(step)}>{wordsOf(step)}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** Which rows are seen, and the one with the index among them whenever it is another. */
function useRows(count: number, index: number) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 600 });
  const onScroll = (): void => {
    const { scrollTop: top = 0, clientHeight: height = 0 } = box.current ?? {};
    setSeen({ top, height });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run has other steps under the same index.
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    const { scrollTop, clientHeight } = current;
    // Whole rows stand at the top, wherever the list is scrolled to.
    const highest = (index + 1) * ROW_PX - Math.floor(clientHeight / ROW_PX) * ROW_PX;
    if (index * ROW_PX < scrollTop) current.scrollTop = index * ROW_PX;
    else if ((index + 1) * ROW_PX > scrollTop + clientHeight) current.scrollTop = Math.max(0, highest);
    onScroll();
  }, [index, count]);
  const from = Math.max(0, Math.floor(seen.top / ROW_PX) - BEYOND);
  return { box, from, to: Math.ceil((seen.top + seen.height) / ROW_PX) + BEYOND, onScroll };
}

export function StepDetails({ step, state }: { step: Step; state: State }) {
  const { t } = useTranslation();
  const { raw } = step;
  const changed = isObject(raw.changed) ? Object.entries(raw.changed) : [];
  const removed = names(raw.removed);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and whoever has no mouse scrolls it too.
    <section className={css.details} tabIndex={0} aria-label={t('simulate.details')}>
      {step.kind === 'moved' && (changed.length > 0 || removed.length > 0) && (
        <>
          <h2>{t('simulate.changed')}</h2>
          <dl className={css.changes}>
            {changed.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{cut(value)}</dd>
              </div>
            ))}
            {removed.map((name) => (
              <div key={name} className={css.removed}>
                <dt>{name}</dt>
                <dd>{t('simulate.removed')}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {step.kind === 'request' && <Asked raw={raw} />}
      {step.kind === 'mail' && <Block title={t('simulate.sent')} value={raw.message ?? null} />}
      {step.kind === 'query' && <Block title={t('simulate.answered')} value={raw.outcome ?? null} />}
      <h2>{t('simulate.dataNow')}</h2>
      {state.wait !== '' && (
        <p className={css.hint}>{t('simulate.waits', { wait: t(`simulate.waiting.${state.wait}`, state.wait) })}</p>
      )}
      <pre className={css.pre}>{cut(state.data)}</pre>
    </section>
  );
}

function Asked({ raw }: { raw: JsonObject }) {
  const { t } = useTranslation();
  const request = isObject(raw.request) ? raw.request : {};
  const outcome = isObject(raw.outcome) ? raw.outcome : {};
  const took = number(raw.answered_at) - number(raw.at);
  return (
    <>
      <h2>{t('simulate.asked')}</h2>
      <pre className={css.pre}>
        {text(request.method)} {text(request.url)}
        {text(request.body) === '' ? '' : `\n\n${pretty(text(request.body))}`}
      </pre>
      <h2>
        {t('simulate.answered')}{' '}
        {took > 0 && <small>{t('simulate.took', { time: since(took, t('simulate.day')) })}</small>}
      </h2>
      <pre className={css.pre}>
        {outcomeText(outcome)}
        {outcome.ok === true ? `\n\n${pretty(text(outcome.body))}` : `\n${text(outcome.description)}`}
      </pre>
    </>
  );
}

function Block({ title, value }: { title: string; value: Json }) {
  return (
    <>
      <h2>{title}</h2>
      <pre className={css.pre}>{cut(value)}</pre>
    </>
  );
}

function cut(value: Json): string {
  const whole = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return whole.length > SHOWN_CHARS ? `${whole.slice(0, SHOWN_CHARS)}…` : whole;
}

function pretty(body: string): string {
  try {
    return cut(JSON.parse(body) as Json);
  } catch {
    return cut(body);
  }
}
