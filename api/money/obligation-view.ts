import { z } from 'zod';
import { parties, payers } from '../../domain/ids.ts';
import { obligationStates, restsOfClaim } from '../../store/money/obligation-states.ts';
import { fen, instant } from '../http/answer-words.ts';
import { divided } from './receivables-view.ts';

const day = z.string().meta({ format: 'date', example: '2024-03-01' });
const caseRef = z.string().meta({ example: 'case_0123456789abcdefghij' });

/** What one payer owes for one claim. */
export const obligationView = z
  .object({
    caseRef,
    payer: z.enum(payers),
    claimSequence: z.int(),
    party: z.enum(parties),
    owedFen: fen,
    state: z.enum(obligationStates),
    paidOn: day.nullable(),
    refusalCode: z.string().nullable(),
    stateAt: instant,
    claimRef: z.string().nullable().meta({ description: "the payer's own number of the claim" }),
    ...divided,
    movedFen: fen.meta({ description: 'fen; claimed anew, passed on to the next payers, or taken back' }),
    answerUntil: day.nullable().meta({ description: 'until when the hospital may answer a deduction' }),
    interimSequence: z
      .int()
      .nullable()
      .meta({ description: 'of which bill in mid-stay; null: of the bill of the discharge' }),
    restIs: z.enum(restsOfClaim).nullable().meta({
      description: 'what became of the refused rest; null: nothing was refused, or it is in dispute',
    }),
  })
  .meta({ id: 'Obligation' });

/** A page of obligations. */
export const obligationPage = z.object({
  obligations: z.array(obligationView),
  next: z.string().nullable(),
});
