/** Simulate: a process run on a virtual clock with scripted answers, and stepped through afterwards. */

import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams as useAddress } from 'wouter';
import type { Json, JsonObject } from '../../base/json.ts';
import { request, text } from '../data/client.ts';
import { isLost } from '../data/is_lost.ts';
import { type Param, type ProcessInfo, useParams, useProcess } from '../process/data.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useTitle } from '../ui/use_title.ts';
import { CannotRun, problemsIn } from './cannot_run.tsx';
import { Canvas, useNodes } from './canvas.tsx';
import { Player } from './player.tsx';
import { BadJson, callsOf, newRule, requestOf, type Setup, setupOf } from './setup.ts';
import { SetupPanel } from './setup_panel.tsx';
import css from './simulate.module.css';
import { StepDetails, StepList, useStepText } from './steps.tsx';
import { readSimulated, type Simulated, type State, stateAt, unanswered } from './timeline.ts';

export default function SimulatePage() {
  const id = Number(useAddress<{ id: string }>().id);
  const process = useProcess(id);
  const params = useParams(id);
  if (isLost(process)) return <Failed error={process.error} onRetry={() => void process.refetch()} />;
  if (process.data === undefined || params.isPending) return <Loading />;
  return <Shown key={id} info={process.data} params={params.data ?? []} />;
}

function Shown({ info, params }: { info: ProcessInfo; params: Param[] }) {
  const { t } = useTranslation();
  useTitle(t('simulate.title'), info.title);
  const [setup, setSetup] = useState<Setup>(() => first(params));
  const [index, setIndex] = useState(0);
  const { run, wrong, start, stop, save } = useRun(info, setup, setIndex);
  const toasts = useToasts();
  const nodes = useNodes(info, setup.draft);
  const calls = useMemo(() => callsOf(nodes.data ?? []), [nodes.data]);
  const simulated = run.data;
  const load = async (file: File): Promise<void> => {
    const read = await readFile(file);
    if (read === null) toasts.failed(new Error(t('simulate.noScenario')));
    else setSetup({ ...read, draft: setup.draft });
  };
  const state = useMemo(
    () => (simulated === undefined || simulated.steps.length === 0 ? null : stateAt(simulated, index, info.id)),
    [simulated, index, info.id],
  );
  const bad = useMemo(() => {
    const { conv_id, problems } = problemsIn(run.error);
    return conv_id === info.id ? problems.map(({ node_id }) => text(node_id)).filter((id) => id !== '') : [];
  }, [run.error, info.id]);
  const answer = (method: string, url: string): void =>
    setSetup({ ...setup, rules: [...setup.rules, newRule({ method, url: url.replace(/[?#].*$/, '') })] });
  return (
    <div className={css.page}>
      <header className={css.bar}>
        <Link href={`/process/${info.id}/view`}>{info.title}</Link>
        <Icon name="chevron" size={14} />
        <h1>{t('simulate.title')}</h1>
        <span className={css.hint}>{t('simulate.about')}</span>
      </header>
      <div className={css.body}>
        <SetupPanel
          setup={setup}
          hasDraft={info.hasDraft}
          busy={run.isPending}
          wrong={wrong}
          onChange={setSetup}
          calls={calls}
          onRun={start}
          onStop={stop}
          onSave={save}
          onLoad={(file) => void load(file)}
        />
        <div className={css.middle}>
          <Canvas info={info} nodes={nodes.data} state={state} bad={bad} />
        </div>
        <aside className={css.side} aria-label={t('simulate.result')}>
          {run.isPending && <Loading />}
          {run.isError && <CannotRun error={run.error} main={info.id} nodes={nodes.data ?? []} />}
          {run.isIdle && (
            <Empty icon="clock" title={t('simulate.empty.title')}>
              {t('simulate.empty.text')}
            </Empty>
          )}
          {simulated !== undefined && (
            <Result
              simulated={simulated}
              main={info.id}
              index={index}
              state={state}
              onIndex={setIndex}
              onAnswer={answer}
            />
          )}
        </aside>
      </div>
      {simulated !== undefined && <Time simulated={simulated} main={info.id} index={index} onIndex={setIndex} />}
    </div>
  );
}

/** Runs what the form says, or keeps it as a file; says which field is wrong where one is. */
function useRun(info: ProcessInfo, setup: Setup, setIndex: (index: number) => void) {
  const [wrong, setWrong] = useState<{ field: string; text: string } | null>(null);
  const toasts = useToasts();
  /** Of the newest run: the server ends what nobody waits for. */
  const ends = useRef<AbortController | null>(null);
  const run = useMutation({
    mutationFn: async (body: JsonObject) => {
      ends.current?.abort();
      const end = new AbortController();
      ends.current = end;
      return readSimulated(await request('POST', '/api/takt/simulate', body, end.signal));
    },
    // What came of it comes first; whoever wants to see how plays it.
    onSuccess: ({ steps }) => setIndex(Math.max(0, steps.length - 1)),
  });
  const asked = (save: boolean): JsonObject | null => {
    try {
      const body = requestOf(info.id, setup, save);
      setWrong(null);
      return body;
    } catch (error) {
      if (!(error instanceof BadJson)) throw error;
      setWrong({ field: error.field, text: error.message });
      return null;
    }
  };
  const start = (): void => {
    const body = asked(false);
    if (body !== null) run.mutate(body);
  };
  const save = (): void => {
    const body = asked(true);
    if (body !== null) void saved(body, info.title).catch((error) => toasts.failed(error));
  };
  useEffect(() => () => ends.current?.abort(), []);
  const stop = (): void => {
    ends.current?.abort();
    run.reset();
  };
  return { run, wrong, start, stop, save };
}

interface TimeProps {
  simulated: Simulated;
  main: number;
  index: number;
  onIndex(index: number): void;
}

interface ResultProps extends TimeProps {
  state: State | null;
  onAnswer(method: string, url: string): void;
}

function Result({ simulated, main, index, state, onIndex, onAnswer }: ResultProps) {
  const { t } = useTranslation();
  const { steps, differences, stopped, hidden } = simulated;
  const step = steps[index];
  const open = unanswered(differences);
  const notes = [
    ...(stopped === '' ? [] : [t(stopped === 'time' ? 'simulate.cutTime' : 'simulate.cutEntries')]),
    ...(hidden.length === 0 ? [] : [t('simulate.hidden', { ids: hidden.join(', ') })]),
    ...differences.filter((line) => !line.startsWith('no rule of the world')),
  ];
  return (
    <>
      {(notes.length > 0 || open.length > 0) && (
        <ul className={css.notes} role="status">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
          {open.map(({ method, url }) => (
            <li key={`${method} ${url}`}>
              {t('simulate.unanswered', { request: `${method} ${url}` })}
              <Button icon={<Icon name="add" size={16} />} onClick={() => onAnswer(method, url)}>
                {t('simulate.answerIt')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <StepList simulated={simulated} main={main} index={index} onChange={onIndex} />
      {step !== undefined && state !== null && <StepDetails step={step} state={state} />}
    </>
  );
}

function Time({ simulated, main, index, onIndex }: TimeProps) {
  const wordsOf = useStepText(simulated, main);
  const step = simulated.steps[index];
  const change = useCallback((next: number) => onIndex(next), [onIndex]);
  if (step === undefined) return null;
  return (
    <Player
      count={simulated.steps.length}
      index={index}
      at={step.at}
      start={simulated.start}
      label={wordsOf(step)}
      onChange={change}
    />
  );
}

/** The declared input parameters with nothing in them, to be filled in. */
function first(params: Param[]): Setup {
  const inputs = params.filter(({ flags }) => flags.includes('input') || flags.includes('required'));
  const values: Record<string, Json> = { number: 0, boolean: false, object: {}, array: [] };
  const data = Object.fromEntries(inputs.map(({ name, type }) => [name, values[type] ?? '']));
  return { draft: false, ref: '', data: JSON.stringify(data, null, 2), length: '1d', rules: [], more: '' };
}

async function saved(body: JsonObject, title: string): Promise<void> {
  const { file } = await request('POST', '/api/takt/simulate', body);
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(file, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${title.replace(/[^\p{L}\p{N}]+/gu, '-')}.scenario.json`;
  link.click();
  URL.revokeObjectURL(url);
}

async function readFile(file: File): Promise<Setup | null> {
  try {
    return setupOf(JSON.parse(await file.text()) as Json);
  } catch {
    return null;
  }
}
