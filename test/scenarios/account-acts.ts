import { z } from 'zod';
import { addDays, type LocalDate } from '../../domain/dates.ts';
import { of, yuan } from './care-acts.ts';

/** A patient who cannot pay at once signs a plan; its days count from the day of the act. */
export const planAct = z.strictObject({
  ...{ act: z.literal('agree-plan'), of },
  /** What it answers: nothing but the open account, or an instalment that was missed. */
  on: z.string().default('patient-account'),
  instalments: z.array(z.strictObject({ inDays: z.int().min(1), amount: yuan })).min(1),
  /** The hub does not take it, and says this code. */
  refusedWith: z.string().optional(),
});
export type PlanStep = z.infer<typeof planAct>;

/** What the hospital proposes for it. */
export function planBody({ instalments }: PlanStep, today: LocalDate): Readonly<Record<string, unknown>> {
  return {
    agreement: {
      ...{ template: '本院延期(分期)还款协议书', textVersion: 'deferral-2024-1', signedBy: 'family' },
      ...{ signerName: '家属甲', signedOn: today, sha256: 'b'.repeat(64) },
    },
    instalments: instalments.map(({ inDays, amount }) => ({ dueOn: addDays(today, inDays), fen: amount })),
  };
}
