/** Lets the browser keep what the page holds, as a file. */

/** Until a browser has taken the file, however slow the disk is. */
const TAKEN_MS = 60_000;

export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN_MS);
}
