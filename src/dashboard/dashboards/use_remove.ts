/** Puts a dashboard into the trash, with a way back. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../data/client.ts';
import { useToasts } from '../ui/toast.tsx';

/** True where it is gone. */
export function useRemove(): (dashboard: { id: number; title: string }) => Promise<boolean> {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: ['dashboards'] });
  const back = async (id: number): Promise<void> => {
    try {
      await ask({ type: 'restore', obj: 'dashboard', obj_id: id });
    } catch (error) {
      toasts.failed(error);
    }
    await again();
  };
  return async ({ id, title }) => {
    try {
      await ask({ type: 'delete', obj: 'dashboard', obj_id: id });
    } catch (error) {
      toasts.failed(error);
      return false;
    }
    toasts.done(t('dashboards.deleted', { title }), () => void back(id));
    await again();
    return true;
  };
}
