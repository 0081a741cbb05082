import { z } from 'zod';
import { daysBetween } from '../../domain/dates.ts';
import type { InsurerRegions } from '../../domain/insurer-region.ts';
import { type Readmission, readmissionOf, readmissionWords } from '../../domain/readmission.ts';
import type { WholeStay } from '../../store/stays/whole.ts';

const day = z.string().meta({ format: 'date', example: '2024-03-01' });
const named = { caseRef: z.string(), institution: z.string() };

/** What of the same person's other stays a stay shows. */
export const neighbourFields = {
  previousStay: z
    .object({
      ...{ ...named, transferred: z.boolean(), dischargedOn: day.nullable() },
      daysBefore: z.int().nullable().meta({ description: 'from its discharge to this admission' }),
      readmission: z
        .object({
          state: z.enum(Object.keys(readmissionWords) as Readmission['state'][]),
          withinDays: z
            .int()
            .nullable()
            .meta({ description: 'of the insurer’s rule; null: none was published' }),
          source: z.string().nullable().meta({ description: 'where the rule stands' }),
          ...{ zh: z.string(), en: z.string() },
        })
        .nullable()
        .meta({ description: 'of an earlier stay at the same hospital; null: a transfer, or not left yet' }),
    })
    .nullable()
    .meta({
      description: 'from which the patient was transferred, or the last one before it at the same hospital',
    }),
  transferredTo: z.object({ ...named, admittedOn: day }).nullable(),
};

/** The values of these fields. */
export function neighboursOf(
  regions: InsurerRegions,
  { stay, neighbours }: Pick<WholeStay, 'stay' | 'neighbours'>,
) {
  const { previous, transferredTo, division } = neighbours;
  const left = previous?.dischargedOn ?? null;
  const daysBefore = left === null ? null : daysBetween(left, stay.admittedOn);
  if (previous === null) return { previousStay: null, transferredTo };
  const region = division === null ? undefined : regions.on(division, stay.admittedOn);
  const again = previous.transferred || daysBefore === null ? null : readmissionOf(daysBefore, region);
  const readmission = again && { ...again, ...readmissionWords[again.state] };
  return { previousStay: { ...previous, daysBefore, readmission }, transferredTo };
}
