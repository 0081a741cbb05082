import { z } from 'zod';
import { type RedCrossDisease, readTable, redCrossDiseases } from './codes.ts';

const entry = z.strictObject({
  zh: z.string(),
  en: z.string(),
  ranges: z.array(z.string()).min(1),
  needsDoctor: z.array(z.string()).default([]),
  note: z.strictObject({ zh: z.string(), en: z.string() }),
});
const table = readTable('icd10-red-cross.yaml', z.record(z.enum(redCrossDiseases), entry));

/** What a diagnosis means for the Red Cross grant. */
export type Icd10Finding =
  | { readonly kind: 'covered'; readonly disease: RedCrossDisease }
  /** The code alone does not say it (unspecified stage, or only with a mental disorder). */
  | { readonly kind: 'needs-doctor'; readonly disease: RedCrossDisease }
  | { readonly kind: 'other' }
  | { readonly kind: 'not-a-code' };

interface Span {
  readonly disease: RedCrossDisease;
  readonly first: string;
  readonly last: string;
}

const spans = (of: 'ranges' | 'needsDoctor'): readonly Span[] =>
  redCrossDiseases.flatMap((disease) =>
    table[disease][of].map((range) => {
      const [first = '', last = first] = range.split('-');
      return { disease, first, last };
    }),
  );
const covered = spans('ranges');
const unclear = spans('needsDoctor');

/** Finds an ICD-10 code (also with the Chinese clinical extension, 'C34.900x001') among the four diseases of the Red Cross grant. */
export function redCrossDisease(code: string): Icd10Finding {
  const match = /^([A-Z]\d{2})(?:\.([0-9X]))?/.exec(code.normalize('NFKC').trim().toUpperCase());
  const [, category = '', detail] = match ?? [];
  if (match === null) return { kind: 'not-a-code' };
  const found = covered.find((span) => within(span, category, detail));
  if (found === undefined) return { kind: 'other' };
  const kind = unclear.some((span) => within(span, category, detail)) ? 'needs-doctor' : 'covered';
  return { kind, disease: found.disease };
}

/** One grant per stay: of several diseases the one with the higher standard (fen); null when none has a standard. */
export function grantOf(
  codes: readonly string[],
  standards: Readonly<Partial<Record<RedCrossDisease, number>>>,
): { readonly disease: RedCrossDisease; readonly standardFen: number } | null {
  const grants = codes.flatMap((code) => {
    const found = redCrossDisease(code);
    const standardFen = found.kind === 'covered' ? standards[found.disease] : undefined;
    return found.kind === 'covered' && standardFen !== undefined
      ? [{ disease: found.disease, standardFen }]
      : [];
  });
  return grants.toSorted((a, b) => b.standardFen - a.standardFen)[0] ?? null;
}

/** A range is of categories ('C91-C95') or names one code ('N18', 'N18.5'); a code without detail lies only in whole categories. */
function within(span: Span, category: string, detail: string | undefined): boolean {
  if (!span.first.includes('.')) return span.first <= category && category <= span.last;
  return span.first === `${category}.${detail ?? ''}`;
}
