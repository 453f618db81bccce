/** Steps through a simulation: a slider over its steps, played or stepped, with the virtual clock beside it. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './simulate.module.css';
import { since } from './timeline.ts';

interface Props {
  count: number;
  index: number;
  /** Virtual time of the step, and of the start, ms. */
  at: number;
  start: number;
  /** The step in words. */
  label: string;
  onChange(index: number): void;
}

/** A step is shown so long where there are few, and all of them together at most so long. */
const STEP_MS = 450;
const WHOLE_MS = 8000;

export function Player({ count, index, at, start, label, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const [playing, setPlaying] = useState(false);
  const last = count - 1;
  const isAtEnd = index >= last;
  useEffect(() => {
    if (!playing) return undefined;
    if (isAtEnd) {
      setPlaying(false);
      return undefined;
    }
    const each = Math.min(STEP_MS, WHOLE_MS / Math.max(1, count));
    // The screen shows 60 pictures a second: of more steps several go by at once.
    const wait = Math.max(16, each);
    const by = Math.max(1, Math.round(wait / each));
    const timer = setTimeout(() => onChange(Math.min(last, index + by)), wait);
    return () => clearTimeout(timer);
  }, [playing, index, isAtEnd, count, last, onChange]);
  const play = (): void => {
    if (isAtEnd) onChange(0);
    setPlaying(!playing);
  };
  const clock = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <fieldset className={css.player} aria-label={t('simulate.player')}>
      <Button
        kind="quiet"
        icon={<Icon name="back" />}
        label={t('simulate.previous')}
        disabled={index <= 0}
        onClick={() => onChange(index - 1)}
      />
      <Button
        icon={<Icon name={playing ? 'stop' : 'play'} />}
        label={t(playing ? 'simulate.stop' : 'simulate.play')}
        onClick={play}
      />
      <Button
        kind="quiet"
        icon={<Icon name="chevron" />}
        label={t('simulate.next')}
        disabled={isAtEnd}
        onClick={() => onChange(index + 1)}
      />
      <input
        type="range"
        className={css.slider}
        aria-label={t('simulate.slider')}
        aria-valuetext={t('simulate.stepOf', { number: index + 1, count, label })}
        min={0}
        max={last}
        value={index}
        onChange={(event) => {
          setPlaying(false);
          onChange(Number(event.target.value));
        }}
        onKeyDown={(event) => {
          if (event.key !== ' ') return;
          event.preventDefault();
          play();
        }}
      />
      <output className={css.clock}>
        <b>+{since(at - start, t('simulate.day'))}</b>
        <span>{clock.format(at)}</span>
        <span>{t('simulate.count', { number: index + 1, count })}</span>
      </output>
    </fieldset>
  );
}
