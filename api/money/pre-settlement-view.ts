import { z } from 'zod';
import type { SaidEstimate } from '../../domain/charges.ts';
import { payers } from '../../domain/ids.ts';
import { preSettlementCodes, preSettlementStates } from '../../domain/pre-settlement.ts';
import type { PreSettlement } from '../../store/money/pre-settlements.ts';
import { fen, instant } from '../http/answer-words.ts';

/** What a bill would come to at the insurer, shown before anything binds. */
export const preSettlementView = z
  .object({
    ...{ number: z.int(), asOf: z.iso.date(), totalFen: fen, outOfPolicyFen: fen, askedAt: instant },
    state: z.enum(preSettlementCodes),
    ...{ zh: z.string(), en: z.string() },
    code: z.string().nullable().meta({ description: 'why it was refused or is not whole; null: neither' }),
    answeredAt: instant.nullable(),
    shares: z
      .array(z.object({ payer: z.enum(payers), fen }))
      .nullable()
      .meta({ description: 'what each payer would bear; of `part`, the insurer’s own only' }),
    patientFen: fen.nullable().meta({ description: 'fen; what the patient would bear; null: not known' }),
  })
  .meta({ id: 'PreSettlement' });

/** The newest question as the door shows it. */
export function preSettlementOf(found: PreSettlement | null): z.input<typeof preSettlementView> | null {
  if (found === null) return null;
  const { sequence: number, ...shown } = found;
  return { number, ...shown, ...preSettlementStates[found.state], shares: found.shares && [...found.shares] };
}

/** Its figures as an estimate; null while there are none. */
export function insurersFigures(found: PreSettlement | null): SaidEstimate | null {
  if (found?.state !== 'answered' || found.patientFen === null) return null;
  const { asOf, totalFen, patientFen, shares } = found;
  return {
    ...{ source: 'insurer', day: asOf, totalFen, patientFen },
    shares: Object.fromEntries((shares ?? []).map(({ payer, fen: some }) => [payer, some])),
  };
}
