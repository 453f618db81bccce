/** Russian. */
import type { en } from './en.ts';
import { shell } from './ru/shell.ts';
import type { Same } from './same.ts';

export const ru: Same<typeof en> = { shell };
