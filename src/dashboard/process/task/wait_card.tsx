/** What a task waits for now, and until when. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../base/json.ts';
import { text } from '../../data/client.ts';
import type { GraphModel } from '../../graph/model.ts';
import { Icon } from '../../ui/icon.tsx';
import { duration } from './duration.ts';
import { RelativeLink } from './relative_link.tsx';
import type { Task } from './task_data.ts';
import css from './task_panel.module.css';

export function WaitCard({ task, graph }: { task: Task; graph: GraphModel }) {
  const { t } = useTranslation();
  const title = graph.nodes.find(({ id }) => id === task.node)?.title || task.nodeTitle || task.node;
  const { wait } = task;
  if (wait === null) {
    return (
      <section className={`${css.wait} ${css.final}`}>
        <Icon name="check" />
        <div>{t('process.task.ended', { node: title })}</div>
      </section>
    );
  }
  const isBad = wait.kind === 'stopped';
  return (
    <section className={`${css.wait} ${isBad ? css.stopped : ''}`} data-wait={wait.kind}>
      <Icon name={isBad ? 'error' : 'clock'} />
      <div>
        <div>
          {t(`process.task.waits.${wait.kind}`, { code: t(`problems.code.${wait.code}`, wait.code) })} <b>{title}</b>
        </div>
        {wait.until !== null && <Countdown until={wait.until} />}
        {task.called !== null && (
          <div>
            {t('process.task.called')} <RelativeLink relative={task.called} />
          </div>
        )}
        {wait.effect !== null && <Effect effect={wait.effect} />}
      </div>
    </section>
  );
}

/** Counts down by the clock of the browser, a second at a time. */
function Countdown({ until }: { until: number }) {
  const { t, i18n } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = until - now;
  const at = new Date(until).toLocaleString(i18n.language);
  return (
    <time className={css.countdown} dateTime={new Date(until).toISOString()} title={at}>
      {left > 0 ? t('process.task.left', { time: duration(left, i18n.language, true), at }) : t('process.task.due')}
    </time>
  );
}

function Effect({ effect }: { effect: JsonObject }) {
  const { t } = useTranslation();
  const what = [text(effect.method), text(effect.url) || text(effect.conv)].filter((part) => part !== '').join(' ');
  return (
    <details className={css.effect}>
      <summary>
        {t(`process.task.effects.${text(effect.kind)}`, { defaultValue: text(effect.kind) })} <code>{what}</code>
      </summary>
      <pre className={css.json}>{JSON.stringify(effect, null, 2)}</pre>
    </details>
  );
}
