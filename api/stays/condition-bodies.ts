import { z } from 'zod';
import { arrangedWays, paperKindCodes } from '../../domain/condition-kinds.ts';
import { payers } from '../../domain/ids.ts';
import { signers } from '../../domain/signers.ts';
import { codeId, day, line, nameOf, senderId } from '../http/words.ts';

const common = {
  doneOn: day.meta({ description: 'the real day on which it was done; it may be entered later' }),
  doneBy: nameOf(100).meta({ example: '工号 1024', description: 'who did it, and answers for it' }),
  note: line(500).optional(),
};
const signer = z.enum(signers);
const signature = { signedBy: signer, signerName: nameOf(100) };

const recordFound = z
  .discriminatedUnion('kind', [
    z.strictObject({
      ...{ kind: z.literal('listed'), since: day },
      number: line(200).meta({ description: 'number of the case or record; it stays sealed' }),
    }),
    z.strictObject({ kind: z.literal('not-listed') }),
    z.strictObject({ kind: z.literal('same-name'), count: z.int().min(1).max(1000) }),
  ])
  .meta({ id: 'RecordFound' });

/** Body of what was done of what the scheme asks; checks and the agreement have addresses of their own. */
export const conditionBody = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        ...{ kind: z.literal('papers'), ...common },
        papers: z
          .array(
            z.strictObject({
              paper: z.enum(paperKindCodes),
              copied: z.boolean(),
              kept: z.boolean().meta({ description: 'the original stayed with the hospital' }),
            }),
          )
          .min(1)
          .max(20),
      })
      .meta({ id: 'PapersShown' }),
    z.strictObject({ kind: z.literal('admission-indicated'), ...common }).meta({ id: 'AdmissionIndicated' }),
    z
      .strictObject({
        ...{ kind: z.literal('authorisation'), ...common, ...signature },
        payers: z.array(z.enum(payers)).min(1).max(10),
        textVersion: codeId,
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .meta({ description: 'digest of the signed paper as scanned' }),
      })
      .meta({ id: 'Authorisation' }),
    z
      .strictObject({
        ...{ kind: z.literal('injury-registration'), ...common, ...signature },
        cause: line(500).meta({ description: 'how it happened, in the words of who signed' }),
        office: line(100).meta({ description: 'the insurance office where it was filed' }),
        filingNo: senderId,
      })
      .meta({ id: 'InjuryRegistration' }),
    z
      .strictObject({
        ...{ kind: z.enum(['court-list-answer', 'medical-credit-answer']), ...common },
        found: recordFound.meta({ description: 'what the keeper said, looked up by hand' }),
      })
      .meta({ id: 'RecordLookedUp' }),
    z
      .strictObject({
        ...{ kind: z.literal('referral'), ...common },
        from: line(100).meta({ description: 'the institution that refers' }),
        letterNo: senderId.meta({ description: 'of the letter, or of the insurer’s filing (2501)' }),
      })
      .meta({ id: 'ReferralMadeUp' }),
    z
      .strictObject({ ...{ kind: z.literal('arrears-arranged'), ...common }, way: z.enum(arrangedWays) })
      .meta({ id: 'ArrearsArranged' }),
    z
      .strictObject({ ...{ kind: z.literal('papers-returned'), ...common }, to: signer })
      .meta({ id: 'PapersReturned' }),
    z
      .strictObject({
        ...{ kind: z.literal('follow-up'), ...common },
        way: z.enum(['phone', 'visit', 'clinic']),
      })
      .meta({ id: 'FollowUp' }),
  ])
  .meta({ id: 'ConditionRecord' });
export type ConditionBody = z.infer<typeof conditionBody>;
