/**
 * The docs as the server shows them at /docs/: each Markdown file becomes a page in dist/dashboard/docs, in the look of
 * the dashboard. Pages lead to each other as the files do; what leads out of the docs stays as a word, and pictures are
 * left out, as the page itself shows all of it.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { Marked } from 'marked';

const ROOT = join(import.meta.dirname, '../..');
const TARGET = join(ROOT, 'dist/dashboard/docs');

const files = readdirSync(join(ROOT, 'docs'), { recursive: true })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.md'));

for (const path of files) {
  const text = readFileSync(join(ROOT, 'docs', path), 'utf8');
  const file = join(TARGET, addressOf(path));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, pageOf(path, text));
}
const styles = ['src/dashboard/ui/tokens.css', 'src/dashboard/ui/base.css', 'scripts/docs/site.css'];
writeFileSync(join(TARGET, 'site.css'), styles.map((path) => readFileSync(join(ROOT, path), 'utf8')).join('\n'));
cpSync(join(ROOT, 'docs/bitrix-oauth.svg'), join(TARGET, 'bitrix-oauth.svg'));

/** `nodes/README.md` is the page of the folder. */
function addressOf(path) {
  return path.replace(/README\.md$/, 'index.html').replace(/\.md$/, '.html');
}

function pageOf(path, text) {
  const [, title = path] = /^# (.+)$/m.exec(text) ?? [];
  const plain = title.replaceAll('`', '');
  const lang = path.startsWith('ru/') ? 'ru' : 'en';
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(plain)} · Takt</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<script src="/theme.js"></script>
<link rel="stylesheet" href="/docs/site.css">
</head>
<body>
<header><a class="brand" href="/"><img src="/icon.svg" alt="" width="22" height="22">Takt</a>
<nav aria-label="Docs">${crumbs(path)}</nav></header>
<main>
${htmlOf(path, text)}</main>
</body>
</html>
`;
}

function crumbs(path) {
  const folders = { 'nodes/': ['nodes/index.html', 'Node types'], 'lint/': ['lint/index.html', 'What is checked'] };
  const all = [
    ['index.html', 'Docs'],
    ...Object.entries(folders).flatMap(([at, one]) => (path.startsWith(at) ? [one] : [])),
  ];
  return all
    .filter(([address]) => address !== addressOf(path))
    .map(([address, name]) => `<a href="/docs/${address}">${name}</a>`)
    .join(' / ');
}

function htmlOf(path, text) {
  const used = new Map();
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${anchorOf(text, used)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        const address = linkOf(path, href);
        return address === null ? words : `<a href="${escaped(address)}">${words}</a>`;
      },
      image({ href, text }) {
        return href.endsWith('.svg') ? `<img src="/docs/${posix.basename(href)}" alt="${escaped(text)}">` : '';
      },
      table(token) {
        // A wide table moves inside of its frame; the frame can be reached by keys.
        const cells = (row, name) =>
          row.map((cell) => `<${name}>${this.parser.parseInline(cell.tokens)}</${name}>`).join('');
        const body = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
        return `<div class="table" tabindex="0"><table><thead><tr>${cells(token.header, 'th')}</tr></thead>\n<tbody>${body}</tbody></table></div>\n`;
      },
      codespan({ text }) {
        // A name stays whole; an address or a piece of JSON may go on in the next line where one of its parts ends.
        return `<code>${text
          .split(/(?<=[/&,>;=.:|}])/)
          .map(escaped)
          .join('<wbr>')}</code>`;
      },
      code({ text }) {
        return `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`;
      },
    },
  });
  return marked.parse(text.replace(/<!--[\s\S]*?-->\n*/g, ''));
}

/** Where a link of a file leads among the pages; null where there is no such page. */
function linkOf(path, href) {
  if (/^(https?:|#)/.test(href)) return href;
  const [file, hash] = href.split('#');
  const wanted = posix.normalize(posix.join(posix.dirname(path), file));
  if (!files.includes(wanted)) return null;
  return `/docs/${addressOf(wanted)}${hash === undefined ? '' : `#${hash}`}`;
}

/** As GitHub names a heading. */
function anchorOf(text, used) {
  const name = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
  const count = used.get(name) ?? 0;
  used.set(name, count + 1);
  return count === 0 ? name : `${name}-${count}`;
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
