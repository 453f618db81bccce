/** The syntax tree of a fun. `at` is where it stands in the text around the fun; `depth` how deep what is in it goes. */

export type Expr = { at: number; depth: number } & ExprKind;

export type ExprKind =
  | { kind: 'integer'; value: bigint }
  | { kind: 'float'; value: number }
  | { kind: 'atom'; name: string }
  | { kind: 'string'; text: string }
  | { kind: 'variable'; name: string }
  | { kind: 'tuple'; items: Expr[] }
  | { kind: 'list'; items: Expr[]; tail: Expr | null }
  | { kind: 'map'; base: Expr | null; pairs: MapPair[] }
  | { kind: 'binary'; segments: (string | Expr)[] }
  | { kind: 'unary'; operator: string; operand: Expr }
  | { kind: 'binary_operator'; operator: string; left: Expr; right: Expr }
  | { kind: 'match'; pattern: Expr; value: Expr }
  | { kind: 'case'; value: Expr; clauses: Clause[] }
  | { kind: 'if'; clauses: Clause[] }
  | { kind: 'block'; body: Expr[] }
  | { kind: 'call'; module: string; name: string; args: Expr[] }
  | { kind: 'comprehension'; value: Expr; qualifiers: Qualifier[] };

/** `exact` is `:=`. */
export interface MapPair {
  key: Expr;
  value: Expr;
  exact: boolean;
}

/** A filter has no pattern. */
export interface Qualifier {
  pattern: Expr | null;
  value: Expr;
}

/** The guard is a list of alternatives, each of which is a list of tests; null without one. An `if` has no pattern. */
export interface Clause {
  at: number;
  pattern: Expr | null;
  guard: Expr[][] | null;
  body: Expr[];
}
