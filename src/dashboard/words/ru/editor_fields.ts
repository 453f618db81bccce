/** Поля типов узлов в панели редактора, по типу и имени. */
const extraRows = { label: 'Параметры', help: '' };
const conv = { label: 'Процесс', help: 'Номер, алиас вида @name или выражение.' };
const group = {
  label: 'Что отправляется',
  help: '',
  options: { all: 'Все параметры и строки', none: 'Только строки' },
};
const threads = { label: 'Одновременно', help: 'Сколько заявок этого узла выполняется сразу, самое большее.' };
const repeat = {
  label: 'Если неизвестно, выполнено ли',
  help: 'После потери связи или остановки сервера.',
  options: { always: 'Повторить', once: 'Повторить один раз', never: 'Не повторять' },
};
const timeout = { label: 'Предел времени, секунд', help: '' };

export const editorFields = {
  api: {
    method: { label: 'Метод', help: '' },
    url: { label: 'URL', help: 'smtp:// или smtps:// отправляет письмо.' },
    format: {
      label: 'Формат запроса',
      help: '',
      options: { none: 'Параметры', raw: 'Текст', corezoid: 'Операции Corezoid' },
    },
    content_type: { label: 'Тип содержимого', help: '' },
    extra: { label: 'Параметры запроса', help: 'Строка запроса для GET, тело для остальных.' },
    raw_body: { label: 'Тело', help: '' },
    extra_headers: { label: 'Заголовки', help: '' },
    customize_response: { label: 'Выбрать, что взять из ответа', help: 'Иначе ответ вливается в заявку.' },
    response: { label: 'Берётся из ответа', help: '{{body}} — тело, {{header}} — заголовки.' },
    rfc_format: { label: 'Ответ по правилам HTTP', help: 'Любой статус от 400 — ошибка.' },
    debug_info: { label: 'Хранить обмен для отладки', help: '' },
    send_sys: { label: 'Отправлять системные параметры', help: '' },
    api_secret_outer: { label: 'Секрет для подписи', help: '' },
    cert_pem: { label: 'Сертификат клиента', help: 'PEM: ключ и сертификат.' },
    max_threads: threads,
    takt_repeat: repeat,
  },
  api_code: { src: { label: 'Код', help: 'JavaScript: параметры заявки лежат в data.' } },
  git_call: {
    repo: { label: 'Репозиторий', help: '' },
    commit: { label: 'Ветка, метка или коммит', help: '' },
    path: { label: 'Путь', help: '' },
    lang: { label: 'Язык', help: '' },
    script: { label: 'Команда сборки', help: '' },
    code: { label: 'Код', help: 'Если он не лежит в репозитории.' },
    timeout,
    max_threads: threads,
    takt_repeat: repeat,
  },
  db_call: {
    instance_id: { label: 'Подключение к базе', help: '' },
    query: { label: 'SQL', help: 'Значения выражений передаются параметрами, а не вставляются в текст.' },
    params: extraRows,
    timeout,
    max_threads: threads,
    takt_repeat: repeat,
  },
  set_param: { extra: { label: 'Параметры', help: 'Записываются в заявку, в своих типах.' } },
  api_queue: { data: { label: 'Добавляется при выдаче заявки', help: '' } },
  api_get_task: {
    conv_id: conv,
    node_id: { label: 'Id узла очереди', help: '' },
    order_by: { label: 'Порядок', help: '', options: { ASC: 'Сначала старые', DESC: 'Сначала новые' } },
  },
  api_copy: {
    mode: { label: 'Что делает', help: '', options: { create: 'Создаёт заявку', modify: 'Меняет заявку' } },
    conv_id: conv,
    ref: { label: 'Референс', help: 'Заявки, которая создаётся или меняется.' },
    group,
    data: extraRows,
    is_sync: { label: 'Ждать, пока выполнится', help: '' },
  },
  api_rpc: { conv_id: conv, group, extra: extraRows },
  api_rpc_reply: {
    mode: {
      label: 'Что в ответе',
      help: '',
      options: { key_value: 'Строки', keys: 'Параметры по именам', none: 'Строки' },
    },
    res_data: { label: 'Ответ', help: '' },
    throw_exception: { label: 'Ответить ошибкой', help: 'Вызвавший пойдёт в свой узел ошибки.' },
    exception_reason: { label: 'Текст ошибки', help: '' },
  },
  api_callback: {
    is_sync: { label: 'Синхронно', help: 'Ответ, пришедший раньше заявки, отклоняется.' },
    obj_id_path: { label: 'Где в ответе указана заявка', help: 'Например order.ids[0]' },
  },
  api_form: {
    form_id: { label: 'Id формы', help: '' },
    title: { label: 'Заголовок', help: '' },
    fields: { label: 'Поля', help: '' },
    timeout,
  },
  api_sum: { extra: { label: 'Итоги', help: 'Значение прибавляется к итогу; выражения читают его по id.' } },
};
