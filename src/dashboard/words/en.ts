/** English. Russian has the same keys (held by the type of words/ru.ts). */
import { dashboards } from './en/dashboards.ts';
import { process } from './en/process.ts';
import { shell } from './en/shell.ts';
import { simulate } from './en/simulate.ts';
import { templates } from './en/templates.ts';
import { workspace } from './en/workspace.ts';

export const en = { dashboards, process, shell, simulate, templates, workspace };
