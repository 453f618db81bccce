/** Сколько всего происходит. */
import type { activity as english } from '../en/activity.ts';
import type { Same } from '../same.ts';

export const activity: Same<typeof english> = {
  title: 'Активность',
  tacts: 'Такты',
  tasks: 'Новые заявки',
  errors: 'Закончились ошибкой',
  server: 'Сервер сейчас',
  live: 'Заявок в работе',
  outbox: 'Ожидает отправки',
  queue: 'Заданий в очереди',
  overdue: 'Просрочено',
  late: 'Наибольшее опоздание',
  store: 'Хранилище на диске',
  memory: 'Память',
  top: 'Самые занятые процессы',
  process: 'Процесс',
  owner: 'Владелец',
  nothing: 'За это время ничего не двигалось',
  nothingText: 'Выберите другое время выше или отправьте процессу заявку.',
};
