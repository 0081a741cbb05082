import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../../domain/dates.ts';
import type { RequestErrorCode } from './request-errors.ts';

const coded = (code: RequestErrorCode) => ({ error: () => code });
const day = z
  .string(coded('day-invalid'))
  .refine(isLocalDate, coded('day-invalid'))
  .transform((text) => text as LocalDate)
  .meta({ type: 'string', format: 'date', description: 'Asia/Shanghai day' });

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

/** True on the days of an approval. */
export function approvalHolds({ from, until }: Pick<Approval, 'from' | 'until'>, on: LocalDate): boolean {
  return from <= on && (until === null || on < until);
}

/** The approval of one institution that holds on a day; null when there is none. */
export function approvedOn(
  listed: z.infer<typeof approvedInstitutions>,
  institution: string,
  on: LocalDate,
): Approval | null {
  const found = listed.find((one) => one.institution === institution && approvalHolds(one, on));
  if (found === undefined) return null;
  const { from, until, approval } = found;
  return { from, until, approval };
}
