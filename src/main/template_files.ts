/** The templates that come with Takt: processes/*.json beside the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TemplateText } from '../app/templates.ts';

export const PROCESSES_DIR = fileURLToPath(new URL('../../processes/', import.meta.url));

export function readTemplates(folder: string = PROCESSES_DIR): TemplateText[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.json'.length), text: readFileSync(`${folder}/${file}`, 'utf8') }));
}
