import { z } from 'zod';
import { reliefSources } from '../../domain/repayment.ts';
import { coded } from '../http/field-errors.ts';
import { agreementBody } from '../http/schemas.ts';
import { amount, day, line } from '../http/words.ts';

const some = amount.refine((value) => value > 0, coded('field-range')).meta({ description: 'fen' });
const approval = line(200).meta({ description: 'number of the approval document' });

/** Bodies of what is done about a patient's own part that is not paid, and of money that goes back; `common` as in every other. */
export function accountBodies<Common extends z.ZodRawShape>(common: Common) {
  return [
    z
      .strictObject({
        ...{ kind: z.literal('defer'), ...common },
        agreement: agreementBody
          .extend({ template: line(200).meta({ description: 'name of the institution’s own template' }) })
          .meta({ id: 'DeferralAgreement' }),
        instalments: z
          .array(z.strictObject({ dueOn: day, fen: some }))
          .min(1)
          .max(60)
          .meta({ description: 'in order of their days; together the whole that is open' }),
      })
      .meta({ id: 'Defer' }),
    z
      .strictObject({
        ...{ kind: z.literal('waive'), ...common, fen: some, approval, approvedOn: day },
        source: z.enum(reliefSources).meta({ description: 'whose money it is' }),
      })
      .meta({ id: 'Waive' }),
    z
      .strictObject({
        ...{ kind: z.literal('write-off'), ...common, fen: some, approval, approvedOn: day },
        reliefAskedOn: day.meta({
          description: 'the day on which relief or charity was asked for, before the debt is called one',
        }),
      })
      .meta({ id: 'WriteOff' }),
    z
      .strictObject({
        ...{ kind: z.literal('confirm-hardship'), ...common, confirmedOn: day },
        township: line(200).meta({ description: 'which township confirmed it' }),
        paper: line(200).meta({ description: 'number of its paper' }),
      })
      .meta({ id: 'ConfirmHardship' }),
    z
      .strictObject({ ...{ kind: z.literal('record-death'), ...common, diedOn: day } })
      .meta({ id: 'RecordDeath' }),
    z
      .strictObject({
        kind: z.literal('refund'),
        ...common,
        refundedOn: day,
        receipt: line(200).meta({ description: 'number of the receipt' }),
      })
      .meta({ id: 'RecordRefund' }),
  ] as const;
}

const shownDay = z.string().meta({ format: 'date' }).optional();
const shownFen = z.int().meta({ description: 'fen' });

/** What of them a resolution shows; who signed is never shown by name. */
export const accountFields = {
  fen: shownFen.optional(),
  source: z.enum(reliefSources).optional(),
  approvedOn: shownDay,
  reliefAskedOn: shownDay,
  confirmedOn: shownDay,
  township: z.string().optional(),
  diedOn: shownDay,
  instalments: z.array(z.object({ dueOn: z.string().meta({ format: 'date' }), fen: shownFen })).optional(),
};
export const accountShown = [
  ...(['fen', 'source', 'approvedOn', 'reliefAskedOn', 'confirmedOn', 'township', 'diedOn'] as const),
  'instalments',
] as const;
