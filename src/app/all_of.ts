/** All objects of a list, page by page. */
import type { CatalogObject, ObjectKind } from '../ports/catalog.ts';
import type { Ports } from './world.ts';

const PAGE = 500;

export async function allOf(
  catalog: Ports['catalog'],
  query: { kind: ObjectKind; parent_id?: number; owner_id?: number; name?: string; title?: string },
): Promise<CatalogObject[]> {
  const all: CatalogObject[] = [];
  for (let after = 0; ; ) {
    const page = await catalog.list({ ...query, limit: PAGE, after });
    if (page.length === 0) return all;
    all.push(...page);
    after = page[page.length - 1]?.id ?? after;
  }
}
