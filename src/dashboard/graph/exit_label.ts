/** What a way out is called: beside its link, and in its node. */
import type { Exit } from './model.ts';

type Words = (key: string, values: { text?: string }) => string;

export function exitLabel({ role, text }: Pick<Exit, 'role' | 'text'>, t: Words): string {
  if (role === 'condition' && text !== '') return text;
  const named = text.replace(/ (sec|min|hour|day)$/, (_, unit: string) => ` ${t(`process.units.${unit}`, {})}`);
  return t(`process.exits.${role}`, { text: role === 'timer' ? named : text });
}
