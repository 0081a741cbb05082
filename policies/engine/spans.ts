import { z } from 'zod';
import { isLocalDate } from '../../domain/dates.ts';
import type { Words } from '../../domain/words.ts';
import type { LocatedEntry } from './inheritance.ts';
import type { YamlPath } from './located-yaml.ts';

/** A stretch of days, `until` exclusive, null for open. */
export interface Span {
  readonly from: string;
  readonly until: string | null;
}

/** From when until when something is in force, in words. */
export function daysOf({ from, until }: Span): Words {
  return until === null
    ? { zh: `自 ${from} 起`, en: `from ${from}` }
    : { zh: `自 ${from} 起，至 ${until} 前`, en: `from ${from} until before ${until}` };
}

/** One dated variant of an entry, with the place where it is written. */
export interface DatedEntry extends Span {
  readonly path: YamlPath;
  readonly value: Readonly<Record<string, unknown>>;
}

const day = z.string().refine(isLocalDate);
const dated = z.looseObject({ from: day.optional(), until: day.nullable().optional() });

/** The variants of an entry: a list of dated ones, or one that holds as long as the scheme does. Throws SchemeFileError. */
export function variants(entry: LocatedEntry, scheme: Span): readonly DatedEntry[] {
  const written = Array.isArray(entry.value) ? entry.value : [entry.value];
  return written.map((value, index) => {
    const path = Array.isArray(entry.value) ? [...entry.path, index] : entry.path;
    const result = dated.safeParse(value, { jitless: true });
    if (!result.success)
      return entry.yaml.fail('shape-wrong', path, 'an entry is a map; its days are quoted');
    const { from = entry.begins ?? scheme.from, until = scheme.until, ...rest } = result.data;
    return { from, until, path, value: rest };
  });
}

/** Faults `span-overlap` where two spans hold on one day, `span-gap` between two; with `whole` also where none holds on a day of the scheme. */
export function checkSpans(
  entry: LocatedEntry,
  spans: readonly (Span & { readonly path: YamlPath })[],
  scheme: Span & { readonly whole: boolean },
): void {
  const ordered = spans.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  for (const [index, span] of ordered.entries()) {
    if (span.until !== null && span.until <= span.from)
      entry.yaml.fail('span-gap', span.path, `from ${span.from} until ${span.until} holds on no day`);
    const next = ordered[index + 1];
    if (next === undefined) continue;
    if (span.until === null || span.until > next.from)
      entry.yaml.fail('span-overlap', next.path, `two values hold on ${next.from}`);
    if (span.until < next.from)
      entry.yaml.fail('span-gap', next.path, `no value holds from ${span.until} until ${next.from}`);
  }
  const [first, last] = [ordered[0], ordered.at(-1)];
  if (!scheme.whole || first === undefined || last === undefined) return;
  if (first.from > scheme.from)
    entry.yaml.fail('span-gap', first.path, `no value holds from ${scheme.from} until ${first.from}`);
  if (last.until !== null && (scheme.until === null || last.until < scheme.until))
    entry.yaml.fail('span-gap', last.path, `no value holds from ${last.until} on`);
}

/** True when the span holds on `day`. */
export function holdsOn(span: Span, day: string): boolean {
  return span.from <= day && (span.until === null || day < span.until);
}

/** The first days of every stretch in which nothing changes, inside the scheme's own days. */
export function boundaries(scheme: Span, spans: Iterable<Span>): readonly string[] {
  const days = new Set([scheme.from]);
  for (const span of spans) {
    for (const edge of [span.from, span.until]) if (edge !== null && holdsOn(scheme, edge)) days.add(edge);
  }
  return [...days].toSorted();
}
