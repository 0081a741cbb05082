import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import type { SchemeId } from '../../domain/ids.ts';
import { locatedYaml } from '../engine/located-yaml.ts';
import { parsed } from '../engine/scheme-file.ts';
import { checkSpans, holdsOn } from '../engine/spans.ts';

const day = z.string().refine(isLocalDate);
const places = ['bureau'] as const;
const text = z
  .string()
  .refine((said) => placesOf(said).every((place) => places.some((known) => known === place)));
const version = z.strictObject({ from: day, until: day.nullable(), short: text });
const file = z.record(z.string(), z.array(version).min(1));
type Texts = z.infer<typeof file>;

const placesOf = (said: string): readonly string[] =>
  [...said.matchAll(/\{(\w+)\}/g)].map(([, place]) => place ?? '');

/** An announcement as it goes out. */
export interface AnnouncementText {
  /** First day of the text. */
  readonly since: LocalDate;
  readonly short: string;
  /** What it names, in its order, for a gateway that keeps the rest of the text itself. */
  readonly values: readonly string[];
}

let cached: Texts | undefined;

/** The texts of policies/notices/announcements.yaml, read once per process. Throws SchemeFileError with file, line and reason. */
function texts(): Texts {
  cached ??= announcementsFrom(
    'policies/notices/announcements.yaml',
    readFileSync(new URL('announcements.yaml', import.meta.url), 'utf8'),
  );
  return cached;
}

/** Checks a file of announcements: places that are known, and never two texts on a day. Throws SchemeFileError. */
export function announcementsFrom(name: string, written: string): Texts {
  const yaml = locatedYaml(name, written);
  const found = parsed(file, yaml, []);
  for (const [scheme, versions] of Object.entries(found)) {
    const entry = { yaml, path: [scheme], document: name, value: versions };
    const spans = versions.map((one, at) => ({ ...one, path: [scheme, at] }));
    checkSpans(entry, spans, { from: versions[0]?.from ?? '', until: null, whole: false });
  }
  return found;
}

/** What the bureau of a scheme texts to insured people on a day; undefined: no text holds. */
export function announcementText(
  scheme: SchemeId,
  on: LocalDate,
  bureau: string,
): AnnouncementText | undefined {
  const found = entryOf(texts(), scheme)?.find((one) => holdsOn(one, on));
  if (found === undefined) return undefined;
  const short = found.short.replaceAll('{bureau}', bureau);
  return { since: found.from as LocalDate, short, values: placesOf(found.short).map(() => bureau) };
}
