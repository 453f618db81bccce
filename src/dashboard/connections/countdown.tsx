/** The time until an instant, by the second; what is past is said in a word. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** `to` in ms. */
export function Countdown({ to }: { to: number }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const left = Math.round((to - now) / 1000);
  const exact = new Date(to).toLocaleString(i18n.language);
  return (
    <time dateTime={new Date(to).toISOString()} title={exact}>
      {left <= 0 ? t('connections.now') : clock(left, t)}
    </time>
  );
}

function clock(left: number, t: (key: 'connections.days', options: { count: number }) => string): string {
  const days = Math.floor(left / 86_400);
  const [hours, minutes, seconds] = [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60];
  const two = (part: number): string => String(part).padStart(2, '0');
  const time = days > 0 || hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
  return days > 0 ? `${t('connections.days', { count: days })} ${time}` : time;
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
