import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isLocalDate } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import { personCategories } from '../../domain/person-categories.ts';
import { locatedYaml } from '../engine/located-yaml.ts';
import { SchemeFileError } from '../engine/scheme-file-error.ts';

const day = z.string().refine(isLocalDate, 'a quoted day');
const label = { zh: z.string().min(1), en: z.string().min(1) };
const validity = { from: day, until: day.nullable() };

const exclusionTable = z.record(
  z.string(),
  z.strictObject({
    ...label,
    level: z.enum(['person', 'cause', 'item', 'cost']),
    derived: z.boolean().default(false),
    /** Codes that cannot hold of the same event. */
    excludes: z.array(z.string()).default([]),
  }),
);
const categoryTable = z.record(
  z.enum(personCategories),
  z.strictObject({
    ...label,
    ...validity,
    keptBy: z.enum(['civil-affairs', 'rural-revitalization']),
    labels: z.array(z.string()).min(1),
    source: z.string().min(1),
  }),
);
const insuranceTable = z.record(
  z.string(),
  z.strictObject({ ...label, ...validity, source: z.string().min(1) }),
);
const regionTable = z.record(
  z.string().regex(/^\d{6}$/),
  z.strictObject({ ...label, ...validity, successor: z.string().optional(), source: z.string().min(1) }),
);

/** Every ground against a stay, by code. */
export const exclusionCodes = readTable('exclusions.yaml', exclusionTable);
/** Person categories, by code, with the documents' own labels. */
export const categories = readTable('categories.yaml', categoryTable);
/** Insurance types of the national interface, by code. */
export const insurance = readTable('insurance-types.yaml', insuranceTable);
/** Divisions that the schemes speak of, with the days on which a code was in use. */
export const regions = readTable('regions.yaml', regionTable);

export const categoryCodes: readonly string[] = Object.keys(categories);
export const insuranceTypes: readonly string[] = Object.keys(insurance);
/** The four diseases of the Red Cross grant; the ICD-10 map is in icd10.ts. */
export const redCrossDiseases = ['cancer', 'uraemia', 'leukaemia', 'severe-psychosis'] as const;
export type RedCrossDisease = (typeof redCrossDiseases)[number];

// The first two digits of GB/T 2260: provinces and places of the same rank.
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82'.split(
    ' ',
  ),
);

/** True for six digits that begin with a province. The whole table of counties is not needed to tell "elsewhere" from "here". */
export function isDivision(code: string): boolean {
  return /^\d{6}$/.test(code) && provinces.has(code.slice(0, 2));
}

/** The code that a division has today: 500234 (Kai county) became 500154 (Kaizhou). */
export function currentDivision(code: string): string {
  const successor = entryOf(regions, code)?.successor;
  return successor === undefined ? code : currentDivision(successor);
}

/** True when `division` is `region` or lies in it: a province ends in 0000, a prefecture in 00. */
export function liesIn(division: string, region: string): boolean {
  const [inner, outer] = [currentDivision(division), currentDivision(region)];
  if (outer.endsWith('0000')) return inner.startsWith(outer.slice(0, 2));
  if (outer.endsWith('00')) return inner.startsWith(outer.slice(0, 4));
  return inner === outer;
}

/** How wide a place is: 0 a county, 1 a prefecture, 2 a province. */
export function coarseness(division: string): number {
  return (division.length - division.replace(/(00)+$/, '').length) / 2;
}

/** Reads one code table of policies/codes/. Throws SchemeFileError. */
export function readTable<T>(name: string, shape: z.ZodType<T>): T {
  const file = `policies/codes/${name}`;
  const yaml = locatedYaml(file, readFileSync(new URL(`./${name}`, import.meta.url), 'utf8'));
  const result = shape.safeParse(yaml.value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = (issue?.path ?? []).filter((key) => typeof key !== 'symbol');
  throw new SchemeFileError({
    code: 'shape-wrong',
    file,
    line: yaml.lineOf(path),
    reason: `${path.join('.')}: ${issue?.message ?? 'wrong'}`,
  });
}
