import { z } from 'zod';
import { signers } from '../../domain/signers.ts';
import { codeId, day } from '../http/words.ts';

/** Bodies of the resolutions by which a right ends or is void; `common` and `office` as in every other. */
export function rightBodies<Common extends z.ZodRawShape, Office extends z.ZodType>(
  common: Common,
  office: Office,
) {
  return [
    z
      .strictObject({
        ...{ kind: z.literal('end-benefit'), ...common, office },
        ground: codeId.meta({
          description: 'why, by the code of the scheme’s exclusion',
          example: 'malicious-arrears',
        }),
        noticedOn: day.meta({ description: 'the day of the written notice' }),
        handedTo: z.enum(signers).meta({ description: 'who was handed it' }),
        endsOn: day.meta({ description: 'the first day without the waiver; never before the notice' }),
        criticalEmergency: z
          .boolean()
          .meta({ description: 'what the doctor says today; in a critical emergency nothing ends' }),
      })
      .meta({ id: 'EndBenefit' }),
    z.strictObject({ kind: z.literal('keep-benefit'), ...common }).meta({ id: 'KeepBenefit' }),
    z.strictObject({ kind: z.literal('keep-cover'), ...common }).meta({ id: 'KeepCover' }),
    z.strictObject({ kind: z.literal('ask-cover-anew'), ...common }).meta({ id: 'AskCoverAnew' }),
    z.strictObject({ kind: z.literal('insured-stay'), ...common }).meta({ id: 'GoOnInsured' }),
    z
      .strictObject({
        ...{ kind: z.literal('impersonation'), ...common, office },
        foundOn: day.meta({ description: 'the day on which it was found out' }),
      })
      .meta({ id: 'Impersonation' }),
  ] as const;
}

const shownDay = z.string().meta({ format: 'date' }).optional();

/** What of them a resolution shows. */
export const rightFields = {
  ground: z.string().optional(),
  noticedOn: shownDay,
  handedTo: z.enum(signers).optional(),
  endsOn: shownDay,
  foundOn: shownDay,
};
export const rightShown = ['ground', 'noticedOn', 'handedTo', 'endsOn', 'foundOn'] as const;
