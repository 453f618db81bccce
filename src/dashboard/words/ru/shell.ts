/** Рамка вокруг всех страниц и общие слова. */
import type { shell as english } from '../en/shell.ts';
import type { Same } from '../same.ts';

export const shell: Same<typeof english> = {
  product: 'Takt',
  login: {
    title: 'Вход в Takt',
    login: 'Логин',
    password: 'Пароль',
    submit: 'Войти',
    hint: 'При первом запуске сервер печатает в журнал пароль пользователя «admin».',
  },
  logOut: 'Выйти',
  nav: {
    workspace: 'Рабочее пространство',
    templates: 'Шаблоны',
    connections: 'Подключения',
    dashboards: 'Дашборды',
    problems: 'Проблемы',
    activity: 'Активность',
    people: 'Люди и ключи',
    trash: 'Корзина',
    menu: 'Меню',
    skip: 'К содержанию',
  },
  theme: { label: 'Тема', light: 'Светлая', dark: 'Тёмная', system: 'Как в системе' },
  language: { label: 'Язык', en: 'English', ru: 'Русский' },
  common: {
    cancel: 'Отмена',
    close: 'Закрыть',
    save: 'Сохранить',
    create: 'Создать',
    delete: 'Удалить',
    rename: 'Переименовать',
    copy: 'Копировать',
    copied: 'Скопировано',
    search: 'Поиск',
    retry: 'Повторить',
    loading: 'Загрузка…',
    more: 'Ещё',
    undo: 'Отменить',
    back: 'Назад',
    yes: 'Да',
    no: 'Нет',
  },
  errors: {
    offline: 'Сервер не отвечает. Он запущен? Страница продолжит сама, когда он вернётся.',
    failed: 'Не получилось: {{text}}',
    notFound: 'Такой страницы нет.',
    home: 'В рабочее пространство',
  },
};
