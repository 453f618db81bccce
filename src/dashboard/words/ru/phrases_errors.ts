/** Отказы сервера по-русски, тем же письмом, что и замечания проверки (phrases_rules.ts). */
export const errorPhrases: Record<string, string> = {
  'The login or the password is wrong': 'Логин или пароль неверны. Проверьте раскладку и Caps Lock.',
  'Too many tries to log in: try again in <n> min': 'Слишком много попыток входа. Повторите через <n> мин.',
  'The login or the signature is wrong': 'Логин или подпись неверны. Войдите заново.',
  'Nobody is logged in': 'Вход не выполнен. Войдите.',
  'The present password is wrong': 'Текущий пароль неверен.',
  'a password has at least 8 characters': 'В пароле должно быть не меньше 8 знаков.',
  'a login has 1 to 100 characters, no spaces, and not only digits':
    'Логин — от 1 до 100 знаков, без пробелов и не из одних цифр.',
  'the person admin stays an administrator': 'Пользователь admin остаётся администратором.',
  'the person admin cannot be deleted': 'Пользователя admin нельзя удалить.',
  'your own password is changed in your profile, by who knows it': 'Свой пароль меняют в своём профиле, зная прежний.',

  'Access denied: <who> has no right to <Right> <Kind> <id>':
    'Нет прав: «<who>» не может <Right> <Kind> <id>. Попросите доступ у владельца.',
  'Access denied: <who> has no right to <Right> it either':
    'Нельзя дать право, которого нет у вас самих: «<who>» не может <Right>.',
  'Access denied: <who> has no right to group <id>': 'Нет прав: группа <id> недоступна для «<who>».',
  'Access denied: <who> has no right to user <id>': 'Нет прав: пользователь <id> недоступен для «<who>».',
  'Access denied: <who> is no administrator': 'Это могут только администраторы, а «<who>» не администратор.',
  'Access denied: only administrators make short names at the root; <who> can in a folder (folder_id)':
    'Короткие имена в корне создают только администраторы. Создайте имя в папке.',
  'Access denied: the alias <alias> in folder <folder> leads to process <id>, which is not yours to use: clone into another folder':
    'Алиас <alias> в папке <folder> ведёт к процессу <id>, на который у вас нет прав: клонируйте в другую папку.',
  'Only those who may modify the process see its secrets': 'Секреты процесса видят те, кто может его менять.',
  'What lies outside the task is shown to those who may modify the process':
    'То, что лежит вне заявки, видят те, кто может менять процесс.',
  'process <id> has a password on its direct URL: copying it takes the right to modify it':
    'У процесса <id> адрес с паролем: чтобы скопировать его, нужно право менять его.',
  'a backup holds everything: only administrators get one':
    'В резервной копии есть всё: её получают только администраторы.',
  view: 'видеть',
  create: 'создавать заявки:',
  modify: 'менять',
  delete: 'удалять',
  conv: 'процесс',
  process: 'процесс',
  folder: 'папку',
  dashboard: 'панель',
  instance: 'подключение',
  alias: 'алиас',
  env_var: 'переменную',

  'not unical reference': 'Заявка с таким референсом уже есть в процессе. Возьмите другой референс.',
  'not found task': 'Такой заявки нет: она завершена и удалена, или референс неверен.',
  'conveyor is not active': 'Процесс приостановлен, заблокирован или удалён. Запустите его и повторите.',
  'the task is not as it was looked for any more': 'Заявка уже изменилась. Обновите список.',
  'the task cannot be made': 'Заявку нельзя создать. Проверьте её данные.',
  'the task cannot be made now': 'Заявку сейчас нельзя создать. Повторите чуть позже.',
  'Param: <name>, Error: <said>': 'Параметр <name>: <said>',
  'Param: <name>, Error: <text>': 'Параметр <name>: <text>',
  'required param is missing': 'обязателен, но не указан. Заполните его.',
  'value is not <Type>': 'значение должно быть такого вида: <Type>.',
  'value does not match <regex>': 'значение не подходит под выражение <regex>',
  string: 'строка',
  number: 'число',
  boolean: 'да или нет (true, false)',
  object: 'объект',
  array: 'массив',
  'ref has <n> characters; allowed are 1 to <most> characters, none of them NUL':
    'В референсе <n> знаков, а можно от 1 до <most>.',
  'Your task size: <n> bytes, Max available task size: <most> bytes, Try to change your data or try to split your task':
    'Данные заявки — <n> байт, а можно не больше <most>. Уменьшите их или разделите заявку.',
  'Your task data are nested deeper than <n> levels': 'Данные заявки вложены глубже <n> уровней. Упростите их.',

  'there is no <Kind> with id <id>': 'Такого объекта нет: <Kind>, id <id>. Возможно, его удалили.',
  user: 'пользователь',
  group: 'группа',
  'API key': 'ключ API',
  '<Kind> <id> is in the trash: restore it first': 'Объект в корзине (<Kind> <id>): сначала восстановите его.',
  '<Kind> <id> is in the trash already': 'Объект уже в корзине: <Kind> <id>.',
  'Folder not found: <id> is in the trash': 'Папка <id> в корзине: восстановите её или выберите другую.',
  'Deleted object <Kind> with id <id> does not exist': 'В корзине нет такого объекта: <Kind> <id>.',
  '<what> is no longer there': 'Этого больше нет: <what>. Обновите страницу.',
  '<what> has been changed by somebody else, or is deployed and never changes':
    'Это уже изменил кто-то другой (<what>). Обновите страницу и повторите.',
  '<Kind> name already exists: <name>': 'Имя «<name>» уже занято (<Kind>). Возьмите другое.',
  'the alias <name> leads to no process': 'Алиас <name> не ведёт ни к какому процессу.',
  'process <id> has no version <version>': 'У процесса <id> нет версии <version>.',
  'process <id> has no version': 'У процесса <id> нет ни одной версии.',
  'process <id> has no draft with the version <version>': 'Черновика версии <version> больше нет. Обновите страницу.',
  'process <id> has no node <node>': 'В процессе <id> нет узла <node>.',
  'process <id> has no node in which a task could stand':
    'В процессе <id> нет узла, где могла бы стоять заявка. Сначала разверните его.',
  'there is no node <id> in the version that runs': 'В развёрнутой версии нет узла <id>.',
  'there is a node <id> already': 'Узел <id> уже есть.',
  'Move parent folder to child is not allowed': 'Папку нельзя переместить внутрь неё самой.',
  'a secret variable cannot be made visible: create another one':
    'Секретную переменную нельзя сделать видимой: создайте другую.',
  'the value of a variable is a text': 'Значение переменной — текст.',
  'the value of a JSON variable is not JSON': 'Значение переменной вида JSON — не JSON. Исправьте его.',
  'short_name "<name>" is not valid: letters a-z, digits and "-", at most 50':
    'Короткое имя «<name>» не годится: латинские буквы a–z, цифры и «-», не больше 50 знаков.',

  'the process cannot be deployed: node "<title>" (<id>): <said>': 'Развернуть нельзя. Узел «<title>» (<id>): <said>',
  'the process cannot be deployed: <said>': 'Развернуть нельзя. <said>',
  'tasks stand in nodes that this version no longer has: <list>':
    'В узлах, которых нет в новой версии, стоят заявки: <list>. Переместите их или верните узлы.',
  'tasks stand in nodes that would be removed: <list>':
    'В узлах, которые исчезнут, стоят заявки: <list>. Сначала переместите их.',
  'the code could not be checked now: try again': 'Сейчас код проверить не удалось: сервер занят. Повторите.',
  'process <id> has been changed by somebody else: try again':
    'Процесс <id> тем временем изменил кто-то другой. Повторите.',
  'The process with ID <id> has an uncommitted version': 'У процесса <id> есть неразвёрнутая версия.',
  'processes of the export cannot be deployed': 'Процессы из экспорта нельзя развернуть. Исправьте ошибки.',
  'version <version> is deployed and never changes: take another number':
    'Версия <version> развёрнута и уже не меняется. Возьмите другой номер.',
  'Code in <lang> is not run here: write it in js': 'Код на <lang> здесь не выполняется: пишите на JavaScript.',
  'process <id> is not in debug mode: set its status to debug first':
    'Процесс <id> не в режиме отладки: сначала включите её.',
  'the node <id> has no timer whose link could be taken': 'У узла <id> нет таймера, по которому можно пойти.',
  'the task stands where it began': 'Заявка стоит там, где началась: назад идти некуда.',
  'tasks of a final node can be run again, and only they': 'Запустить заново можно только заявки финального узла.',
  'this job cannot be undone (any more)': 'Эту работу уже нельзя отменить.',
  'the job is not done yet: stop it first': 'Работа ещё идёт: сначала остановите её.',
  'more than <n> tasks fit: narrow the filter': 'Подходит больше <n> заявок: сузьте отбор.',
  "Key 'data' is empty: nothing would change": 'Не указано, что изменить. Заполните хотя бы один параметр.',
  'It was stopped: nothing was made': 'Остановлено: ничего не создано.',
  '<n> uploads and copies are under way: try again when one is done':
    'Уже идёт загрузок и копирований: <n>. Повторите, когда одно закончится.',

  'it is shared with <n> users and groups already: share with a group':
    'Доступ уже дан <n> людям и группам: дайте его группе.',
  'a user is in at most <n> groups': 'Пользователь может быть не больше чем в <n> группах.',
  'a group has at most <n> users': 'В группе может быть не больше <n> пользователей.',
  'a dashboard holds at most <n> charts': 'На панели может быть не больше <n> графиков.',
  'a text of <n> characters at most': 'Текст может быть не длиннее <n> знаков.',
  'The body is larger than <n> bytes': 'Запрос больше <n> байт. Уменьшите его.',
  'more than <n> tasks would have to be looked through: ask for a shorter time':
    'Пришлось бы просмотреть больше <n> заявок: возьмите время покороче.',
  'the time must begin before it ends, and be two years at most':
    'Начало должно быть раньше конца, а весь срок — не больше двух лет.',
  'Too many requests: limit is reached': 'Слишком много запросов. Подождите секунду и повторите.',
  'The server holds as many large bodies as it can: send it again a little later':
    'Сервер занят большими запросами. Повторите чуть позже.',
  'the server failed at <what>; its log says more under number <n>':
    'Сервер не справился (<what>). Подробности — в его журнале под номером <n>.',
  'undefined request': 'Сервер не знает такой операции. Обновите страницу.',
  '<what>: not supported yet by this server': 'Этот сервер так пока не умеет: <what>.',

  'the database does not answer: <text>': 'База данных не отвечает: <text>',
  "Key 'data.password' is required: where the password goes was changed":
    'Введите пароль заново: изменён адрес, куда он отправляется.',
  'data.<field> names a variable that is not there, or not for you: <name>':
    'В поле <field> указана переменная, которой нет или на которую нет прав: <name>.',
  'Line <line>, column <column>: expected <expected>, found <Found>':
    'Строка <line>, знак <column>: ошибка в JSON, здесь стоит <Found>.',
  'the end of the text': 'конец текста',
  'The JSON is nested deeper than <n> levels': 'JSON вложен глубже <n> уровней.',
  'An export is an object or a list of objects; this is <what>':
    'Это не экспорт: экспорт — объект или список объектов.',
  'This is a ZIP archive and no JSON: <advice>': 'Это ZIP-архив, а не JSON: загрузите его файлом.',
  'the text holds no process': 'В тексте нет процесса.',
  'The form cannot be read: <Text>': 'Форма не читается: <Text>',
  'This file cannot be taken: <Text>': 'Файл не принят: <Text>',
  'the archive unpacks to more than <n> bytes': 'архив распаковывается больше чем в <n> байт. Разделите его.',
  'the archive has <n> files; at most <most> are taken':
    'в архиве файлов: <n>, а можно не больше <most>. Разделите его.',
  'the archive is damaged: its end is missing. Was it sent whole?': 'архив повреждён или передан не целиком.',
  'the archive is damaged: <why>': 'архив повреждён.',
};
