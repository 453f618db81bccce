/** XML both ways: what it becomes, what comes back, and what hostile documents do. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { readXml, writeXml, XML_DECLARATION } from '../../src/model/xml.ts';

function read(text: string): JsonObject {
  const got = readXml(text);
  if ('problem' in got) throw new Error(got.problem);
  return got.value;
}

function problem(text: string): string {
  const got = readXml(text);
  return 'problem' in got ? got.problem : `read as ${JSON.stringify(got.value).slice(0, 200)}`;
}

function write(value: JsonObject): string {
  const got = writeXml(value);
  return 'problem' in got ? `problem: ${got.problem}` : got.text.slice(XML_DECLARATION.length);
}

describe('a document becomes JSON', () => {
  const rows: [title: string, xml: string, json: JsonObject][] = [
    ['the root element is kept as key', '<a>x</a>', { a: 'x' }],
    ['an attribute is a text under its name with @', '<a id="1" b=\'2\'/>', { a: { '@id': '1', '@b': '2' } }],
    [
      'children that come twice are a list, one alone is none',
      '<a><b>1</b><c/><b>2</b></a>',
      { a: { b: ['1', '2'], c: '' } },
    ],
    ['a single child with children is an object', '<a><b><c>1</c></b></a>', { a: { b: { c: '1' } } }],
    ['text beside attributes is #value', '<a id="1"> x </a>', { a: { '@id': '1', '#value': ' x ' } }],
    ['text beside elements is #value, without its layout', '<a>\n x <b>1</b>\n</a>', { a: { b: '1', '#value': 'x' } }],
    ['numbers stay texts', '<a><b>007</b><c>1e5</c></a>', { a: { b: '007', c: '1e5' } }],
    ['layout is nothing', '<a>\n  <b> x </b>\n  <c>\n</c></a>', { a: { b: ' x ', c: '' } }],
    ['prefixes of namespaces stay', '<s:a xmlns:s="u"><s:b/></s:a>', { 's:a': { '@xmlns:s': 'u', 's:b': '' } }],
    ['CDATA is taken as it is', '<a><![CDATA[ <b>&amp; ]]>&lt;</a>', { a: ' <b>&amp; <' }],
    [
      'the five entities and numbers are replaced, once',
      '<a b="&quot;&#10;">&lt;&amp;lt;&apos;&gt;&#x41;&#1071;</a>',
      { a: { '@b': '"\n', '#value': "<&lt;'>AЯ" } },
    ],
    [
      'comments and instructions are nothing',
      '<?xml version="1.0"?><!-- <x> --><?p q?><a>1<!-- c -->2</a><!-- -->',
      { a: '12' },
    ],
    ['a DOCTYPE without declarations is passed over', '<!DOCTYPE a SYSTEM "http://h/a.dtd"><a/>', { a: '' }],
    ['a mark of the byte order is nothing', '\uFEFF<a/>', { a: '' }],
    ['line ends become one', '<a>1\r\n2\r3</a>', { a: '1\n2\n3' }],
  ];
  test.each(rows)('%s', (_title, xml, json) => expect(read(xml)).toEqual(json));

  test('names that JavaScript knows are names like others, and reach no prototype', () => {
    const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'];
    const xml = `<r>${names.map((name) => `<${name} ${name}="1">x</${name}>`).join('')}</r>`;
    const { r } = read(xml) as { r: JsonObject };
    expect(Object.keys(r)).toEqual(names);
    expect(Object.getPrototypeOf(r)).toBe(Object.prototype);
    for (const name of names)
      expect(Object.getOwnPropertyDescriptor(r, name)?.value).toEqual({ [`@${name}`]: '1', '#value': 'x' });
    expect(({} as JsonObject).x).toBeUndefined();
  });
});

describe('what is no XML is refused with its place', () => {
  test.each([
    ['', /Start tag expected/],
    ['hello', /Line 1, column 1/],
    ['<a>', /Unclosed tag 'a'/],
    ['<a></b>', /Expected closing tag 'a'/],
    ['<a>\n<b c=1/></a>', /Line 2.*'c'/],
    ['<a/><b/>', /exactly one/],
    ['<a/>text', /behind the root/],
    ['<a></a>text', /Extra text/],
    ['<!DOCTYPE a><!DOCTYPE a><a/>', /DTD/],
    ['<a>&nope;</a>', /&nope;/],
    ['<a b="&"/>', /"&"/],
    ['<a>&#0;</a>', /&#0;/],
    ['<a>&#xD800;</a>', /&#xD800;/],
    ['<a>&#1114112;</a>', /&#1114112;/],
    ['<a><!-- </a>', /<!--/],
    ['<a><![CDATA[ </a>', /CDATA/],
    ['<a b="1" b="2"/>', /repeated/],
  ])('%s', (xml, said) => expect(problem(xml)).toMatch(said));
});

describe('hostile XML', () => {
  const lol = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
  test.each([
    ['a billion laughs', `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">${lol}]><l>&l9;</l>`, /DTD/],
    ['a file from outside', '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>', /DTD/],
    ['a parameter entity', '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://h/">%p;]><a/>', /DTD/],
    ['a declaration inside the document', '<a><!ENTITY x "y"></a>', /DTD/],
    ['a DOCTYPE inside the document', '<a><!DOCTYPE b SYSTEM "x"></a>', /DTD/],
    ['deep nesting', '<a>'.repeat(5000) + '</a>'.repeat(5000), /nested/],
    ['too many tags', `<r>${'<a/>'.repeat(LIMITS.xml_tags)}</r>`, /tags/],
    ['a document that is too large', `<r>${'x'.repeat(LIMITS.xml_chars)}</r>`, /characters/],
  ])('%s is refused', (_title, xml, said) => expect(problem(xml)).toMatch(said));

  test('a huge attribute, a huge name and many attributes are read, in time that grows with their size', () => {
    const long = 'x'.repeat(1_000_000);
    expect(read(`<a b="${long}"/>`)).toEqual({ a: { '@b': long } });
    expect(Object.keys(read(`<${long}/>`))).toEqual([long]);
    const many = Array.from({ length: 50_000 }, (_, n) => `a${n}="1"`).join(' ');
    expect(Object.keys(read(`<a ${many}/>`).a as JsonObject)).toHaveLength(50_000);
    for (const piece of ['<', '<!--', '<![CDATA[', '<a ', '="', ' a=', '&', '</a>', '<?a ', '<a b="', "<a '"]) {
      expect(readXml(`<r ${piece.repeat(100_000)}`)).toHaveProperty('problem');
      expect(Object.keys(readXml(`<r>${piece.repeat(100_000)}</r>`))).toHaveLength(1);
    }
  });

  test('whatever the text, reading it ends in a value or a problem', () => {
    const pieces = [
      '<a',
      '<b>',
      '</a>',
      '/>',
      '>',
      ' c="',
      '"',
      "'",
      '&amp;',
      '&',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      'x',
      ' ',
      '<?',
      '?>',
      '<!D',
      '=',
      '\u0000',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), (parts) => {
        const got = readXml(parts.join(''));
        expect('value' in got || got.problem !== '').toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('JSON becomes a document', () => {
  test('it begins with the declaration', () => {
    expect(writeXml({ a: 'x' })).toEqual({ text: '<?xml version="1.0" encoding="UTF-8" ?><a>x</a>' });
  });

  test('attributes, text, children and lists', () => {
    const value = { tag: { '@attr': 1, child: ['a', { '@x': true }], none: null, empty: {}, '#value': 'text' } };
    expect(write(value)).toBe('<tag attr="1"><child>a</child><child x="true"/><none/><empty/>text</tag>');
  });

  test('nothing in a value becomes a tag, an attribute or another line', () => {
    expect(write({ a: { '@b': '"/><x y="\n', c: '</c><d/>&\r' } })).toBe(
      '<a b="&quot;/&gt;&lt;x y=&quot;&#10;"><c>&lt;/c&gt;&lt;d/&gt;&amp;&#13;</c></a>',
    );
  });

  test.each<[string, JsonObject, RegExp]>([
    ['no root', {}, /exactly one root/],
    ['two roots', { a: 1, b: 2 }, /exactly one root/],
    ['a list as root', { a: [1, 2] }, /list/],
    ['a list in a list', { a: { b: [[1]] } }, /list/],
    ['a name with a space', { 'a b': 1 }, /no name of an element/],
    ['a name that is a tag', { a: { 'b><c': 1 } }, /no name of an element/],
    ['an attribute without a name', { a: { '@': 1 } }, /no name of an attribute/],
    ['an attribute that is an object', { a: { '@b': {} } }, /text/],
    ['a text that is an object', { a: { '#value': {} } }, /text/],
    ['a character that XML cannot write', { a: 'x\u0000' }, /character/],
    ['half a character', { a: '\ud800' }, /character/],
  ])('%s is refused', (_title, value, said) => expect(write(value)).toMatch(said));
});

/** Values that XML can say without loss: what a document would have been read as. */
const name = fc.stringMatching(/^[a-zé_][a-z0-9é_.-]{0,6}$/).filter((text) => !text.startsWith('xml'));
const words = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((text) => Object.hasOwn(writeXml({ a: text }), 'text'));
const text = fc.oneof(
  fc.constant(''),
  words.filter((said) => said.trim() !== ''),
);
const { element } = fc.letrec<{ element: Json; object: Json }>((tie) => ({
  element: fc.oneof({ depthSize: 'small', withCrossShrink: true }, text, tie('object')),
  object: fc
    .tuple(
      fc.dictionary(name, text, { maxKeys: 3 }),
      fc.dictionary(name, fc.oneof(tie('element'), fc.array(tie('element'), { minLength: 2, maxLength: 3 })), {
        maxKeys: 3,
      }),
      fc.option(words.map((said) => said.trim()).filter((said) => said !== '')),
    )
    .filter(([attributes, children]) => Object.keys(attributes).length + Object.keys(children).length > 0)
    .map(([attributes, children, said]) => ({
      ...Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`@${key}`, value])),
      ...children,
      ...(said === null ? {} : { '#value': said }),
    })),
}));

test('What was written is read back as it was', () => {
  fc.assert(
    fc.property(name, element, (root, value) => {
      expect(read(`${XML_DECLARATION}${write({ [root]: value })}`)).toEqual({ [root]: value });
    }),
    { numRuns: 1000 },
  );
});
