/** Every rule by its name, with all that its page tells: those about reading, about the process, and of node types. */
import type { Problem } from '../model/process.ts';
import { READ_RULES } from '../model/read_problem.ts';
import { GRAPH_PAGES } from './pages_graph.ts';
import { LOGIC_PAGES } from './pages_logic.ts';
import { READING_PAGES } from './pages_reading.ts';
import { TYPE_PAGES } from './pages_types.ts';
import type { RulePage } from './rule_page.ts';
import { RULES } from './validate.ts';

export interface LintPage extends RulePage {
  name: string;
  level: Problem['level'];
  what: string;
}

const PAGES: Record<string, RulePage> = { ...READING_PAGES, ...GRAPH_PAGES, ...LOGIC_PAGES };

/** In the order of docs/process-format.md. That each rule has a page, and each page a rule, is held by a test. */
export const LINT_PAGES: LintPage[] = [
  ...Object.entries(READ_RULES).map(([name, { level, what }]) => ({ name, level, what })),
  ...RULES.map(({ name, level, what }) => ({ name, level, what })),
].flatMap((rule): LintPage[] => {
  const page = PAGES[rule.name];
  return page === undefined ? [] : [{ ...rule, ...page }];
});
LINT_PAGES.push(...Object.entries(TYPE_PAGES).map(([name, page]) => ({ name, ...page })));
