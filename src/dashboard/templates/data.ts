/** Templates as the gallery shows them, in the language of the person where they have it. */
import { useQuery } from '@tanstack/react-query';
import type { Json, JsonObject } from '../../base/json.ts';
import { ask, number, rows, text } from '../data/client.ts';
import { type GraphModel, isObject, readGraph } from '../graph/model.ts';
import { type Param, readParam } from '../process/data.ts';
import { inLanguage } from '../process/in_language.ts';
import type { Language } from '../words/index.ts';

export interface TemplateCard {
  id: number;
  name: string;
  title: string;
  description: string;
  /** Names of the templates that come along. */
  calls: string[];
}

export interface TemplateDetails {
  params: Param[];
  graph: GraphModel;
  about: string[];
  /** It keeps a token: its task is called `token`, and Connect lets it into the provider. */
  keepsToken: boolean;
}

export function useTemplates() {
  return useQuery({
    queryKey: ['templates'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<TemplateCard[]> =>
      rows((await ask({ type: 'list', obj: 'templates' })).list).map((row) => ({
        id: number(row.obj_id),
        name: text(row.name),
        title: text(row.title),
        description: text(row.description),
        calls: rows(row.calls).map(({ template }) => text(template)),
      })),
  });
}

export function useTemplateDetails(id: number | undefined, language: Language) {
  return useQuery({
    queryKey: ['template', id],
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<JsonObject> =>
      rows((await ask({ type: 'get', obj: 'obj_scheme', obj_id: id, obj_type: 'conv' })).scheme)[0] ?? {},
    select: (raw) => readDetails(raw, language),
  });
}

function readDetails(raw: JsonObject, language: Language): TemplateDetails {
  const scheme = isObject(raw.scheme) ? raw.scheme : {};
  const params = rows(raw.params)
    .map(readParam)
    .map((one) => ({ ...one, about: inLanguage(one.about, language) }));
  const names = params.map(({ name }) => name);
  return {
    params,
    graph: readGraph(rows(scheme.nodes)),
    about: aboutIn(raw.takt, language),
    keepsToken: names.includes('code') && names.includes('client_id'),
  };
}

/** The longer text of a template stands in its `takt.about`, by language. */
function aboutIn(takt: Json | undefined, language: Language): string[] {
  const about = isObject(takt) && isObject(takt.about) ? (takt.about[language] ?? takt.about.en) : [];
  return Array.isArray(about) ? about.map(text) : [];
}
