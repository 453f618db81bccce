/** Russian. */
import type { en } from './en.ts';
import { dashboards } from './ru/dashboards.ts';
import { process } from './ru/process.ts';
import { shell } from './ru/shell.ts';
import { simulate } from './ru/simulate.ts';
import { templates } from './ru/templates.ts';
import { workspace } from './ru/workspace.ts';
import type { Same } from './same.ts';

export const ru: Same<typeof en> = { dashboards, process, shell, simulate, templates, workspace };
