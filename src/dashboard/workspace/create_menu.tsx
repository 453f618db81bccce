/** Everything that can be made in a folder. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { AliasDialog } from './alias_dialog.tsx';
import { CreateDialog } from './create_dialog.tsx';
import { InstanceDialog } from './instance_dialog.tsx';
import { VariableDialog } from './variable_dialog.tsx';

type What = 'process' | 'state' | 'folder' | 'dashboard' | 'alias' | 'variable' | 'instance';

export function CreateMenu({ folder, onImport }: { folder: number; onImport(): void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<What>();
  const close = (): void => setOpen(undefined);
  const item = (what: What, icon: 'process' | 'state' | 'folder' | 'chart' | 'link' | 'key' | 'database') => {
    return { label: t(`workspace.create.${what}`), icon, onChoose: () => setOpen(what) };
  };
  return (
    <>
      <Menu
        label={t('shell.common.create')}
        text={t('shell.common.create')}
        kind="main"
        button={<Icon name="add" />}
        items={[
          item('process', 'process'),
          item('state', 'state'),
          item('dashboard', 'chart'),
          item('folder', 'folder'),
          item('alias', 'link'),
          item('variable', 'key'),
          item('instance', 'database'),
          {
            label: t('workspace.create.fromTemplate'),
            icon: 'template',
            onChoose: () => navigate(`/templates?folder=${folder}`),
          },
          { label: t('workspace.create.fromFile'), icon: 'up', onChoose: onImport },
        ]}
      />
      {(open === 'process' || open === 'state' || open === 'folder' || open === 'dashboard') && (
        <CreateDialog what={open} folder={folder} onClose={close} />
      )}
      {open === 'alias' && <AliasDialog folder={folder} onClose={close} />}
      {open === 'variable' && <VariableDialog folder={folder} onClose={close} />}
      {open === 'instance' && <InstanceDialog folder={folder} onClose={close} />}
    </>
  );
}
