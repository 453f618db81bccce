/**
 * Where a worker thread's program lies. Run from dist the neighbour itself; run from the sources (in tests)
 * the built file of the same name, because Node runs no TypeScript in a thread.
 */
export function workerUrl(importMetaUrl: string, name: string): URL {
  const here = importMetaUrl.endsWith('.ts') ? importMetaUrl.replace('/src/', '/dist/') : importMetaUrl;
  return new URL(`./${name}.js`, here);
}
