import { z } from 'zod';
import type { LocalDate } from '../../domain/dates.ts';
import { coded, day } from './request-fields.ts';
import { holdsOn } from './spans.ts';

/** By which paper an institution waives the deposit for everybody, and on which days. */
export const approvalShape = z.strictObject({
  from: day,
  until: day.nullable().meta({ description: 'the first day on which it holds no more; null: open' }),
  approval: z
    .string(coded('text-invalid'))
    .trim()
    .min(1, coded('text-invalid'))
    .max(200, coded('text-invalid')),
});
export type Approval = z.infer<typeof approvalShape>;

/** What a county enters of institutions one by one: approved for everybody, or reached by the scheme. */
export const approvedInstitutions = z.array(
  approvalShape.extend({ institution: z.string(coded('text-invalid')).min(1, coded('text-invalid')) }),
);

/** The approval of one institution that holds on a day; null when there is none. */
export function approvedOn(
  listed: z.infer<typeof approvedInstitutions>,
  institution: string,
  on: LocalDate,
): Approval | null {
  return bare(listed.find((one) => one.institution === institution && holdsOn(one, on)));
}

/** The same, or where none holds the next one that will, so that its day can be told. */
export function listedBy(
  listed: z.infer<typeof approvedInstitutions>,
  institution: string,
  on: LocalDate,
): Approval | null {
  const later = listed
    .filter((one) => one.institution === institution && one.from > on)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return approvedOn(listed, institution, on) ?? bare(later[0]);
}

function bare(found: Approval | undefined): Approval | null {
  if (found === undefined) return null;
  const { from, until, approval } = found;
  return { from, until, approval };
}
