import { z } from 'zod';
import { confirmerOf, resolutionCodes, resolutionKinds, resolutionStates } from '../../domain/resolutions.ts';
import { roleCodes } from '../../domain/roles.ts';
import type { OpenedResolution } from '../../store/stays/resolution-rows.ts';
import type { Foreseen } from '../../store/stays/resolutions.ts';
import { fen, instant } from '../http/answer-words.ts';
import { bornAsTold, bornFields, whoFields } from '../http/certificates.ts';
import { clinical } from '../http/clinical.ts';
import { moreWait } from '../http/page.ts';
import { accountUsed, billBody } from '../http/schemas.ts';
import type { ViewOf } from '../http/view-of.ts';
import { codeId, line, nameOf } from '../http/words.ts';
import { accountBodies, accountFields, accountShown } from './account-bodies.ts';
import { answerBodies, answerView, shownAnswer } from './answer-bodies.ts';
import { arrearsBodies, arrearsFields, arrearsShown } from './arrears-bodies.ts';
import { claimBodies } from './claim-bodies.ts';
import { objectionBodies } from './objection-bodies.ts';
import { rightBodies, rightFields, rightShown } from './right-bodies.ts';

const common = {
  on: z
    .string()
    .regex(/^[\w./-]{1,200}$/)
    .meta({
      description: 'the step that waits, as the attention names it',
      example: 'reimburse/red-cross/1',
    }),
  evidence: line(2000).meta({ description: 'what was seen, and where it is kept' }),
  revision: z
    .int()
    .min(0)
    .meta({ description: 'the revision that the proposer saw; GET …/resolutions tells it', example: 7 }),
};

const bureau = codeId.meta({
  description: 'the insurance bureau whose person confirms',
  example: 'medical-insurance',
});

/** Body of what a person proposes about a stay that waits. */
export const resolutionBody = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('ask-again'), ...common }).meta({ id: 'AskAgain' }),
    z
      .strictObject({
        kind: z.literal('decide'),
        ...common,
        outcome: z.enum(['admit', 'refuse']),
        office: codeId.meta({
          description: 'the organisation whose person confirms: it has the power over category or cover',
          example: 'kaizhou-civil-affairs',
        }),
      })
      .meta({ id: 'DecideByHand' }),
    z
      .strictObject({ kind: z.literal('correct-name'), ...common, name: nameOf(100) })
      .meta({ id: 'CorrectName' }),
    z
      .strictObject({ kind: z.literal('correct-identity-number'), ...common, ...whoFields, ...bornFields })
      .superRefine(bornAsTold)
      .meta({ id: 'CorrectIdentityNumber' }),
    z.strictObject({ kind: z.literal('explain-overlap'), ...common }).meta({ id: 'ExplainOverlap' }),
    z
      .strictObject({
        kind: z.literal('correct-diagnosis'),
        ...common,
        diagnosis: z.strictObject({ code: codeId.meta({ example: 'C16.9' }), name: line(200) }),
      })
      .meta({ id: 'CorrectDiagnosis' }),
    z.strictObject({ kind: z.literal('give-facts'), ...common, clinical }).meta({ id: 'GiveFacts' }),
    ...claimBodies(common),
    z
      .strictObject({ kind: z.literal('reverse-core'), ...common, office: bureau, accountUsed })
      .meta({ id: 'ReverseCore' }),
    z
      .strictObject({ kind: z.literal('keep-settlement'), ...common, office: bureau })
      .meta({ id: 'KeepSettlement' }),
    z
      .strictObject({ kind: z.literal('amend'), ...common, bill: billBody, accountUsed })
      .meta({ id: 'AmendBill' }),
    z.strictObject({ kind: z.literal('cancel'), ...common }).meta({ id: 'CancelStay' }),
    z.strictObject({ kind: z.literal('excuse-condition'), ...common }).meta({ id: 'ExcuseCondition' }),
    ...accountBodies(common),
    ...arrearsBodies(common),
    ...rightBodies(common, bureau),
    ...objectionBodies(common),
    ...answerBodies(common),
  ])
  .meta({ id: 'Proposal' });
export type ResolutionBody = z.infer<typeof resolutionBody>;

const words = { zh: z.string(), en: z.string() };

/** What a person proposed or did; who it is about and a diagnosis are never shown. */
export const resolutionView = z
  .object({
    caseRef: z.string(),
    institution: z.string(),
    sequence: z.int(),
    kind: z.enum(resolutionCodes),
    ...words,
    on: z.string(),
    state: z.enum(resolutionStates),
    office: z
      .string()
      .nullable()
      .meta({ description: 'whose person confirms; null: the hospital, or nobody' }),
    confirms: z.array(z.enum(roleCodes)).nullable().meta({ description: 'null: one person does it' }),
    evidence: z.string(),
    outcome: z.enum(['admit', 'refuse', 'done', 'not-done']).optional(),
    answer: answerView.optional(),
    paidFen: fen.optional(),
    paidOn: z.string().meta({ format: 'date' }).optional(),
    approval: z.string().optional(),
    refundedOn: z.string().meta({ format: 'date' }).optional(),
    receipt: z.string().optional(),
    accountUsed,
    bill: z.object({ totalFen: fen, outOfPolicyFen: fen }).optional(),
    ...rightFields,
    ...accountFields,
    ...arrearsFields,
    proposedBy: z.string(),
    proposedAt: instant,
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'Resolution' });

/** All of one stay, and the revision to propose under. */
export const resolutionsOfStay = z.object({ revision: z.int(), resolutions: z.array(resolutionView) });

/** Proposals that wait for somebody, longest first, each with the revision to confirm under: an office reads no stay. */
export const proposalsView = z.object({
  resolutions: z.array(resolutionView.extend({ revision: z.int() }).meta({ id: 'WaitingProposal' })),
  more: moreWait,
});

/** What a resolution would do, fen by fen. */
export const foreseenView = z
  .object({
    revision: z.int(),
    confirms: z.array(z.enum(roleCodes)).nullable(),
    accounts: z.array(z.object({ account: z.string(), beforeFen: fen, afterFen: fen })),
    awaits: z.enum(['settlement']).nullable().meta({
      description:
        '`settlement`: no account moves before the bill is settled, which says for good what it comes to',
    }),
  })
  .meta({ id: 'ResolutionPreview' });

type Shown = ViewOf<typeof resolutionView>;

/** A resolution as readers see it: of what was wanted only what `shown` names. */
export function viewOfResolution({ wanted, step, ...resolution }: OpenedResolution): Shown {
  const { kind, evidence } = wanted;
  const { zh, en } = resolutionKinds[kind];
  return { ...resolution, on: step, zh, en, evidence, ...shownOf(wanted), confirms: confirmsOf(kind) };
}

/** Whatever else was wanted tells of the person, and stays hidden: what may be shown is named here. */
const shown = [
  'outcome',
  'paidFen',
  'paidOn',
  'approval',
  'refundedOn',
  'receipt',
  'accountUsed',
  ...rightShown,
  ...accountShown,
  ...arrearsShown,
] as const satisfies readonly (keyof Shown)[];

function shownOf(
  wanted: OpenedResolution['wanted'],
): Pick<Shown, (typeof shown)[number] | 'bill' | 'answer'> {
  const fields = Object.entries(wanted).filter(([name]) => shown.some((one) => one === name));
  const bill = wanted.kind === 'amend' ? billOf(wanted) : {};
  return { ...Object.fromEntries(fields), ...bill, ...shownAnswer(wanted) };
}

/** The figures; items may tell of the treatment. */
function billOf({ bill }: Extract<OpenedResolution['wanted'], { kind: 'amend' }>): Pick<Shown, 'bill'> {
  return { bill: { totalFen: bill.totalFen, outOfPolicyFen: bill.outOfPolicyFen } };
}

/** A preview as readers see it, with the roles that would confirm. */
export function viewOfForeseen(
  kind: ResolutionBody['kind'],
  foreseen: Foreseen,
): ViewOf<typeof foreseenView> {
  return { ...foreseen, confirms: confirmsOf(kind) };
}

function confirmsOf(kind: ResolutionBody['kind']) {
  return confirmerOf(kind)?.roles ?? null;
}
