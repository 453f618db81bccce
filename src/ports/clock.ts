/** Time outside the engine. Promised: callbacks come at or after their instant. Not promised: that the clock never steps back. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after so many milliseconds; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}
