import { entryOf } from '../../domain/entry.ts';
import type { Citation } from './cited-parameter.ts';
import type { DatedParameter } from './dated-parameters.ts';
import type { LocatedEntry, MergedScheme } from './inheritance.ts';
import type { YamlPath } from './located-yaml.ts';
import { citation, ruleCitations, type SourceDocument } from './sources.ts';
import type { DatedEntry, Span } from './spans.ts';

/** A scheme's dated entries with the documents they may cite. */
export interface CitedScheme {
  readonly scheme: MergedScheme;
  readonly sources: ReadonlyMap<string, SourceDocument>;
  readonly parameters: ReadonlyMap<string, DatedParameter>;
}

/** Each cited document and article is there and in force; each named decision is there. */
export function checkCitations(
  context: CitedScheme,
  rules: readonly (DatedEntry & { readonly entry: LocatedEntry })[],
): void {
  const { scheme, sources, parameters } = context;
  const decisions = scheme.sections.decisions;
  const check = (
    cites: readonly Citation[],
    span: Span,
    fail: (code: 'citation-unknown' | 'citation-not-in-force', reason: string) => never,
  ) => {
    for (const { document, article } of cites) {
      const source = sources.get(document);
      if (source === undefined || entryOf(source.articles, article) === undefined)
        fail('citation-unknown', `${document} has no article ${article}`);
      else if (!isInForce(source, withinScheme(span)))
        fail('citation-not-in-force', `${document} holds from ${source.from}`);
    }
  };
  /** What is taken over from another place began before this scheme did: it is cited for this one's days. */
  function withinScheme(span: Span): Span {
    const began = span.from < scheme.head.from && (span.until === null || span.until > scheme.head.from);
    return began ? { ...span, from: scheme.head.from } : span;
  }
  check(
    scheme.head.cite.map((text) => citation(text, scheme.head.document)),
    scheme.head,
    (code, reason) => scheme.yaml.fail(code, ['cite'], reason),
  );
  for (const { spans, entry, decision } of parameters.values()) {
    for (const span of spans)
      check(span.cites, span, (code, reason) => entry.yaml.fail(code, span.path, reason));
    checkDecision(entry, decision);
  }
  for (const rule of rules) {
    for (const { cite, path, decision } of citedParts(rule.value, rule.path)) {
      check(ruleCitations(rule.entry, cite, path), rule, (code, reason) =>
        rule.entry.yaml.fail(code, path, reason),
      );
      checkDecision(rule.entry, decision);
    }
  }
  function checkDecision(entry: LocatedEntry, decision: unknown): void {
    if (decision === undefined) return;
    const name = typeof decision === 'string' ? decision : JSON.stringify(decision);
    if (!decisions.has(name))
      entry.yaml.fail('decision-unknown', [...entry.path, 'decision'], `no such decision: ${name}`);
  }
}

/** On the first day of the span. */
function isInForce(source: SourceDocument, { from }: Span): boolean {
  return source.from <= from && (source.until === null || from < source.until);
}

/** The entry itself and every part of it that speaks for itself (has `zh`): each needs its article. */
function citedParts(
  value: unknown,
  path: YamlPath,
): readonly { readonly cite: unknown; readonly decision: unknown; readonly path: YamlPath }[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const record = value as { readonly cite?: unknown; readonly decision?: unknown };
  const own = 'zh' in record ? [{ cite: record.cite, decision: record.decision, path }] : [];
  return [...own, ...Object.entries(record).flatMap(([key, item]) => citedParts(item, [...path, key]))];
}
