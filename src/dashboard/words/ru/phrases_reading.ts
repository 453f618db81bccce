/** Замечания при чтении процесса, его выражений и полей узлов, тем же письмом, что и phrases_rules.ts. */
export const readingPhrases: Record<string, string> = {
  'Invalid scheme: there is no list of nodes in scheme.nodes': 'В процессе нет списка узлов scheme.nodes.',
  'Node <n> of the list is <What>, not an object': 'Узел <n> в списке — это не объект, а <What>.',
  'Node <n> of the list ("<title>") has no id: give it one': 'У узла <n> («<title>») нет id: дайте его.',
  'The condition of the node is not readable: it must be an object': 'Условие узла не читается: нужен объект.',
  'The kind of the node, <value>, is unknown: it is read as an ordinary node':
    'Вид узла <value> неизвестен, узел читается как обычный.',
  '<field> is <What>: it must be a list of logics': '<field> — это <What>, а нужен список логик.',
  '<place> has no type': 'У <place> нет типа: укажите его.',
  '<place> is <What>, not an object': '<place> — это <What>, а нужен объект.',
  '<field> is <What>: it must be a list of branches': '<field> — это <What>, а нужен список ветвей.',
  '<field> is <What>: it must be a list': '<field> — это <What>, а нужен список.',
  'semaphors[<n>] is a second <kind> semaphor and is not used':
    'semaphors[<n>] — второй семафор вида <kind>, он не работает: уберите его.',
  'semaphors[<n>] has no value: give a number or a template':
    'У semaphors[<n>] нет значения: укажите число или выражение.',
  'semaphors[<n>] has the type <type>: time or count': 'У semaphors[<n>] тип <type>, а бывает time или count.',
  '<field> must be an object as JSON text and is taken as empty. <why>':
    'В поле <field> нужен объект в виде JSON. Оно считается пустым: исправьте его.',
  'The kind of the process, <value>, is unknown: it is read as an ordinary process, and not as a state diagram':
    'Вид процесса <value> неизвестен: он читается как обычный процесс, а не как диаграмма состояний.',
  'status <value> is unknown and read as paused: activate the process when it is ready':
    'Состояние <value> неизвестно, процесс приостановлен: запустите его, когда он готов.',
  'Params are not valid: params is <What>, not a list': 'params — это <What>, а нужен список.',
  'Params are not valid: params[<n>] has no name': 'У params[<n>] нет имени: дайте его.',
  'Parameter "<name>" is already exist': 'Параметр «<name>» объявлен дважды: уберите лишний.',
  'Params are not valid: "<name>" <Lacks>: Corezoid does not deploy it so':
    'Параметр «<name>» <Lacks>: Corezoid его так не развернёт. Дополните его.',
  'has no <keys>': 'не имеет <keys>',
  'has a type that nobody knows': 'имеет неизвестный тип',
  'has flags that nobody knows': 'имеет неизвестные признаки',
  'The id <id> is used by two nodes: give one of them another': 'Id <id> у двух узлов: дайте одному из них другой.',

  '"<method>" is none of <list>': 'метода «<method>» нет; есть <list>.',
  'XML has exactly one root: the rows must be one, not <n>': 'у XML ровно один корень: нужна одна строка, а их <n>.',
  'Code in <lang> is not run: rewrite it in JavaScript and set lang to "js"; the parameters are the fields of the object data, as in <example>':
    'код на <lang> не выполняется: перепишите его на JavaScript и задайте lang «js»; параметры лежат в объекте data, например <example>.',
  'require(<path>) finds nothing: there are <list>': 'библиотеки <path> нет; есть <list>.',
  'SyntaxError: <text>': 'в коде ошибка, он не запустится: <text>',
  'The form has no fields: add one': 'в форме нет полей: добавьте хотя бы одно.',
  'The form has more than <n> fields: make two of it': 'в форме больше <n> полей: сделайте две формы.',
  '<field> has no id: it names the parameter that the field fills':
    'у <field> нет id: это имя параметра, который заполнит поле.',
  '<field> has the id "<id>" of a field before it: choose another':
    'у <field> тот же id «<id>», что у поля выше: возьмите другой.',
  '<field> has more than <n> options': 'у <field> больше <n> вариантов.',
  '<field> has no options to choose from': 'у <field> нет вариантов для выбора: добавьте их.',
  '<field> is empty, so no queue is named: every task that comes here fails':
    'не заполнено <field>, очередь не указана, и каждая заявка здесь упадёт.',
  'no database connection is chosen (<field>)': 'подключение к базе не выбрано (<field>).',
  'the query is empty': 'запрос пуст: напишите его.',
  'the whole query is one template: whoever writes that parameter can do anything in the database':
    'весь запрос — одно выражение: кто пишет этот параметр, может сделать в базе что угодно.',
  'The condition compares nothing: add at least one comparison':
    'условие ничего не сравнивает: добавьте хотя бы одно сравнение.',

  'there is no function $.<name>': 'функции $.<name> нет.',
  '$.<name>( has no closing ")"': 'у $.<name>( нет закрывающей «)».',
  '.tz( has no closing ")"': 'у .tz( нет закрывающей «)».',
  '$.<name>( cannot be read here': '$.<name>( здесь не читается.',
  '$.<name>: after the fun come a comma and the array': '$.<name>: после функции нужны запятая и массив.',
  '$.<name>: after the comma comes the array': '$.<name>: после запятой нужен массив.',
  'the braces are empty': 'скобки пусты: впишите имя параметра.',
  'a path begins with a name': 'путь начинается с имени.',
  'after "]" a "." or "[" is expected': 'после «]» нужны «.» или «[».',
  '"]" without "["': '«]» без «[».',
  'a name is missing beside a "."': 'рядом с «.» не хватает имени.',
  '"[" inside brackets needs a backslash': 'перед «[» внутри скобок нужна обратная черта.',
  '"[" has no closing "]"': 'у «[» нет закрывающей «]».',
  'the brackets are empty': 'квадратные скобки пусты.',
  '"<open>" has no end and stands as text': '«<open>» не закрыто и останется текстом.',
  'the text is longer than <n> characters': 'текст длиннее <n> знаков.',
  'more than <n> templates in one text': 'в одном тексте больше <n> выражений.',
  'templates nest deeper than <n>': 'выражения вложены глубже <n>.',
  'the key names no place': 'ключ не указывает места.',
  'only parameters of the task can be written': 'записать можно только параметры заявки.',
  'the name of the parameter is empty': 'имя параметра пусто.',
  'is no comparison': 'такого сравнения нет',
  'must be a number': 'нужно число',
  'must be "@alias" or a number': 'нужен алиас «@имя» или номер',
  'expected a whole number': 'нужно целое число',
  'expected an id of 24 hex digits': 'нужен id из 24 шестнадцатеричных цифр',
  'must be a list of {id, name, value}': 'нужен список из {id, name, value}',
  'must be a duration like <example>': 'нужна длительность, например <example>',
  'must be an instant like <example>': 'нужен момент, например <example>',
  'it is too long': 'это слишком длинно',
  'a row has an id or a name': 'у строки должен быть id или имя',
  'a list': 'список',
  'an object': 'объект',
  'a text': 'текст',
  'a number': 'число',
  'a boolean': 'логическое значение',
  null: 'null',

  // Последними: место, за которым стоит любая из фраз.
  '<Where>, character <n>: <said>': '<Where>, знак <n>: <said>',
  '<Where>: <said>': '<Where>: <said>',
};
