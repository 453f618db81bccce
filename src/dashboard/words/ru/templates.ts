/** Галерея готовых процессов. */
import type { templates as english } from '../en/templates.ts';
import type { Same } from '../same.ts';

export const templates: Same<typeof english> = {
  title: 'Шаблоны',
  lead: 'Готовые процессы. Копия ваша: меняйте её как угодно.',
  none: 'Такого шаблона нет',
  what: 'Что он делает',
  along: 'Вместе с ним: {{names}}. Если в папке такой уже есть, берётся он.',
  graph: 'Граф «{{title}}»',
  params: 'Параметры его заявок',
  required: 'Обязательный',
  use: 'Взять этот шаблон',
  folder: 'Папка',
  clone: 'Клонировать',
  thenTask: 'Затем вы добавите первую заявку.',
  thenToken: 'Затем вы добавите заявку с reference «token» и откроете ей доступ кнопкой «Подключить».',
  made: '«{{title}}» готов.',
  madeAlso: '«{{title}}» готов, а с ним: {{also}}.',
  next: 'Что дальше',
  open: 'Открыть процесс',
  addTask: 'Добавить заявку',
  connect: 'Подключить',
};
