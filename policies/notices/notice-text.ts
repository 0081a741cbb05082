import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import { invariant } from '../../domain/invariant.ts';
import { formatYuan } from '../../domain/money.ts';
import {
  type NoticeFields,
  type PatientNoticeKind,
  patientNoticeCodes,
} from '../../domain/patient-notices.ts';
import { locatedYaml } from '../engine/located-yaml.ts';
import { parsed } from '../engine/scheme-file.ts';
import { checkSpans, holdsOn } from '../engine/spans.ts';

const day = z.string().refine(isLocalDate);
const text = z.string().refine((said) => placesOf(said).every((place) => isPlace(place)));
const version = z.strictObject({ from: day, until: day.nullable(), short: text, letter: text });
const file = z.record(z.enum(patientNoticeCodes), z.array(version).min(1));
type Templates = z.infer<typeof file>;

const places = ['name', 'institution', 'amount', 'dueOn', 'answerDays', 'article'] as const;
type Place = (typeof places)[number];
const isPlace = (text: string): text is Place => places.some((one) => one === text);
const placesOf = (said: string): readonly string[] =>
  [...said.matchAll(/\{(\w+)\}/g)].map(([, place]) => place ?? '');

/** Who is told, and by whom. */
export interface NoticeFor {
  readonly name: string;
  readonly institution: string;
}

/** Every kind has a text on every day from here on: the first scheme with plans of instalments. */
const since = '2017-03-02';

let cached: Templates | undefined;

/** The templates of policies/notices/templates.yaml, read once per process. Throws SchemeFileError with file, line and reason. */
function templates(): Templates {
  cached ??= templatesFrom(
    'policies/notices/templates.yaml',
    readFileSync(new URL('templates.yaml', import.meta.url), 'utf8'),
  );
  return cached;
}

/** Checks a file of templates: every kind, places that are known, a text on every day and never two. Throws SchemeFileError. */
export function templatesFrom(name: string, written: string): Templates {
  const yaml = locatedYaml(name, written);
  const found = parsed(file, yaml, []);
  for (const [kind, versions] of Object.entries(found)) {
    const entry = { yaml, path: [kind], document: name, value: versions };
    const spans = versions.map((one, at) => ({ ...one, path: [kind, at] }));
    checkSpans(entry, spans, { from: since, until: null, whole: true });
  }
  return found;
}

/**
 * What a patient is told: a letter to be printed, and its short form, as the text was on the day on which it was owed. `since`: the first
 * day of that text; `values`: what the short form names, in its order, for a gateway that keeps the rest of the text itself.
 */
export function noticeText(
  {
    kind,
    owedOn,
    fields,
  }: {
    readonly kind: PatientNoticeKind;
    readonly owedOn: LocalDate;
    readonly fields: NoticeFields;
  },
  to: NoticeFor,
): {
  readonly since: string;
  readonly short: string;
  readonly letter: string;
  readonly values: readonly string[];
} {
  const found = templates()[kind].find((one) => holdsOn(one, owedOn));
  invariant(found !== undefined, `no text of ${kind} holds on ${owedOn}`);
  const { fen, dueOn = '', answerDays = '', article = '' } = fields;
  const amount = fen === undefined ? '' : formatYuan(fen);
  const values: Readonly<Record<Place, string>> = {
    ...{ ...to, amount, dueOn, answerDays: String(answerDays), article },
  };
  const filled = (said: string): string =>
    said.replaceAll(/\{(\w+)\}/g, (_, place: string) => entryOf(values, place) ?? '');
  return {
    ...{ since: found.from, short: filled(found.short), letter: filled(found.letter) },
    values: placesOf(found.short).map((place) => entryOf(values, place) ?? ''),
  };
}
