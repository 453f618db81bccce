/** CodeMirror itself, in a piece of its own. It is told of what changes outside, and tells what is written. */
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { sql } from '@codemirror/lang-sql';
import { ensureSyntaxTree, indentOnInput, indentRange, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { Decoration, EditorView, keymap, lineNumbers, MatchDecorator, ViewPlugin } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import css from './code.module.css';

export interface Suggestion {
  label: string;
  detail?: string;
  /** What is written, where it is not the label. */
  apply?: string;
}

/** What may stand where one writes: `typed` is the text before the cursor. */
export type Suggest = (typed: string) => { from: number; options: Suggestion[] } | null;

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  language: 'expression' | 'javascript' | 'sql' | 'json';
  line?: boolean;
  invalid?: boolean;
  /** The line that is wrong, from 1. */
  errorLine?: number | undefined;
  /** As high as there is room. */
  tall?: boolean;
  suggest?: Suggest | undefined;
  readOnly?: boolean;
  /** Nothing is taken for a moment; the cursor stays. */
  held?: boolean;
  onFocus?: ((value: string) => void) | undefined;
}

export default function CodeMirror(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  latest.current = props;
  const { value, label, language, line = false, readOnly = false, tall = false } = props;
  const { invalid = false, errorLine, held = false } = props;
  const described = useRef(new Compartment());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is made once; what changes later is told to it
  useEffect(() => {
    if (host.current === null) return undefined;
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          described.current.of(about({ label, invalid, errorLine, held })),
          ...extensions(language, line, readOnly, (context) => complete(context, latest.current.suggest)),
          EditorView.updateListener.of((update) => {
            const text = update.state.doc.toString();
            if (update.docChanged && text !== latest.current.value) latest.current.onChange(text);
            if (update.focusChanged && update.view.hasFocus) latest.current.onFocus?.(text);
          }),
        ],
      }),
    });
    view.current = made;
    // Who opened it over the whole page wants to write.
    if (tall) made.focus();
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const made = view.current;
    if (made === null) return;
    const now = made.state.doc.toString();
    if (now !== value) made.dispatch({ changes: { from: 0, to: now.length, insert: value } });
  }, [value]);
  useEffect(() => {
    view.current?.dispatch({ effects: described.current.reconfigure(about({ label, invalid, errorLine, held })) });
  }, [label, invalid, errorLine, held]);
  const classes = [css.code, line ? css.codeLine : '', tall ? css.codeTall : ''];
  return <div ref={host} className={classes.join(' ')} data-held={held ? '' : undefined} />;
}

type Told = Required<Pick<Props, 'label' | 'invalid' | 'held'>> & Pick<Props, 'errorLine'>;

function about({ label, invalid, held, errorLine }: Told): Extension {
  return [
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-invalid': String(invalid), spellcheck: 'false' }),
    ...(held ? [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ 'aria-readonly': 'true' })] : []),
    EditorView.decorations.of(({ state: { doc } }) =>
      errorLine === undefined || errorLine < 1 || errorLine > doc.lines
        ? Decoration.none
        : Decoration.set(wrong.range(doc.line(errorLine).from)),
    ),
  ];
}

const wrong = Decoration.line({ class: css.wrongLine ?? '' });

type Complete = (context: CompletionContext) => CompletionResult | null;

function extensions(language: Props['language'], line: boolean, readOnly: boolean, override: Complete): Extension[] {
  const own = { javascript: javascript(), sql: sql(), json: json(), expression: [] }[language];
  return [
    own,
    EditorView.lineWrapping,
    syntaxHighlighting(classHighlighter),
    templates,
    indentOnInput(),
    autocompletion({ override: [override], icons: false, activateOnTyping: true }),
    Prec.high(keymap.of(line ? [...completionKeymap, { key: 'Enter', run: () => true }] : completionKeymap)),
    ...(language === 'javascript' || language === 'sql' ? [lineNumbers()] : []),
    ...(line ? [EditorState.transactionFilter.of((tr) => (tr.newDoc.lines > 1 ? oneLine(tr) : tr))] : []),
    EditorState.readOnly.of(readOnly),
    EditorView.editable.of(!readOnly),
  ];
}

/** What is pasted with line ends into one line becomes one line. */
function oneLine(tr: Parameters<Parameters<typeof EditorState.transactionFilter.of>[0]>[0]) {
  const insert = tr.newDoc.toString().replace(/\s*\n\s*/g, ' ');
  return [{ changes: { from: 0, to: tr.startState.doc.length, insert }, selection: { anchor: insert.length } }];
}

function complete(context: CompletionContext, suggest: Suggest | undefined): CompletionResult | null {
  const before = context.state.sliceDoc(Math.max(0, context.pos - 400), context.pos);
  const found = suggest?.(before) ?? null;
  if (found === null || found.options.length === 0) return null;
  return {
    from: context.pos - (before.length - found.from),
    options: found.options.map(({ label, detail, apply }) => ({
      label,
      ...(detail === undefined ? {} : { detail }),
      ...(apply === undefined ? {} : { apply }),
    })),
    validFor: /^[\w@.$-]*$/,
  };
}

const matcher = new MatchDecorator({
  regexp: /\{\{[^{}]*\}\}|<<[^<>]*>>|\$\.[a-z0-9_]+/g,
  decoration: Decoration.mark({ class: css.template ?? '' }),
});

const PARSE_MS = 1000;

/** JavaScript, each line indented as its syntax wants it; null where it is too long to be read. */
export function indented(text: string): string | null {
  const doc = text.replace(/[ \t]+$/gm, '');
  const state = EditorState.create({ doc, extensions: [javascript(), indentUnit.of('  ')] });
  if (ensureSyntaxTree(state, doc.length, PARSE_MS) === null) return null;
  return state.update({ changes: indentRange(state, 0, doc.length) }).newDoc.toString();
}

/** Templates and functions stand out wherever they are written. */
const templates = ViewPlugin.fromClass(
  class {
    decorations;
    constructor(view: EditorView) {
      this.decorations = matcher.createDeco(view);
    }
    update(update: Parameters<typeof matcher.updateDeco>[0]): void {
      this.decorations = matcher.updateDeco(update, this.decorations);
    }
  },
  { decorations: ({ decorations }) => decorations },
);
