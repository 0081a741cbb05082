import { z } from 'zod';
import { signers } from '../../domain/signers.ts';
import { codeId, day, line } from '../http/words.ts';

const paper = line(200).meta({ description: 'number of the paper' });
const office = codeId.meta({
  description: 'the proposer’s own office, which the scheme names; another person of it confirms',
  example: 'county',
});

/** Bodies of what is done about an objection to the decision of an admission; `common` as in every other. */
export function objectionBodies<Common extends z.ZodRawShape>(common: Common) {
  return [
    z
      .strictObject({
        ...{ kind: z.literal('object-to-decision'), ...common, paper, objectedOn: day },
        objectedBy: z.enum(signers),
      })
      .meta({ id: 'ObjectToDecision' }),
    z
      .strictObject({
        ...{ kind: z.literal('uphold-objection'), ...common, office, paper },
        ground: codeId.meta({
          description: 'the reason of the decision that does not hold, by its code',
          example: 'judgment-defaulter',
        }),
      })
      .meta({ id: 'UpholdObjection' }),
    z
      .strictObject({ kind: z.literal('keep-decision'), ...common, office, paper })
      .meta({ id: 'KeepDecision' }),
  ] as const;
}
