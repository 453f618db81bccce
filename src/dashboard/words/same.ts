/** The same keys with other texts; where English counts (`_one`, `_other`), a language of more forms has those too. */
export type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> } & {
  [K in keyof T as K extends `${infer Counted}_other` ? `${Counted}_few` | `${Counted}_many` : never]: string;
};
