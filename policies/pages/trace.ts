import type { CaseFile } from '../engine/cases.ts';
import type { Citation } from '../engine/cited-parameter.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import { citation, type SourceArticle } from '../engine/sources.ts';
import type { Schemes } from '../schemes.ts';

/** A rule, parameter or reading of a scheme, or a step of a payer, and where it stands. */
export interface TracedRule {
  /** `<scheme>/<section>.<name>`, of a step `<scheme>/payers.<payer>.<step>` */
  readonly name: string;
  /** True of a step: the article that it cites may name its payer in its stead. */
  readonly part: boolean;
  readonly zh: string;
  readonly en: string;
  readonly cites: readonly Citation[];
}

/** An article with everything that carries it out and everything that proves it. */
export interface TracedArticle {
  readonly document: string;
  readonly article: string;
  readonly source: SourceArticle;
  readonly rules: readonly string[];
  readonly cases: readonly string[];
}

/** From articles to rules and cases, and back. */
export interface Trace {
  readonly articles: readonly TracedArticle[];
  readonly rules: readonly TracedRule[];
}

/** Follows every citation of every scheme and case. An adopter's inherited rules are its parent's and are not told twice. */
export function traceOf(schemes: Schemes, cases: readonly CaseFile[]): Trace {
  const rules = schemes.list().flatMap((scheme) => ownRules(schemes, scheme));
  const proofs = cases.flatMap((file) => {
    const home = schemes.list().find((scheme) => scheme.id === file.scheme)?.document ?? '';
    return [...file.decisions, ...file.settlements].map(({ case: title, article }) => ({
      title: `${file.scheme}: ${title}`,
      ...citation(article, home),
    }));
  });
  const articles = [...schemes.sources.values()].flatMap(({ id: document, articles }) =>
    Object.entries(articles).map(([article, source]): TracedArticle => {
      const here = (cite: Citation): boolean => cite.document === document && cite.article === article;
      return {
        document,
        article,
        source,
        rules: rules.filter((rule) => rule.cites.some(here)).map((rule) => rule.name),
        cases: proofs.filter(here).map((proof) => proof.title),
      };
    }),
  );
  return { articles, rules };
}

/** What is wrong with the trace: an article that leads nowhere, or tells other rules than those that cite it. */
export function traceFaults({ articles, rules }: Trace): readonly string[] {
  const known = new Set(rules.map((rule) => rule.name));
  const parts = new Set(rules.filter(({ part }) => part).map(({ name }) => name));
  return articles.flatMap(({ document, article, source, rules: citing }) => {
    const place = `${document} ${article}`;
    const told = source.by ?? [];
    const elsewhere = [source.alsoBy, source.later, source.none].some((other) => other !== undefined);
    return [
      ...(told.length === 0 && !elsewhere ? [`${place} leads nowhere`] : []),
      ...(told.length > 0 && source.none !== undefined
        ? [`${place} is carried out and says that it is not`]
        : []),
      ...told.filter((name) => !known.has(name)).map((name) => `${place} names ${name}, which no scheme has`),
      ...told
        .filter((name) => known.has(name) && !citing.includes(name))
        .map((name) => `${place} names ${name}, which does not cite it`),
      ...citing
        .filter((name) => !told.includes(name) && !parts.has(name))
        .map((name) => `${name} cites ${place}, which does not name it`),
    ];
  });
}

function ownRules(schemes: Schemes, newest: SchemeVersion): readonly TracedRule[] {
  const changed = new Set(schemes.changed(newest.id));
  const found = new Map<string, TracedRule>();
  for (const scheme of schemes.versions(newest.id)) {
    for (const { section, rule, step, zh, en, cites } of entries(scheme)) {
      const entry = `${section}.${rule}`;
      if (scheme.inherits !== null && section !== 'scheme' && !changed.has(entry)) continue;
      const part = step !== undefined;
      const name = `${scheme.id}/${entry}${part ? `.${step}` : ''}`;
      found.set(name, { name, part, zh, en, cites: [...(found.get(name)?.cites ?? []), ...cites] });
    }
  }
  return [...found.values()];
}

interface Entry {
  readonly section: string;
  readonly rule: string;
  /** Of a payer, where it is only this part of it. */
  readonly step?: string | undefined;
  readonly zh: string;
  readonly en: string;
  readonly cites: readonly Citation[];
}

function entries(scheme: SchemeVersion): readonly Entry[] {
  const section = (name: string, list: Iterable<Omit<Entry, 'section'>>): readonly Entry[] =>
    [...list].map(({ rule, step, zh, en, cites }) => ({ section: name, rule, step, zh, en, cites }));
  const { zh, en, cites } = scheme;
  const payers = scheme.payers.flatMap(({ rule, refusal, steps, ...payer }) => [
    { ...payer, rule, cites: [payer, refusal, ...steps].flatMap((part) => part.cites) },
    ...steps.map(({ rule: step, zh: does, en: doing, cites: by }) => ({
      ...{ rule, step, zh: does, en: doing, cites: by },
    })),
  ]);
  return [
    ...section('scheme', [{ rule: 'self', zh, en, cites }]),
    ...section('parameters', scheme.parameters.values()),
    ...section('county', scheme.county.values()),
    ...section('decisions', scheme.decisions),
    ...section('authorities', scheme.authorities),
    ...section('admission', scheme.admission),
    ...section('exclusions', scheme.exclusions),
    ...section('openLists', scheme.openLists),
    ...section('conditions', scheme.conditions),
    ...section('payers', payers),
    ...section('patient', scheme.credit === null ? [scheme.patient] : [scheme.patient, scheme.credit]),
    ...section('practice', scheme.practice.values()),
  ];
}
