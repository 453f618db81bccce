/** What can be done about a problem, by whoever may. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ask, number } from '../data/client.ts';
import { useDeed } from '../data/use_deed.ts';
import { Button } from '../ui/button.tsx';
import { useToasts } from '../ui/toast.tsx';
import { BulkDialog } from './bulk_dialog.tsx';
import type { Problem } from './data.ts';
import css from './problems.module.css';

/** Kinds whose tasks stand in their node, or have ended in it. */
const IN_NODE: Problem['kind'][] = ['stopped', 'escalated', 'in_doubt', 'error'];

export function Acts({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  const { kind, conv_id, may } = problem;
  return (
    <div className={css.acts}>
      {kind === 'connection' && <Link href="/connections">{t('problems.toConnections')}</Link>}
      {kind === 'overdue' && <Link href="/activity">{t('problems.toActivity')}</Link>}
      {kind === 'not_deployed' && may.modify && <Link href={`/process/${conv_id}/edit`}>{t('problems.toEditor')}</Link>}
      {kind === 'paused' && may.modify && <Resume problem={problem} />}
      {IN_NODE.includes(kind) && may.act && problem.ended && <Seen problem={problem} />}
      {IN_NODE.includes(kind) && may.act && <OnAll problem={problem} />}
    </div>
  );
}

function Resume({ problem: { conv_id, conv_title } }: { problem: Problem }) {
  const { t } = useTranslation();
  const { busy, run } = useDeed('problems', 'process', 'folder');
  const resume = (): Promise<unknown> => ask({ type: 'modify', obj: 'conv', obj_id: conv_id, status: 'active' });
  return (
    <Button busy={busy} onClick={() => void run(resume, t('problems.resumed', { title: conv_title }))}>
      {t('problems.resume')}
    </Button>
  );
}

function Seen({ problem: { conv_id, node_id, node_title } }: { problem: Problem }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const { busy, run } = useDeed('problems');
  const set = (until: number | undefined): Promise<number> =>
    ask({ type: 'modify', obj: 'problem', conv_id, node_id, until }).then(({ before }) => number(before));
  const mark = async (): Promise<void> => {
    const before = await set(undefined);
    toasts.done(t('problems.seenDone', { node: node_title }), () => void run(() => set(before)));
  };
  return (
    <Button kind="quiet" busy={busy} title={t('problems.seenHint')} onClick={() => void run(mark)}>
      {t('problems.seen')}
    </Button>
  );
}

/** An act on all tasks of the node that failed for the same cause. */
function OnAll({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { conv_id, node_id, node_title, code, ended } = problem;
  if (node_id === null || code === 'unread') return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t(ended ? 'problems.again' : 'problems.act')}</Button>
      {open && <BulkDialog {...{ conv_id, node_id, node_title, code, ended }} onClose={() => setOpen(false)} />}
    </>
  );
}
