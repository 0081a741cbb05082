import { z } from 'zod';
import { arrearsMeans, servedWays, unlistGrounds } from '../../domain/arrears.ts';
import { signers } from '../../domain/signers.ts';
import { codeId, day, line } from '../http/words.ts';

const paper = line(200).meta({ description: 'number of the paper' });
const office = codeId.meta({
  description:
    'the keeper of the record that the scheme names: the proposer’s own office, whose other person confirms',
  example: 'county',
});

/** Bodies of what is done on the way to a record of malicious arrears and out of it; `common` as in every other. */
export function arrearsBodies<Common extends z.ZodRawShape>(common: Common) {
  return [
    z
      .strictObject({
        ...{ kind: z.literal('apply-listing'), ...common, paper },
        means: z.enum(arrearsMeans).meta({
          description:
            'by what the person could pay: income, property, or compensation that was received for this very treatment',
        }),
        askedOn: day.meta({ description: 'when the person was last asked to pay' }),
      })
      .meta({ id: 'ApplyListing' }),
    z
      .strictObject({
        ...{ kind: z.literal('serve-notice'), ...common, servedOn: day },
        way: z.enum(servedWays).meta({ description: 'a text message is no written notice' }),
        receipt: line(200).meta({ description: 'number of the advice of delivery, or of the signed copy' }),
      })
      .meta({ id: 'ServeNotice' }),
    z
      .strictObject({
        ...{ kind: z.literal('record-objection'), ...common, paper, objectedOn: day },
        objectedBy: z.enum(signers),
      })
      .meta({ id: 'RecordObjection' }),
    z.strictObject({ kind: z.literal('list'), ...common, office }).meta({ id: 'ListArrears' }),
    z.strictObject({ kind: z.literal('keep-listing'), ...common, office }).meta({ id: 'KeepListing' }),
    z
      .strictObject({ kind: z.literal('unlist'), ...common, office, ground: z.enum(unlistGrounds), paper })
      .meta({ id: 'Unlist' }),
  ] as const;
}

const shownDay = z.string().meta({ format: 'date' }).optional();

/** What of them a resolution shows. `ground` is shown of every kind that has one. */
export const arrearsFields = {
  means: z.enum(arrearsMeans).optional(),
  askedOn: shownDay,
  servedOn: shownDay,
  way: z.enum(servedWays).optional(),
  objectedOn: shownDay,
  objectedBy: z.enum(signers).optional(),
};
export const arrearsShown = ['means', 'askedOn', 'servedOn', 'way', 'objectedOn', 'objectedBy'] as const;
