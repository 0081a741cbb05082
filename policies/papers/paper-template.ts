import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import { invariant } from '../../domain/invariant.ts';
import { type PrintedKind, printedCodes } from '../../domain/printed-papers.ts';
import { locatedYaml } from '../engine/located-yaml.ts';
import { parsed } from '../engine/scheme-file.ts';
import { checkSpans, holdsOn } from '../engine/spans.ts';

const ofStay = ['name', 'number', 'institution', 'admissionNo', 'admittedOn', 'scheme', 'template'] as const;

/** What the text of each kind may name: places in its sentences, tables that are put in, and when a sentence stands. */
export const paperWords = {
  decision: {
    places: [...ofStay, 'endedOn', 'endedBy'],
    parts: ['reasons', 'conditions'],
    flags: ['admit', 'refuse', 'insured', 'emergency', 'ended', 'conditions'],
  },
  agreement: { places: [...ofStay, 'article'], parts: [], flags: [] },
  'daily-list': { places: [...ofStay, 'days'], parts: ['days', 'sums'], flags: ['unsigned'] },
  settlement: {
    places: [...ofStay, 'dischargedOn', 'total', 'own', 'version'],
    parts: ['shares', 'interim', 'own'],
    flags: ['answered', 'staged'],
  },
  letter: { places: [...ofStay, 'subject', 'owedOn', 'address'], parts: ['letter'], flags: [] },
} as const satisfies Record<PrintedKind, Readonly<Record<'places' | 'parts' | 'flags', readonly string[]>>>;

const day = z.string().refine(isLocalDate);
const when = z.string().optional();
const text = z.string().min(1);
const entry = z.union([
  z.strictObject({ when, fields: z.record(text, text) }),
  z.strictObject({ when, text }),
  z.strictObject({ when, note: text }),
  z.strictObject({ when, heading: text }),
  z.strictObject({ when, part: text }),
  z.strictObject({ when, sign: z.array(text).min(1) }),
]);
/** One piece of a paper's text as the file has it. */
export type TemplateEntry = z.infer<typeof entry>;
const template = z.strictObject({
  version: z.string().regex(/^[a-z][a-z-]*-\d+$/),
  ...{ from: day, until: day.nullable(), title: z.strictObject({ zh: text, en: text }) },
  body: z.array(entry).min(1),
});
/** One dated text of a kind of paper. */
export type PaperTemplate = z.infer<typeof template>;
const file = z.record(z.enum(printedCodes), z.array(template).min(1));
type Templates = z.infer<typeof file>;

/** Every kind has a text on every day from here on: the first scheme with agreements. */
const since = '2017-03-02';

let cached: Templates | undefined;

/** The text of a kind that holds on a day. Throws SchemeFileError with file, line and reason. */
export function paperTemplate(kind: PrintedKind, on: LocalDate): PaperTemplate {
  cached ??= paperTemplatesFrom(
    'policies/papers/templates.yaml',
    readFileSync(new URL('templates.yaml', import.meta.url), 'utf8'),
  );
  const found = cached[kind].find((one) => holdsOn(one, on));
  invariant(found !== undefined, `no text of ${kind} holds on ${on}`);
  return found;
}

/** Checks a file of templates: every kind, a text on every day and never two, and only places, parts and cases that are filled. Throws SchemeFileError. */
export function paperTemplatesFrom(name: string, written: string): Templates {
  const yaml = locatedYaml(name, written);
  const found = parsed(file, yaml, []);
  for (const kind of printedCodes) {
    const versions = found[kind];
    const located = { yaml, path: [kind], document: name, value: versions };
    const spans = versions.map((one, at) => ({ ...one, path: [kind, at] }));
    checkSpans(located, spans, { from: since, until: null, whole: true });
    if (new Set(versions.map(({ version }) => version)).size < versions.length)
      yaml.fail('shape-wrong', [kind], 'two texts have one version');
    for (const [at, { body }] of versions.entries())
      for (const [nth, one] of body.entries()) {
        const wrong = unknownWord(kind, one);
        if (wrong !== undefined)
          yaml.fail('shape-wrong', [kind, at, 'body', nth], `nothing fills ${wrong} of ${kind}`);
      }
  }
  return found;
}

/** A place, part or case that nobody fills. */
function unknownWord(kind: PrintedKind, one: TemplateEntry): string | undefined {
  const words: Readonly<Record<'places' | 'parts' | 'flags', readonly string[]>> = paperWords[kind];
  if (one.when !== undefined && !words.flags.includes(one.when)) return one.when;
  if ('part' in one) return words.parts.includes(one.part) ? undefined : one.part;
  return textsIn(one)
    .flatMap((said) => [...said.matchAll(/\{(\w+)\}/g)].map(([, place]) => place ?? ''))
    .find((place) => !words.places.includes(place));
}

function textsIn(one: TemplateEntry): readonly string[] {
  if ('fields' in one) return Object.values(one.fields);
  if ('text' in one) return [one.text];
  if ('note' in one) return [one.note];
  if ('heading' in one) return [one.heading];
  return [];
}

/** A sentence with its places filled. */
export function filledText(said: string, values: Readonly<Record<string, string>>): string {
  return said.replaceAll(/\{(\w+)\}/g, (_, place: string) => entryOf(values, place) ?? '');
}
