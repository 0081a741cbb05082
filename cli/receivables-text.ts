import { z } from 'zod';
import { yuan } from './text.ts';

const claim = z.looseObject({ payer: z.string(), state: z.string(), owedFen: z.number() });

/** The parts of what keeps a settled stay open that a person reads. */
export const readableReceivables = z.looseObject({
  open: z.array(claim),
  disputed: z.array(claim),
  borne: z.array(claim),
  patient: z.looseObject({ balanceFen: z.number() }),
  refunds: z.array(
    z.looseObject({ debtor: z.string(), owedFen: z.number(), refundedOn: z.string().nullable() }),
  ),
});

/** What keeps a settled stay open, and what the hospital bears of it. */
export function receivablesText(receivables: z.infer<typeof readableReceivables> | null): readonly string[] {
  if (receivables === null) return [];
  const { open, disputed, borne, patient, refunds } = receivables;
  const line = (label: string, { payer, state, owedFen }: z.infer<typeof claim>): string =>
    `${label}  ${payer} ${yuan(owedFen)} (${state})`;
  const lines = [
    ...open.map((one) => line('未付 · open    ', one)),
    ...disputed.map((one) => line('争议 · disputed', one)),
    ...borne.map((one) => line('医院承担 · borne', one)),
    ...refunds.map(
      ({ debtor, owedFen, refundedOn }) =>
        `${refundedOn === null ? '应退 · owed back' : '已退 · paid back'}  ${debtor} ${yuan(owedFen)}`,
    ),
    ...(patient.balanceFen === 0 ? [] : [`患者未缴 · patient owes  ${yuan(patient.balanceFen)}`]),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}
