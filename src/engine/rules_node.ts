/** Rules about the fields of a node that Corezoid bounds, and about what stands in it beside its logics. */
import { NODE_KIND } from '../model/process.ts';
import { isPlain } from '../template/evaluate.ts';
import type { Checked, CheckedNode, Finding, Rule } from './checked.ts';

/** Bounds that Corezoid sets. */
const TITLE_CHARS = 240;
const DESCRIPTION_CHARS = 2000;
const FARTHEST = 100_000;

function eachNode({ nodes }: Checked, tell: (node: CheckedNode) => string | null): Finding[] {
  return nodes.flatMap((node) => {
    const message = tell(node);
    return message === null ? [] : [{ node: node.node, message }];
  });
}

function findId(checked: Checked): Finding[] {
  return eachNode(checked, ({ node: { id } }) =>
    /^[\w-]{1,64}$/.test(id)
      ? null
      : `The id "${id.slice(0, 80)}" cannot be written in an expression: use 24 hexadecimal digits, or letters, digits, _ and -.`,
  );
}

function findPlace(checked: Checked): Finding[] {
  return eachNode(checked, ({ node: { x, y } }) => {
    const fits = [x, y].every((part) => Number.isInteger(part) && Math.abs(part) <= FARTHEST);
    return fits ? null : `The node stands at (${x}, ${y}): use whole numbers from -${FARTHEST} to ${FARTHEST}.`;
  });
}

function findText(checked: Checked): Finding[] {
  return eachNode(checked, ({ node: { title, description } }) => {
    if (title.length > TITLE_CHARS) return `The title has ${title.length} characters: at most ${TITLE_CHARS}.`;
    if (description.length <= DESCRIPTION_CHARS) return null;
    return `The description has ${description.length} characters: at most ${DESCRIPTION_CHARS}.`;
  });
}

function findStub(checked: Checked): Finding[] {
  return eachNode(checked, ({ node }) => {
    if (node.obj_type !== NODE_KIND.stub) return null;
    if (node.stub.length === 0) return 'Stub Mode is on, but there is no branch: every call fails. Add a branch.';
    const shapes = ['api_rpc_reply', 'go_if_const api_rpc_reply'];
    const wrong = node.stub.findIndex((branch) => !shapes.includes(branch.map(({ type }) => type).join(' ')));
    if (wrong < 0) return null;
    return `stub.logics[${wrong}] must be a reply, or a condition and a reply: other logics in it are not run.`;
  });
}

function findNotBuilt({ nodes }: Checked): Finding[] {
  return nodes.flatMap(({ node, logics }) =>
    logics
      .filter(({ raw }) => (raw.type === 'git_call' || raw.type === 'api_git') && raw.code_error === true)
      .map(({ place }) => ({ node, message: `source has to be built: the last build of ${place} failed.` })),
  );
}

function findUrl({ nodes }: Checked): Finding[] {
  return nodes.flatMap(({ node, logics }) =>
    logics.flatMap(({ raw, place }) => {
      const { url } = raw;
      if (raw.type !== 'api' || typeof url !== 'string') return [];
      if (!isPlain(url.slice(0, 20)) || /^\s*(?:https?|smtps?):\/\//i.test(url)) return [];
      const message = `url of ${place} begins neither with https:// or http:// (smtps:// or smtp:// for mail) nor with an expression, so every call fails: write the whole address.`;
      return [{ node, message }];
    }),
  );
}

export const NODE_RULES: Rule[] = [
  { name: 'node_id', level: 'warning', what: 'the id of a node cannot be written in an expression', find: findId },
  { name: 'node_place', level: 'warning', what: 'a node stands outside of the canvas', find: findPlace },
  { name: 'node_text', level: 'warning', what: 'the title or description of a node is too long', find: findText },
  {
    name: 'stub_branch',
    level: 'warning',
    what: 'Stub Mode is on without a branch, or with one that is no reply',
    find: findStub,
  },
  { name: 'git_not_built', level: 'warning', what: 'the source of a Git Call was not built', find: findNotBuilt },
  { name: 'api_url', level: 'warning', what: 'the address of an API Call has no scheme', find: findUrl },
];
