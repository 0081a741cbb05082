import { z } from 'zod';
import { amount, codeId, day, division, line } from './words.ts';

const codedWord = z.strictObject({ code: codeId.meta({ example: 'A03.01' }), name: line(100) });

/** What an insurer's form asks for beyond the stay's own facts. */
const fee = z.strictObject({
  nationalCode: codeId.meta({ description: 'of the national catalogue' }),
  code: codeId.meta({ description: "the hospital's own" }),
  name: line(200),
  count: z.number().positive().max(1_000_000).multipleOf(0.0001),
  ...{ unitFen: amount, fen: amount, chargedOn: day },
});

export const clinical = z
  .strictObject({
    department: codedWord.optional(),
    doctor: codedWord.optional(),
    bed: line(30).optional(),
    recordNo: line(40).optional(),
    complaint: line(500).optional(),
    diagnoses: z.array(codedWord).min(1).max(15).optional(),
    diedOn: day.optional(),
    injury: z
      .strictObject({ happenedOn: day, part: line(50), place: line(100), cause: line(200) })
      .optional()
      .meta({ description: 'how the patient was hurt; some insurers have it filed (2507)' }),
    transfer: z
      .strictObject({ to: codedWord, division, reason: line(100), opinion: line(100).optional() })
      .optional()
      .meta({ description: 'where the patient is sent on to; some insurers have it filed (2501)' }),
    outOfPolicy: z
      .strictObject({ ownPayFen: amount, overLimitFen: amount, firstPayFen: amount })
      .optional()
      .meta({ description: 'outOfPolicyFen of the bill in its three parts' }),
    fees: z.array(fee).min(1).max(10_000).optional().meta({ description: 'every item of the bill' }),
  })
  .meta({
    id: 'Clinical',
    description:
      'what the insurer of the place wants to know of the stay; which of it, says the attention facts-missing',
  });
