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

/** What a county enters for a scheme that lets it approve institutions one by one. */
export const approvedInstitutions = z.array(
  approvalShape.extend({ institution: z.string(coded('text-invalid')).min(1, coded('text-invalid')) }),
);

/** The approval of one institution that holds on a day; null when there is none. */
export function approvedOn(
  listed: z.infer<typeof approvedInstitutions>,
  institution: string,
  on: LocalDate,
): Approval | null {
  const found = listed.find((one) => one.institution === institution && holdsOn(one, on));
  if (found === undefined) return null;
  const { from, until, approval } = found;
  return { from, until, approval };
}
