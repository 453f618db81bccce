/** English. Russian has the same keys (held by the type of words/ru.ts). */
import { shell } from './en/shell.ts';

export const en = { shell };
