/** The aliases and the variables of a folder: processes in it, and in the folders below, see them. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, useParams } from 'wouter';
import { ask } from '../data/client.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { When } from '../ui/when.tsx';
import { AliasDialog } from './alias_dialog.tsx';
import { usePath } from './data.ts';
import css from './frame.module.css';
import { Frame, useTabs } from './frame.tsx';
import { type Alias, useAliases, useVariables, type Variable } from './names_data.ts';
import table from './object_table.module.css';
import { useRun } from './use_run.ts';
import { VariableDialog } from './variable_dialog.tsx';

export default function NamesPage() {
  const { id, tab } = useParams();
  const folder = Number(id);
  if (tab === 'aliases') return <Aliases folder={folder} />;
  if (tab === 'variables') return <Variables folder={folder} />;
  return <Redirect to={`/folder/${folder}`} />;
}

type Open<T> = { what: 'new' } | { what: 'edit' | 'delete'; one: T };

function Aliases({ folder }: { folder: number }) {
  const { t } = useTranslation();
  const query = useAliases(folder);
  const [open, setOpen] = useState<Open<Alias>>();
  const close = (): void => setOpen(undefined);
  const heads = [t('workspace.field.shortName'), t('workspace.alias.leads'), t('workspace.list.owner')];
  return (
    <NamesFrame
      folder={folder}
      what="aliases"
      query={query}
      count={query.data?.length}
      onCreate={() => setOpen({ what: 'new' })}
    >
      <NamesTable label={t('workspace.tab.aliases')} heads={heads}>
        {query.data?.map((one) => (
          <tr key={one.id}>
            <td>
              <NameButton
                name={`@${one.name}`}
                about={one.description}
                onClick={() => setOpen({ what: 'edit', one })}
              />
            </td>
            <td>
              {one.conv === null ? (
                <Badge tone="warn">{t('workspace.alias.nowhere')}</Badge>
              ) : (
                <Link href={`/process/${one.conv.id}/view`}>{one.conv.title}</Link>
              )}
            </td>
            <td className={table.wide}>{one.owner}</td>
            <Rest
              changed={one.changed}
              name={one.name}
              onEdit={() => setOpen({ what: 'edit', one })}
              onDelete={() => setOpen({ what: 'delete', one })}
            />
          </tr>
        ))}
      </NamesTable>
      {open?.what === 'new' && <AliasDialog folder={folder} onClose={close} />}
      {open?.what === 'edit' && <AliasDialog alias={open.one} onClose={close} />}
      {open?.what === 'delete' && <Remove obj="alias" id={open.one.id} name={`@${open.one.name}`} onClose={close} />}
    </NamesFrame>
  );
}

function Variables({ folder }: { folder: number }) {
  const { t } = useTranslation();
  const query = useVariables(folder);
  const [open, setOpen] = useState<Open<Variable>>();
  const close = (): void => setOpen(undefined);
  const heads = [t('workspace.field.shortName'), t('workspace.variable.value'), t('workspace.variable.type')];
  return (
    <NamesFrame
      folder={folder}
      what="variables"
      query={query}
      count={query.data?.length}
      onCreate={() => setOpen({ what: 'new' })}
    >
      <NamesTable label={t('workspace.tab.variables')} heads={heads}>
        {query.data?.map((one) => (
          <tr key={one.id}>
            <td>
              <NameButton name={one.name} about={one.description} onClick={() => setOpen({ what: 'edit', one })} />
            </td>
            <td className={table.title}>
              <div className={table.text}>
                {one.isSecret ? (
                  <Badge tone="wait">{t('workspace.variable.isSecret')}</Badge>
                ) : (
                  <code className={table.cut}>{one.value}</code>
                )}
              </div>
            </td>
            <td className={table.wide}>{t(one.isJson ? 'workspace.variable.json' : 'workspace.variable.raw')}</td>
            <Rest
              changed={one.changed}
              name={one.name}
              onEdit={() => setOpen({ what: 'edit', one })}
              onDelete={() => setOpen({ what: 'delete', one })}
            />
          </tr>
        ))}
      </NamesTable>
      {open?.what === 'new' && <VariableDialog folder={folder} onClose={close} />}
      {open?.what === 'edit' && <VariableDialog variable={open.one} onClose={close} />}
      {open?.what === 'delete' && <Remove obj="env_var" id={open.one.id} name={open.one.name} onClose={close} />}
    </NamesFrame>
  );
}

interface FrameProps {
  folder: number;
  what: 'aliases' | 'variables';
  query: { isPending: boolean; isError: boolean; error: unknown; refetch(): unknown };
  count: number | undefined;
  onCreate(): void;
  children: ReactNode;
}

function NamesFrame({ folder, what, query, count, onCreate, children }: FrameProps) {
  const { t } = useTranslation();
  const crumbs = usePath(folder).data ?? [];
  const title = folder === 0 ? t('workspace.root') : (crumbs.at(-1)?.title ?? '');
  const path = [
    { href: '/folder/0', text: t('workspace.root') },
    ...crumbs.slice(0, -1).map((one) => ({ href: `/folder/${one.id}`, text: one.title })),
  ];
  const create = (
    <Button kind="main" icon={<Icon name="add" />} onClick={onCreate}>
      {t(what === 'aliases' ? 'workspace.create.alias' : 'workspace.create.variable')}
    </Button>
  );
  return (
    <Frame {...(folder === 0 ? {} : { path })} title={title} tabs={useTabs(folder, what)} actions={create}>
      <section className={css.card}>
        {query.isPending && <Loading />}
        {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
        {count === 0 && (
          <Empty icon={what === 'aliases' ? 'link' : 'key'} title={t(`workspace.empty.${what}`)}>
            {t(`workspace.empty.${what}Text`)}
          </Empty>
        )}
        {children}
      </section>
    </Frame>
  );
}

function NamesTable({ label, heads, children }: { label: string; heads: string[]; children: ReactNode[] | undefined }) {
  const { t } = useTranslation();
  if (children === undefined || children.length === 0) return null;
  return (
    <table className={table.table} aria-label={label}>
      <thead>
        <tr>
          {heads.map((head, index) => (
            <th key={head} className={index === 2 ? table.wide : undefined}>
              {head}
            </th>
          ))}
          <th className={table.wide}>{t('workspace.list.date')}</th>
          <th className={table.menu}>
            <span className="hidden-text">{t('workspace.list.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

function NameButton({ name, about, onClick }: { name: string; about: string; onClick(): void }) {
  return (
    <span className={table.text}>
      <button type="button" className={table.open} onClick={onClick}>
        {name}
      </button>
      {about !== '' && <small>{about}</small>}
    </span>
  );
}

function Rest({
  changed,
  name,
  onEdit,
  onDelete,
}: {
  changed: number;
  name: string;
  onEdit(): void;
  onDelete(): void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <td className={table.wide}>
        <When at={changed} />
      </td>
      <td className={table.menu}>
        <Menu
          label={t('workspace.list.menuOf', { title: name })}
          items={[
            { label: t('workspace.act.edit'), icon: 'edit', onChoose: onEdit },
            { label: t('workspace.act.delete'), icon: 'trash', danger: true, onChoose: onDelete },
          ]}
        />
      </td>
    </>
  );
}

function Remove({ obj, id, name, onClose }: { obj: 'alias' | 'env_var'; id: number; name: string; onClose(): void }) {
  const { t } = useTranslation();
  const run = useRun();
  const remove = (): Promise<boolean> => run(() => ask({ type: 'delete', obj, obj_id: id }));
  return (
    <Confirm
      title={t('workspace.remove.title', { name })}
      deed={t('shell.common.delete')}
      onClose={onClose}
      onConfirm={remove}
    >
      {t(`workspace.remove.${obj}`)}
    </Confirm>
  );
}
