import { z } from 'zod';
import { isLocalDate } from '../../domain/dates.ts';
import { parties } from '../../domain/ids.ts';
import { type ClaimRefusalKind, claimRefusalKindCodes } from '../../domain/refusal-kinds.ts';
import { type RefusalCode, refusalTexts } from '../../domain/refusals.ts';
import type { LocatedYaml } from '../engine/located-yaml.ts';
import { parsed } from '../engine/scheme-file.ts';

const day = z.string().refine(isLocalDate, "a quoted day such as '2024-01-28'");
const names = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const cited = { zh: z.string().min(1), en: z.string().min(1), cite: z.array(z.string().min(1)).min(1) };
const ratio = z.string().regex(/^0\.\d{1,4}$/, "a quoted ratio such as '0.05'");

const payerFile = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'a name such as civil-affairs'),
  party: z.enum(parties),
  name: names,
  from: day,
  until: day.nullable(),
  checkedOn: day,
  /** Where the values come from, by the names that `cite` uses. */
  sources: z.record(z.string(), names),
  refusals: z.partialRecord(z.enum(Object.keys(refusalTexts) as RefusalCode[]), z.unknown()),
  retained: z.unknown().optional(),
});

/** How one party checks claims and pays them, as written. */
export type PayerFile = z.infer<typeof payerFile>;

/** The shapes of entries, without their days. */
export const refusalEntry = z.strictObject({
  ...cited,
  kind: z.enum(claimRefusalKindCodes as readonly [ClaimRefusalKind, ...ClaimRefusalKind[]]),
});
export const retainedEntry = z
  .strictObject({ ...cited, least: ratio, most: ratio })
  .refine(({ least, most }) => Number(least) <= Number(most), 'least is at most most');

/** Checks the outline of a file of policies/payers/. Throws SchemeFileError. */
export function parsePayerFile(yaml: LocatedYaml): PayerFile {
  return parsed(payerFile, yaml, []);
}
