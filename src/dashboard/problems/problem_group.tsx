/** Problems of one kind: where, how many, since when, a few of the tasks, and what can be done about them. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { WHAT_FAILED } from '../connections/what_failed.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import list from '../ui/list.module.css';
import { When } from '../ui/when.tsx';
import { Acts } from './acts.tsx';
import type { Problem } from './data.ts';
import css from './problems.module.css';

const TONES: Record<Problem['kind'], Tone> = {
  connection: 'bad',
  stopped: 'bad',
  in_doubt: 'bad',
  error: 'warn',
  escalated: 'warn',
  overdue: 'warn',
  paused: 'wait',
  not_deployed: 'plain',
};

export function ProblemSection({ kind, problems }: { kind: Problem['kind']; problems: Problem[] }) {
  const { t, i18n } = useTranslation();
  const count = problems.reduce((sum, problem) => sum + problem.count, 0);
  return (
    <section className={list.card}>
      <div className={list.bar}>
        <h2>{t(`problems.kind.${kind}.title`)}</h2>
        {count > 0 && <Badge tone={TONES[kind]}>{count.toLocaleString(i18n.language)}</Badge>}
        <span className={list.soft}>{t(`problems.kind.${kind}.what`)}</span>
      </div>
      <ul className={css.problems}>
        {problems.map((problem) => (
          <Row key={keyOf(problem)} problem={problem} />
        ))}
      </ul>
    </section>
  );
}

/** Groups of connections differ by their task, all others by code and place. */
function keyOf({ conv_id, node_id, code, tasks }: Problem): string {
  return `${conv_id} ${node_id} ${code} ${tasks[0]?.obj_id ?? ''}`;
}

function Row({ problem }: { problem: Problem }) {
  const { t, i18n } = useTranslation();
  const { kind, code, conv_id, conv_title, node_id, node_title, count, more, since, text, tasks } = problem;
  const said = kind === 'connection' ? WHAT_FAILED[text] : undefined;
  const place = node_id === null ? `/process/${conv_id}/view` : `/process/${conv_id}/view?node=${node_id}`;
  return (
    <li className={css.problem}>
      <div className={css.number}>
        {count > 0 &&
          kind !== 'connection' &&
          t(more ? 'problems.atLeast' : 'problems.exactly', { number: count.toLocaleString(i18n.language) })}
      </div>
      <div className={list.text}>
        <span className={css.place}>
          <Link href={place}>{conv_title}</Link>
          {node_title !== '' && <span>{node_title}</span>}
          {code !== '' && kind !== 'connection' && (
            <Badge title={code}>
              {i18n.exists(`problems.code.${code}`) ? t(`problems.code.${code as 'loop'}`) : code}
            </Badge>
          )}
        </span>
        {text !== '' && <small>{said === undefined ? text : t(`connections.what.${said}`)}</small>}
        <small className={css.tasks}>
          {since !== null && (
            <span>
              {t('problems.since')} <When at={Math.floor(since / 1000)} />
            </span>
          )}
          {tasks.map(({ obj_id, ref }) => (
            <Link key={obj_id} href={`/process/${conv_id}/task/${obj_id}`}>
              {ref ?? obj_id}
            </Link>
          ))}
          {tasks.length > 0 && count > tasks.length && <span>…</span>}
        </small>
      </div>
      <Acts problem={problem} />
    </li>
  );
}
