import { z } from 'zod';
import { daysBetween } from '../../domain/dates.ts';
import type { WholeStay } from '../../store/stays/whole.ts';

const day = z.string().meta({ format: 'date', example: '2024-03-01' });
const named = { caseRef: z.string(), institution: z.string() };

/** What of the same person's other stays a stay shows. */
export const neighbourFields = {
  previousStay: z
    .object({
      ...{ ...named, transferred: z.boolean(), dischargedOn: day.nullable() },
      daysBefore: z.int().nullable().meta({ description: 'from its discharge to this admission' }),
    })
    .nullable()
    .meta({
      description: 'from which the patient was transferred, or the last one before it at the same hospital',
    }),
  transferredTo: z.object({ ...named, admittedOn: day }).nullable(),
};

/** The values of these fields. */
export function neighboursOf({ stay, neighbours }: Pick<WholeStay, 'stay' | 'neighbours'>) {
  const { previous, transferredTo } = neighbours;
  const left = previous?.dischargedOn ?? null;
  const daysBefore = left === null ? null : daysBetween(left, stay.admittedOn);
  return { previousStay: previous && { ...previous, daysBefore }, transferredTo };
}
