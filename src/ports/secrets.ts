/** Encryption at rest (I9). Promised: authenticated; a wrong key is refused at start, not at the first read. */
export interface Secrets {
  /** Never the same bytes twice. */
  seal(text: string): Buffer;
  /** Throws TaktError bad_archive where no key fits or the bytes were changed. */
  open(sealed: Buffer): string;
}
