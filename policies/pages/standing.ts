import { parse } from 'yaml';
import { entryOf } from '../../domain/entry.ts';
import type { LaterWork } from '../engine/later-work.ts';
import type { Carriers } from './carriers.ts';
import type { Trace, TracedArticle } from './trace.ts';

/** How far an entry or an article is carried out today. */
export interface Standing {
  /** Something that runs carries it out, or a part of it. */
  readonly runs: boolean;
  /** Names of the works that will carry out the rest. */
  readonly later: readonly LaterWork[];
}

/** An article stands as a whole, in part, not yet, or for no software. */
export type ArticleStanding = 'whole' | 'part' | 'later' | 'none';

/** Which entries of its scheme use a parameter or rest on a reading: `<scheme>/parameters.<name>` → entries. */
export function usesOf(
  schemeFiles: readonly { readonly file: string; readonly text: string }[],
): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>();
  for (const { file, text } of schemeFiles) {
    const id = /([a-z0-9-]+)\.yaml$/.exec(file)?.[1] ?? '';
    const sections = parse(text) as Readonly<Record<string, unknown>>;
    for (const [section, entries] of Object.entries(sections))
      for (const [name, entry] of Object.entries(asRecord(entries)))
        for (const used of usedBy(entry)) {
          const key = `${id}/${used}`;
          uses.set(key, [...(uses.get(key) ?? []), `${id}/${section}.${name}`]);
        }
  }
  return uses;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function usedBy(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('$') ? [`parameters.${value.slice(1)}`] : [];
  return Object.entries(asRecord(value)).flatMap(([key, item]) =>
    key === 'decision' && typeof item === 'string' ? [`decisions.${item}`] : usedBy(item),
  );
}

/**
 * How far entries stand: as the register says; a parameter or reading as whatever uses it, for a figure that only a
 * practice of later work reads carries out nothing; every other rule is the engine's own.
 */
export function standings({ carriers }: Carriers, uses: ReadonlyMap<string, readonly string[]>) {
  const standingOf = (name: string): Standing => {
    const registered = entryOf(carriers, name);
    if (registered !== undefined)
      return { runs: registered.by.length > 0, later: registered.later ? [registered.later.work] : [] };
    const users = /\/(parameters|decisions)\./.test(name) ? (uses.get(name) ?? []) : [];
    if (users.length === 0) return { runs: true, later: [] };
    const all = users.map(standingOf);
    const runs = all.some((standing) => standing.runs);
    return { runs, later: runs ? [] : [...new Set(all.flatMap(({ later }) => later))] };
  };
  return standingOf;
}

/** How far an article stands, and by which later works the rest will be carried out. */
export function articleStanding(
  { source }: TracedArticle,
  standingOf: (name: string) => Standing,
): { readonly standing: ArticleStanding; readonly works: readonly LaterWork[] } {
  const entries = [...(source.by ?? []), ...(source.alsoBy ?? [])].map(standingOf);
  const works = [
    ...new Set([
      ...entries.flatMap(({ later }) => later),
      ...(source.later === undefined ? [] : [source.later]),
    ]),
  ];
  const runs = entries.some((entry) => entry.runs);
  if (runs) return { standing: works.length === 0 ? 'whole' : 'part', works };
  return { standing: works.length === 0 ? 'none' : 'later', works };
}

/** Rules that run and that no case of one of their articles, and no test of the register, exercises. */
export function unexercised(
  { articles, rules }: Trace,
  { carriers }: Carriers,
  standingOf: (name: string) => Standing,
): readonly string[] {
  const proved = new Set(
    articles.filter(({ cases }) => cases.length > 0).map(({ document, article }) => `${document}#${article}`),
  );
  return rules
    .filter(({ name }) => entryOf(carriers, name) === undefined && standingOf(name).runs)
    .filter(({ cites }) => !cites.some(({ document, article }) => proved.has(`${document}#${article}`)))
    .map(({ name }) => `${name} is exercised by no case`);
}

/** What sources name beside the rules of schemes: `stage:…`, `report:…` and the like. */
export function namedBeside({ articles }: Trace): readonly string[] {
  return [...new Set(articles.flatMap(({ source }) => source.alsoBy ?? []))];
}
