/**
 * Замечания проверки процесса по-русски. Слева слова сервера; `<x>` — факт, он переносится как есть; `<X>` переводится,
 * если для него есть своя фраза; `<said>` — фраза, которая должна найтись в книге. См. words/said.ts.
 */
export const rulePhrases: Record<string, string> = {
  'the timer': 'таймере',
  'the alarm': 'пороге',
  'the title': 'Название',
  'the description': 'Описание',
  'The description of the process': 'Описание процесса',
  'a name in <Where>': 'Имя в поле <Where>',
  '<field> of logics[<n>] (<type>).<rest>': 'поле <field>.<rest> в logics[<n>] (<type>)',
  '<field> of logics[<n>] (<type>)': 'поле <field> в logics[<n>] (<type>)',
  '<field> of stub.logics[<b>][<n>] (<type>)': 'поле <field> в stub.logics[<b>][<n>] (<type>)',

  'Invalid scheme: there is no start node: add one': 'Нет стартового узла: добавьте его.',
  'Invalid scheme: a process has one start, and <Node> is it already: remove this one':
    'В процессе один старт, и это уже <Node>: удалите лишний.',
  'node <id>': 'узел <id>',
  'The process has <n> nodes, more than <most>: move parts of it into processes of their own':
    'В процессе <n> узлов, больше <most>: вынесите части в отдельные процессы.',
  'The regex of the parameter "<name>" cannot be used: <said>':
    'Регулярное выражение параметра «<name>» не годится: <said>.',
  'back references are not supported': 'обратные ссылки не поддерживаются',
  'nothing to repeat': 'нечего повторять',
  'this kind of group is not supported': 'такой вид группы не поддерживается',
  'possessive quantifiers are not supported': 'такие повторы не поддерживаются',
  '")" is missing': 'не хватает «)»',
  '")" without "("': '«)» без «(»',
  'the class in brackets cannot be read': 'класс в скобках не читается',
  'the bounds of {} are the wrong way round': 'границы в {} перепутаны',
  'groups nest too deeply': 'группы вложены слишком глубоко',
  '"<what>" is not supported': '«<what>» не поддерживается',
  '<field> of <Place> leads to node <to>, which is not in this process: choose another target':
    '<field> в <Place> ведёт в узел <to>, которого нет в процессе: выберите другой.',
  'Condition node has no link: <field> of <Place> is empty: choose a target':
    'Связь никуда не ведёт: пусто поле <field> в <Place>. Выберите узел.',
  'A task that comes here stays for ever: add a logic or a timer, or make the node final':
    'Пришедшая сюда заявка останется навсегда: добавьте логику или таймер либо сделайте узел финальным.',
  'Nothing but a loop can be reached from the start, so no task ever ends or waits: lead it to a final node':
    'Из старта достижим только цикл, и заявки никогда не завершатся: ведите его к финальному узлу.',
  'No way leads here from the start: link the node or delete it':
    'Сюда нельзя попасть из старта: свяжите узел или удалите его.',
  '<field> of <Place> leads to <Node>, a node of the old format: it runs, but should be an escalation or a final node':
    '<field> в <Place> ведёт в <Node>, узел старого формата: он работает, но лучше эскалация или финальный узел.',
  'A loop without a wait: <way>. A task is stopped in it after <n> tacts: make sure that it ends, or put a timer or a call into it':
    'Цикл без ожидания: <way>. Заявку остановят в нём после <n> шагов: убедитесь, что он кончается, или поставьте в него таймер или вызов.',

  '<place>: there is no type of logic "<type>": correct it or take the logic out':
    '<place>: типа логики «<type>» нет: исправьте его или уберите логику.',
  '<place>: this version keeps logics of the type <type>, but cannot run them: replace it with another type':
    '<place>: логики типа <type> эта версия хранит, но не выполняет: замените другим типом.',
  "Value '<value>' is not valid for key '<key>' of <place>: <said>":
    'Значение «<value>» не годится для поля <key> в <place>: <said>.',
  "Value is not valid for key '<key>': <said>": 'Поле <key> заполнено неверно: <said>.',
  "Key '<key>' is required: <why>": 'Не заполнено поле <key>.',
  "Key '<key>' is required": 'Не заполнено поле <key>.',
  'Invalid input: expected <Type>, received undefined': 'нужно: <Type>',
  'Invalid input: expected <Type>, received <Given>': 'нужно: <Type>, а дано: <Given>',
  'Invalid option: expected one of <list>': 'допустимо одно из <list>',
  'Invalid input: expected <value>': 'нужно <value>',
  'Invalid input': 'недопустимое значение',
  'Too big: expected string to have <=<n> characters': 'не больше <n> знаков',
  'Too small: expected string to have >=<n> characters': 'не меньше <n> знаков',
  'Too big: expected <what> to be <=<n>': 'не больше <n>',
  'Too small: expected <what> to be >=<n>': 'не меньше <n>',
  'Too small: expected <what> to be ><n>': 'больше <n>',
  'Too big: expected array to have <=<n> items': 'не больше <n> элементов',
  'Too small: expected array to have >=<n> items': 'не меньше <n> элементов',
  '<place> cannot stand in <Kind>: only go, conditions, parameters, code, copies, queues and callbacks can. Move it to a process of its own':
    '<place> не может стоять здесь (<Kind>): годятся переход, условия, параметры, код, копирование, очереди и колбэки. Перенесите логику в отдельный процесс.',
  'a state diagram': 'диаграмма состояний',
  'a process': 'процесс',
  "Timer value '<value>' is neither a number nor an expression: give seconds, or an expression that yields an instant in unix seconds":
    'Значение таймера «<value>» — не число и не выражение: укажите секунды или выражение, дающее момент в секундах Unix.',
  'Timer value <n> sec is less than minimum limit <least> sec':
    'Таймер <n> с короче наименьшего, <least> с: увеличьте его.',
  'Timer value <value> <unit> is read as <n> seconds, as the editor of Corezoid writes it: write <again> sec to leave no doubt':
    'Таймер «<value> <unit>» читается как <n> секунд: запишите <again> sec, чтобы не было сомнений.',
  'Node must be connected to an error-handling node: err_node_id of <place> is empty, so a task that fails here goes on as if it had not. <advice>':
    'Ошибка никуда не ведёт: пусто поле err_node_id в <place>, и заявка с ошибкой пойдёт дальше, будто её не было. Выберите узел ошибки.',
  '<action> and conditions in one node: the old format. It runs in order; the editor shows such nodes best split in two':
    '<action> и условия в одном узле — старый формат. Всё выполнится по порядку; удобнее разделить узел на два.',
  '<n> actions in one node (<list>): the old format. They run in order; one node per action is easier to follow':
    'Действий в узле: <n> (<list>) — старый формат. Они выполнятся по порядку; нагляднее по узлу на действие.',
  'The logics do not end with a go: a task for which no condition holds stays here for ever':
    'Логики не кончаются переходом: заявка, для которой ни одно условие не верно, останется здесь навсегда.',
  'logics[<n>] is a go, and it is always taken: what comes after it never runs. Put the go last':
    'logics[<n>] — переход, он выбирается всегда: то, что за ним, не выполнится. Поставьте переход последним.',
  'A start node should hold nothing but a go: put the rest into a node after it':
    'В стартовом узле должен быть только переход: перенесите остальное в следующий узел.',
  'A final node runs neither logics nor timers: put them into a node before it':
    'Финальный узел не выполняет ни логик, ни таймеров: перенесите их в узел перед ним.',

  'The id "<id>" cannot be written in an expression: use 24 hexadecimal digits, or letters, digits, _ and -':
    'Id «<id>» нельзя записать в выражении: возьмите 24 шестнадцатеричные цифры или буквы, цифры, _ и -.',
  'The node stands at (<x>, <y>): use whole numbers from -<n> to <most>':
    'Узел стоит в точке (<x>, <y>): нужны целые числа от -<n> до <most>.',
  'The title has <n> characters: at most <most>': 'В названии <n> знаков, а можно не больше <most>.',
  'The description has <n> characters: at most <most>': 'В описании <n> знаков, а можно не больше <most>.',
  'Stub Mode is on, but there is no branch: every call fails. Add a branch':
    'Режим заглушки включён, а ветвей нет: каждый вызов упадёт. Добавьте ветвь.',
  'stub.logics[<n>] must be a reply, or a condition and a reply: other logics in it are not run':
    'stub.logics[<n>] — это ответ или условие с ответом: другие логики в ней не выполняются.',
  'source has to be built: the last build of <place> failed':
    'Исходный код не собран: последняя сборка <place> не удалась. Соберите его.',
  'url of <place> begins neither with https:// or http:// (smtps:// or smtp:// for mail) nor with an expression, so every call fails: write the whole address':
    'url в <place> не начинается ни с https:// или http:// (для почты smtps:// или smtp://), ни с выражения, и каждый вызов упадёт: запишите адрес целиком.',
  'instance_id of <place> names database connection <id>, which does not exist: choose another':
    'instance_id в <place> указывает на подключение <id>, которого нет: выберите другое.',
  'database connection <id> of <place>: <said>': 'Подключение <id> в <place>: <said>',
  'connections to <driver> are kept, but this version speaks only with PostgreSQL and MySQL (MariaDB): reach that database with an API Call of a service of yours':
    'подключения к <driver> хранятся, но эта версия работает только с PostgreSQL и MySQL (MariaDB): обратитесь к той базе через API Call своего сервиса.',
  '<place>: this server has no runner for Git Call, so that tasks fail here: set TAKT_GIT_CALL_URL to the address of one':
    '<place>: на сервере нет исполнителя Git Call, и заявки здесь упадут: задайте его адрес в TAKT_GIT_CALL_URL.',

  'Invalid parameter name: "<name>" holds characters that Corezoid does not take: use letters, digits and <chars> only':
    'Имя параметра «<name>» содержит недопустимые знаки: годятся буквы, цифры и <chars>',
  'Wrong params in extra or extraType: <Where> has <Parts>: give both the same names':
    '<Where>: <Parts>. Имена значений и типов должны совпадать.',
  'no type for <names>, and <Other>': 'нет типа для <names>, <Other>',
  'no type for <names>': 'нет типа для <names>',
  'no value for <names>': 'нет значения для <names>',
  '<field> of <place> holds values that are no texts, in <names>: write them as text and name the type beside, Corezoid cannot deploy them as they are':
    'В поле <field> в <place> значения <names> — не тексты: запишите их текстом и укажите тип рядом, иначе Corezoid их не развернёт.',
  '<Where> is not <What>, so every task fails here: correct the value or its type':
    '<Where>: это не <What>, и каждая заявка здесь упадёт. Исправьте значение или его тип.',
  'an object as JSON text': 'объект в виде JSON',
  'an array as JSON text': 'массив в виде JSON',
  '<Where> reads the parameter "<name>", which the process neither declares nor writes: declare it, or correct the name':
    '<Where>: читается параметр «<name>», который нигде не объявлен и не записан. Объявите его или исправьте имя.',
  '<place> takes tasks from node <node> of process <conv>, which has no Queue there: choose one':
    '<place> берёт заявки из узла <node> процесса <conv>, где нет очереди: выберите узел с очередью.',
  "The alarm's value '<value>' is neither a number above 0 nor an expression, so no alarm is raised: correct it":
    'Порог «<value>» — не число больше 0 и не выражение, тревоги не будет: исправьте его.',
  "called process doesn't found: <Where> names the alias <alias>, which leads to no process: create it":
    '<Where>: алиас <alias> не ведёт ни к какому процессу. Создайте его.',
  "called process doesn't found: <Where> names process <id>, which does not exist: choose another":
    '<Where>: процесса <id> нет. Выберите другой.',
  '<Where> reads the variable <name>, which does not exist: create it': '<Where>: переменной <name> нет. Создайте её.',
  '<Where> reads node <id>, which is not in this process: correct the id':
    '<Where>: читается узел <id>, которого нет в процессе. Исправьте id.',
  '<Where> seems to hold <Secret>: keep it in a secret variable, read it as {{env_var[@name]}}, and make a new one where this may have been seen':
    '<Where>: похоже, здесь <Secret>. Храните его в секретной переменной, читайте как {{env_var[@name]}} и выпустите новый, если этот могли видеть.',
  'a private key': 'закрытый ключ',
  'a user and password in an address': 'логин и пароль в адресе',
  'a signed token (JWT)': 'подписанный токен (JWT)',
  'a key of a known service': 'ключ известного сервиса',
  'a token after Bearer or Basic': 'токен после Bearer или Basic',
  'a secret by its name': 'секрет, судя по имени',
};
