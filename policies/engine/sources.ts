import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import type { Citation } from './cited-parameter.ts';
import type { LocatedEntry } from './inheritance.ts';
import { laterMark } from './later-work.ts';
import type { LocatedYaml, YamlPath } from './located-yaml.ts';
import { parsed } from './scheme-file.ts';

const day = z
  .string()
  .refine(isLocalDate, 'a quoted day')
  .transform((text) => text as LocalDate);
const citeList = z.array(z.string().min(1)).min(1);
const names = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

const article = z.strictObject({
  /** What the article says, in our own words. */
  zh: z.string().min(1),
  en: z.string().min(1),
  /** `<scheme>/<section>.<name>` that carry it out. */
  by: z.array(z.string().regex(/^[a-z]+-\d{4}\/[a-zA-Z]+\.[a-zA-Z0-9-]+$/)).optional(),
  /** Other parts of the hub that carry it out, by their name in policies/pages/carriers.yaml: `stage:…`, `report:…`, `list:…`. */
  alsoBy: z.array(z.string().regex(/^(stage|report|list|record|calendar):[a-z-]+$/)).optional(),
  /** The later work that will carry it out. */
  ...laterMark,
  /** Why no software carries it out. */
  none: names.optional(),
});

const source = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z0-9]+)+$/),
  kind: z.enum(['official', 'press']),
  /** Document number, or newspaper and day: what a citation begins with. */
  number: z.string().min(1),
  title: names,
  issuer: z.string().min(1),
  issued: day.nullable(),
  /** First day on which the document can be cited. */
  from: day,
  until: day.nullable().default(null),
  replaces: z.array(z.string()).default([]),
  note: names.optional(),
  articles: z.record(z.string(), article),
});

/** A document article by article (a press report paragraph by paragraph), in our own words. */
export type SourceDocument = z.infer<typeof source>;
export type SourceArticle = z.infer<typeof article>;

/** Reads one file of policies/sources/. Throws SchemeFileError. */
export function parseSource(yaml: LocatedYaml): SourceDocument {
  return parsed(source, yaml, []);
}

/** '四（三）5' or 'document#四（三）5' as a citation; the bare form means `document`. */
export function citation(text: string, document: string): Citation {
  const at = text.indexOf('#');
  return at < 0 ? { document, article: text } : { document: text.slice(0, at), article: text.slice(at + 1) };
}

/** A citation as people read it: number and article; a press report says that the official text was not seen. */
export function citationText(
  sources: ReadonlyMap<string, SourceDocument>,
  cites: readonly Citation[],
): string {
  const byDocument = new Map<string, string[]>();
  for (const { document, article } of cites) {
    byDocument.set(document, [...(byDocument.get(document) ?? []), article]);
  }
  return [...byDocument]
    .map(([document, articles]) => {
      const found = sources.get(document);
      const unseen = found?.kind === 'press' ? '（未见正式文件 official text not seen）' : '';
      return `${found?.number ?? document} ${articles.join('、')}${unseen}`;
    })
    .join('；');
}

/** The citations written at an entry. Throws SchemeFileError `citation-missing`. */
export function ruleCitations(entry: LocatedEntry, cite: unknown, path: YamlPath): readonly Citation[] {
  const list = citeList.safeParse(cite, { jitless: true });
  if (!list.success) return entry.yaml.fail('citation-missing', path, 'every rule cites its article');
  return list.data.map((text) => citation(text, entry.document));
}
