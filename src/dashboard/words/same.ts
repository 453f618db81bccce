/** The same keys with other texts; a language with more forms of the plural may have more of those. */
export type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> } & (T extends Record<string, string>
  ? Record<`${string}_few` | `${string}_many`, string> | unknown
  : unknown);
