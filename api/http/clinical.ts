import { z } from 'zod';
import type { Clinical, Coded, Fee, Injury, OutOfPolicy, Transfer } from '../../domain/clinical.ts';
import { amount, codeId, day, division, line } from './words.ts';

/** Exactly the fields of what the hub keeps: one that only one of the two knows is a fault of the compiler. */
type FieldsOf<Told> = Readonly<Record<keyof Told, z.ZodType>>;

const codedWord = z.strictObject({
  code: codeId.meta({ example: 'A03.01' }),
  name: line(100),
} satisfies FieldsOf<Coded>);

/** What an insurer's form asks for beyond the stay's own facts. */
const fee = z.strictObject({
  nationalCode: codeId.meta({ description: 'of the national catalogue' }),
  code: codeId.meta({ description: "the hospital's own" }),
  name: line(200),
  count: z.number().positive().max(1_000_000).multipleOf(0.0001),
  ...{ unitFen: amount, fen: amount, chargedOn: day },
} satisfies FieldsOf<Fee>);

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
      .strictObject({
        happenedOn: day,
        part: line(50),
        place: line(100),
        cause: line(200),
      } satisfies FieldsOf<Injury>)
      .optional()
      .meta({ description: 'how the patient was hurt; some insurers have it filed (2507)' }),
    transfer: z
      .strictObject({
        to: codedWord,
        division,
        reason: line(100),
        opinion: line(100).optional(),
      } satisfies FieldsOf<Transfer>)
      .optional()
      .meta({ description: 'where the patient is sent on to; some insurers have it filed (2501)' }),
    outOfPolicy: z
      .strictObject({
        ownPayFen: amount,
        overLimitFen: amount,
        firstPayFen: amount,
      } satisfies FieldsOf<OutOfPolicy>)
      .optional()
      .meta({ description: 'outOfPolicyFen of the bill in its three parts' }),
    fees: z.array(fee).min(1).max(10_000).optional().meta({ description: 'every item of the bill' }),
  } satisfies FieldsOf<Clinical>)
  .meta({
    id: 'Clinical',
    description:
      'what the insurer of the place wants to know of the stay; which of it, says the attention facts-missing',
  });
