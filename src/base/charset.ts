/** From bytes to text, in the charset that their content type names or that a document of XML names itself. */

/** A charset that nobody knows is read as UTF-8, as if none had been named. */
export function decodeText(bytes: Uint8Array, content_type: string): string {
  const named = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(content_type)?.[1];
  return decoder(named ?? charsetWithin(bytes, content_type)).decode(bytes);
}

/** What a document of XML says of itself: by its first bytes, else in its declaration. */
function charsetWithin(bytes: Uint8Array, content_type: string): string {
  if (!/[/+]xml\b/i.test(content_type)) return 'utf-8';
  const start = String.fromCharCode(...bytes.subarray(0, DECLARATION_BYTES));
  if (start.startsWith('\xff\xfe')) return 'utf-16le';
  if (start.startsWith('\xfe\xff')) return 'utf-16be';
  return /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1] ?? 'utf-8';
}

/** Where a declaration ends, if there is one. */
const DECLARATION_BYTES = 200;

function decoder(charset: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
