/** How an expression can fail. A failure is a value: evaluation throws nothing. */

export type FailureTag =
  /** The text cannot be read; known when a process is deployed. */
  | 'syntax'
  /** A value is not what a function or a key needs. */
  | 'convert'
  /** Somebody who was asked refused: see `failure`. */
  | 'read'
  /** A limit of src/base/limits.ts. */
  | 'limit';

export interface ExpressionFailure {
  tag: FailureTag;
  message: string;
  /** Index into the text of the expression. */
  position?: number;
  /** Of a read: the tag and description that the answer carried. */
  failure?: { tag: string; description: string };
}
