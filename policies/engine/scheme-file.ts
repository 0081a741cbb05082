import { z } from 'zod';
import { isLocalDate } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import { regions } from '../codes/codes.ts';
import type { LocatedYaml, YamlPath } from './located-yaml.ts';

/** The named parts of a scheme file; each maps a stable name to one entry. */
export const sections = [
  'parameters',
  'county',
  'decisions',
  'authorities',
  'admission',
  'exclusions',
  'openLists',
  'conditions',
  'payers',
  'patient',
  'practice',
] as const;
export type SectionName = (typeof sections)[number];

const day = z.string().refine(isLocalDate, "a quoted day such as '2024-01-28'");
const names = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const section = z.record(
  z.string().regex(/^[a-z][A-Za-z0-9-]*$/, 'a name of letters, digits and hyphens'),
  z.unknown(),
);
const sectionMap = z.strictObject({
  parameters: section.optional(),
  county: section.optional(),
  decisions: section.optional(),
  authorities: section.optional(),
  admission: section.optional(),
  exclusions: section.optional(),
  openLists: section.optional(),
  conditions: section.optional(),
  payers: section.optional(),
  patient: section.optional(),
  practice: section.optional(),
});

const head = {
  id: z.string().regex(/^[a-z]+-\d{4}$/, 'an id such as kaizhou-2024'),
  name: names,
  region: z
    .string()
    .refine(
      (code) => entryOf(regions, code) !== undefined,
      'a division of six digits of GB/T 2260 that policies/codes/regions.yaml names',
    ),
  document: z.string().min(1),
  from: day,
  until: day.nullable().default(null),
  cite: z.array(z.string().min(1)).min(1),
  checkedOn: day,
  note: names.optional(),
};

const ownScheme = z.strictObject({ ...head, ...sectionMap.shape });
const adopter = z.strictObject({
  ...head,
  inherits: z.string().min(1),
  changes: sectionMap.optional(),
  adds: sectionMap.optional(),
  removes: z
    .array(z.string().regex(/^[a-z]+\.[A-Za-z0-9-]+$/i, 'a name such as exclusions.infertility'))
    .optional(),
});

/** A scheme file as written: whole, or the few lines by which a place adopts another's scheme. */
export type SchemeFile = z.infer<typeof ownScheme> | z.infer<typeof adopter>;
export type SectionMap = z.infer<typeof sectionMap>;

/** Checks the outline of a scheme file. Throws SchemeFileError `shape-wrong`, or `citation-missing` when the head has none. */
export function parseSchemeFile(yaml: LocatedYaml): SchemeFile {
  const inheriting = typeof yaml.value === 'object' && yaml.value !== null && 'inherits' in yaml.value;
  return parsed(inheriting ? adopter : ownScheme, yaml, []);
}

/** Parses `value` (the node at `path` of the file) and turns the first complaint into a SchemeFileError at its line. */
export function parsed<T>(shape: z.ZodType<T>, yaml: LocatedYaml, path: YamlPath, value = yaml.value): T {
  const result = shape.safeParse(value, { jitless: true });
  if (result.success) return result.data;
  // A key that nobody knows says best what is wrong: another seems to be missing only because of it.
  const stranger = result.error.issues.find(({ code }) => code === 'unrecognized_keys');
  const issue = stranger ?? result.error.issues[0];
  const within = (issue?.path ?? []).map((key) => (typeof key === 'symbol' ? String(key) : key));
  const at = [...path, ...within];
  const name = at.join('.') || 'the file';
  if (issue?.code === 'unrecognized_keys')
    return yaml.fail(
      'shape-wrong',
      [...at, ...issue.keys.slice(0, 1)],
      `${name} has no field ${issue.keys.join(', ')}`,
    );
  const fault = within.at(-1) === 'cite' ? 'citation-missing' : 'shape-wrong';
  return yaml.fail(fault, at, `${name}: ${issue?.message ?? 'wrong'}`);
}
