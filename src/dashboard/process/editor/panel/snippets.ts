/** Programs of a few lines that send a task to a process: by its direct URL, or by the API with the key of a person's own. */
import type { Json, JsonObject } from '../../../../base/json.ts';
import type { Param } from '../draft.ts';

export const SNIPPET_LANGUAGES = ['curl', 'JavaScript', 'Python', 'PHP', 'Go'] as const;
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number];

export interface Target {
  /** Of the server, without a slash at the end. */
  origin: string;
  convId: number;
  /** null: the API, with a signature. */
  directUrl: string | null;
  /** Whether the direct URL wants user and password. */
  basic: boolean;
  data: JsonObject;
}

const SAMPLES: Record<string, Json> = { number: 1, boolean: true, array: [], object: {} };

/** What a task brings along, by the declared input parameters. */
export function sampleData(params: readonly Param[]): JsonObject {
  const named = params.filter(({ name, flags }) => name !== '' && flags.includes('input'));
  return Object.fromEntries(named.map(({ name, type }) => [name, SAMPLES[type] ?? 'text']));
}

export function snippet(language: SnippetLanguage, target: Target): string {
  return target.directUrl === null ? SIGNED[language](target) : DIRECT[language](target, target.directUrl);
}

const ops = ({ convId, data }: Target): JsonObject => ({
  ops: [{ type: 'create', obj: 'task', conv_id: convId, ref: 'order-1', data }],
});
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const phpText = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
const goText = (text: string): string => (text.includes('`') ? JSON.stringify(text) : `\`${text}\``);
const json = (value: Json): string => JSON.stringify(value);
/** JSON is Python but for three words, which samples hold outside of texts only. */
const python = (value: Json): string =>
  value === true ? 'True' : Array.isArray(value) ? `[${value.map(python).join(', ')}]` : pythonObject(value);
const pythonObject = (value: Json): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? `{${Object.entries(value)
        .map(([name, inner]) => `${json(name)}: ${python(inner)}`)
        .join(', ')}}`
    : json(value);

const SIGNED: Record<SnippetLanguage, (target: Target) => string> = {
  curl: (target) => `login=LOGIN secret=SECRET time=$(date +%s)
body=${quoted(json(ops(target)))}
sign=$(printf '%s' "$time$secret$body$secret" | sha1sum | cut -d' ' -f1)
curl "${target.origin}/api/2/json/$login/$time/$sign" -d "$body"`,
  JavaScript: (target) => `import { createHash } from 'node:crypto';

const login = 'LOGIN';
const secret = 'SECRET';
const body = JSON.stringify(${json(ops(target))});
const time = Math.floor(Date.now() / 1000);
const sign = createHash('sha1').update(time + secret + body + secret).digest('hex');
const url = \`${target.origin}/api/2/json/\${login}/\${time}/\${sign}\`;
const answer = await fetch(url, { method: 'POST', body });
console.log(await answer.json());`,
  Python: (target) => `import hashlib, json, time, urllib.request

login, secret = "LOGIN", "SECRET"
body = json.dumps(${python(ops(target))})
now = str(int(time.time()))
sign = hashlib.sha1((now + secret + body + secret).encode()).hexdigest()
url = f"${target.origin}/api/2/json/{login}/{now}/{sign}"
print(json.load(urllib.request.urlopen(url, body.encode())))`,
  PHP: (target) => `<?php
$login = 'LOGIN';
$secret = 'SECRET';
$body = ${phpText(json(ops(target)))};
$time = time();
$sign = sha1($time . $secret . $body . $secret);
$post = ['method' => 'POST', 'content' => $body];
echo file_get_contents("${target.origin}/api/2/json/$login/$time/$sign", false,
    stream_context_create(['http' => $post]));`,
  Go: (target) => `package main

import ("crypto/sha1"; "fmt"; "io"; "net/http"; "strings"; "time")

func main() {
	login, secret := "LOGIN", "SECRET"
	body := ${goText(json(ops(target)))}
	now := time.Now().Unix()
	sign := sha1.Sum([]byte(fmt.Sprint(now, secret, body, secret)))
	url := fmt.Sprintf("${target.origin}/api/2/json/%s/%d/%x", login, now, sign)
	answer, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil { panic(err) }
	text, _ := io.ReadAll(answer.Body)
	fmt.Println(string(text))
}`,
};

const DIRECT: Record<SnippetLanguage, (target: Target, url: string) => string> = {
  curl: ({ basic, data }, url) => `curl ${basic ? '-u USER:PASSWORD ' : ''}${quoted(url)} -d ${quoted(json(data))}`,
  JavaScript: ({ basic, data }, url) => `const answer = await fetch(${json(url)}, {
  method: 'POST',${basic ? "\n  headers: { authorization: `Basic ${btoa('USER:PASSWORD')}` }," : ''}
  body: JSON.stringify(${json(data)}),
});
console.log(await answer.json());`,
  Python: ({ basic, data }, url) => `import ${basic ? 'base64, ' : ''}json, urllib.request

body = json.dumps(${python(data)}).encode()
request = urllib.request.Request(${json(url)}, body)${
    basic ? `\nrequest.add_header("Authorization", "Basic " + base64.b64encode(b"USER:PASSWORD").decode())` : ''
  }
print(json.load(urllib.request.urlopen(request)))`,
  PHP: ({ basic, data }, url) => `<?php
$post = ['method' => 'POST', 'content' => ${phpText(json(data))}${
    basic ? `,\n    'header' => 'Authorization: Basic ' . base64_encode('USER:PASSWORD')` : ''
  }];
echo file_get_contents(${phpText(url)}, false, stream_context_create(['http' => $post]));`,
  Go: ({ basic, data }, url) => `package main

import ("fmt"; "io"; "net/http"; "strings")

func main() {
	body := strings.NewReader(${goText(json(data))})
	request, _ := http.NewRequest("POST", ${json(url)}, body)${basic ? '\n\trequest.SetBasicAuth("USER", "PASSWORD")' : ''}
	answer, err := http.DefaultClient.Do(request)
	if err != nil { panic(err) }
	text, _ := io.ReadAll(answer.Body)
	fmt.Println(string(text))
}`,
};
