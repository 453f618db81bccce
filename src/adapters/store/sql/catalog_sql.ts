/** The statements behind the Catalog port. */
import { sql } from 'kysely';
import { slot, sqlite, statement } from './statement.ts';

const OBJECT_COLUMNS = [
  'id',
  'kind',
  'rev',
  'parent_id',
  'owner_id',
  'title',
  'name',
  'status',
  'create_time',
  'change_time',
  'sealed',
] as const;

const objects = sqlite.selectFrom('objects').select(OBJECT_COLUMNS);
const versionColumns = ['conv_id', 'version', 'state', 'user_id', 'create_time'] as const;

const objectFields = {
  kind: slot<string>('kind'),
  rev: slot<number>('rev'),
  parent_id: slot<number>('parent_id'),
  owner_id: slot<number>('owner_id'),
  title: slot<string>('title'),
  title_lower: slot<string>('title_lower'),
  name: slot<string | null>('name'),
  status: slot<string>('status'),
  create_time: slot<number>('create_time'),
  change_time: slot<number>('change_time'),
  sealed: slot<Buffer>('sealed'),
};

export const CATALOG_SQL = {
  object: statement(objects.where('id', '=', slot('id')).where('kind', '=', slot('kind'))),
  object_by_name: statement(
    sqlite
      .selectFrom('objects')
      .select('id')
      .where('kind', '=', slot('kind'))
      .where('parent_id', '=', slot('parent_id'))
      .where('name', '=', slot('name')),
  ),
  id_taken: statement(sqlite.selectFrom('objects').select('id').where('id', '=', slot('id'))),
  insert_object: statement(sqlite.insertInto('objects').values({ id: slot('id'), ...objectFields })),
  update_object: statement(sqlite.updateTable('objects').set(objectFields).where('id', '=', slot('id'))),
  delete_object: statement(sqlite.deleteFrom('objects').where('id', '=', slot('id'))),
  delete_versions: statement(sqlite.deleteFrom('versions').where('conv_id', '=', slot('conv_id'))),
  version: statement(
    sqlite
      .selectFrom('versions')
      .select([...versionColumns, 'sealed'])
      .where('conv_id', '=', slot('conv_id'))
      .where('version', '=', slot('version')),
  ),
  live_version: statement(
    sqlite
      .selectFrom('versions')
      .select([...versionColumns, 'sealed'])
      .where('conv_id', '=', slot('conv_id'))
      .where('state', '=', sql.lit('live')),
  ),
  versions: statement(
    sqlite
      .selectFrom('versions')
      .select(versionColumns)
      .where('conv_id', '=', slot('conv_id'))
      .orderBy('version', 'desc'),
  ),
  version_state: statement(
    sqlite
      .selectFrom('versions')
      .select('state')
      .where('conv_id', '=', slot('conv_id'))
      .where('version', '=', slot('version')),
  ),
  put_version: statement(
    sqlite
      .insertInto('versions')
      .values({
        conv_id: slot('conv_id'),
        version: slot('version'),
        state: sql.lit('draft'),
        user_id: slot('user_id'),
        create_time: slot('create_time'),
        sealed: slot('sealed'),
      })
      .onConflict((conflict) =>
        conflict.columns(['conv_id', 'version']).doUpdateSet({
          user_id: sql`excluded.user_id`,
          create_time: sql`excluded.create_time`,
          sealed: sql`excluded.sealed`,
        }),
      ),
  ),
  drop_version: statement(
    sqlite.deleteFrom('versions').where('conv_id', '=', slot('conv_id')).where('version', '=', slot('version')),
  ),
  retire_live: statement(
    sqlite
      .updateTable('versions')
      .set({ state: sql.lit('old') })
      .where('conv_id', '=', slot('conv_id'))
      .where('state', '=', sql.lit('live')),
  ),
  make_live: statement(
    sqlite
      .updateTable('versions')
      .set({ state: sql.lit('live') })
      .where('conv_id', '=', slot('conv_id'))
      .where('version', '=', slot('version')),
  ),
  live_in_node: statement(
    sqlite
      .selectFrom('tasks')
      .select(sql<number>`count(*)`.as('count'))
      .where('conv_id', '=', slot('conv_id'))
      .where('node_id', '=', slot('node_id'))
      .where('wait_kind', 'is not', null),
  ),
  meta: statement(sqlite.selectFrom('meta').select(['number', 'sealed']).where('name', '=', slot('name'))),
  put_meta: statement(
    sqlite
      .insertInto('meta')
      .values({ name: slot('name'), number: slot('number'), sealed: slot('sealed') })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet({ number: sql`excluded.number`, sealed: sql`excluded.sealed` }),
      ),
  ),
};

/** The filters of a list that may or may not be there. */
export interface ListFilters {
  parent_id?: number;
  owner_id?: number;
  name?: string;
  title?: string;
  before?: number;
}

const lists = new Map<string, ReturnType<typeof statement>>();

/** A list with just the filters that are asked for: one statement per combination, each compiled once. */
export function listStatement(filters: ListFilters): ReturnType<typeof statement> {
  const used = (['parent_id', 'owner_id', 'name', 'title', 'before'] as const).filter(
    (name) => filters[name] !== undefined,
  );
  const key = used.join();
  const known = lists.get(key);
  if (known) return known;
  const ofKind = objects.where('kind', '=', slot('kind'));
  const newest = filters.before !== undefined;
  let query = newest ? ofKind.where('id', '<', slot('before')) : ofKind.where('id', '>', slot('after'));
  for (const name of used) {
    if (name === 'before') continue;
    query =
      name === 'title'
        ? query.where(sql<boolean>`title_lower like ${slot('title')} escape '\\'`)
        : query.where(name, '=', slot(name));
  }
  const made = statement(query.orderBy('id', newest ? 'desc' : 'asc').limit(slot('limit')));
  lists.set(key, made);
  return made;
}
