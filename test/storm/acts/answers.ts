import { countyOffice } from '../../../county/seed/people-who-act.ts';
import { wholeFee } from '../../../county/whole-fee.ts';
import type { LocalDate } from '../../../domain/dates.ts';
import type { ResolutionKindCode } from '../../../domain/resolutions.ts';
import { atTheBedside } from '../hospitalization.ts';
import type { PlannedStay } from '../planned-stay.ts';
import type { Answer } from './answer.ts';
import { ofDebts } from './debts.ts';
import type { WaitingItem } from './waiting-item.ts';

const bureau = 'medical-insurance';

/** What the hospital does of its own accord, as the plan of a stay says, and nobody because something waits: the act, and what plans it. */
export const ofOwnAccord = {
  amend: 'afterwards: the bill was wrong',
  cancel: 'afterwards: entered by mistake',
  'end-benefit': 'afterwards: a ground was found',
  impersonation: 'afterwards: it was somebody else’s card',
  'insured-stay': 'denied: the hospital says so after the refusal',
  'object-to-decision': 'denied: the family objects once the stay goes on',
  defer: 'pays: by a plan of instalments',
  'record-death': 'late: the patient dies',
} as const satisfies Partial<Record<ResolutionKindCode, string>>;

/** Every other kind is answered where it is offered. */
type AnsweredKind = Exclude<ResolutionKindCode, keyof typeof ofOwnAccord>;

/** How people answer each kind of resolution that is offered. A kind that is new is one line here, or above. */
const answers: Readonly<Record<AnsweredKind, Answer>> = {
  'ask-again': () => ({}),
  'correct-name': ({ planned }) => (slipOf(planned) === 'number' ? null : { name: planned.person.name }),
  'correct-identity-number': ({ planned, item }) =>
    slipOf(planned) === 'name' || item.code === 'overlapping-stay'
      ? null
      : { idNumber: planned.person.idNumber },
  'explain-overlap': () => ({}),
  'give-facts': ({ item, planned, today }) => {
    const clinical = { ...atTheBedside, diagnoses: [{ code: 'J18.900', name: '肺炎' }] };
    return {
      clinical: item.step === 'settle' ? { ...clinical, ...detailOf(planned, item, today) } : clinical,
    };
  },
  // Who cannot be verified is not admitted in silence; mostly the slip is put right first.
  decide: ({ item, roll }) => {
    const unverified = item.code === 'identity-mismatch';
    if (unverified && roll('patience', 4) > 0) return null;
    const refuses = unverified || roll('outcome', 4) === 0;
    return { outcome: refuses ? 'refuse' : 'admit', office: bureau };
  },
  'correct-diagnosis': ({ roll }) => ({
    diagnosis:
      roll('diagnosis', 2) === 0 ? { code: 'J18.9', name: '肺炎' } : { code: 'C16.9', name: '胃恶性肿瘤' },
  }),
  'book-part': ({ item, today }) =>
    item.detail?.paidFen === undefined ? null : { paidFen: item.detail.paidFen, paidOn: today },
  resubmit: ({ item }) => (isTired(item) ? null : {}),
  'pass-on': ({ planned, roll }) =>
    planned.scheme === 'linhe-2017'
      ? { office: roll('office', 3) === 0 ? 'commercial-insurer' : 'civil-affairs' }
      : null,
  'reverse-core': ({ roll }) => (roll('reverse', 3) === 0 ? { office: bureau } : null),
  'keep-settlement': ({ roll }) => (roll('keep', 2) === 0 ? { office: bureau } : null),
  refund: ({ today, planned }) => ({ refundedOn: today, receipt: `T-${planned.at}` }),
  bear: ({ item, roll }) =>
    isTired(item) || roll('give up', 3) === 0 ? { approval: '院财〔2024〕7号' } : null,
  // The floor of critical illness is given up on the word of whoever fills up what is missing.
  'accept-answer': ({ item }) =>
    brokenRules(item).every((rule) => rule === 'critical-floor') ? { office: 'civil-affairs' } : null,
  'file-by-hand': async ({ item, today, papers }) =>
    item.detail?.refusal === 'claimed-outside'
      ? {
          ...{ office: await papers.partyOf(item), paidFen: await papers.claimedFen(item) },
          ...{ paidOn: today, receipt: '手报 2024-9' },
        }
      : null,
  'record-outcome': async ({ item, papers }) => {
    const outcome = await papers.outcome(item);
    return outcome && { office: await papers.partyOf(item), ...outcome };
  },
  // Most silent parties answer by themselves in the end.
  'enter-answer': async ({ item, roll, papers }) => {
    const answer = roll('paper', 3) === 0 ? await papers.answer(item) : null;
    return answer && { office: await papers.partyOf(item), answer };
  },
  // Whoever is refused in a storm has what refuses: no objection is right, and a record that comes late ends nothing.
  'uphold-objection': () => null,
  'keep-decision': ({ item, planned }) => ({
    office: item.blockedOn === bureau ? bureau : countyOffice,
    paper: `异议答复 ${planned.at}`,
  }),
  'keep-benefit': () => ({}),
  'keep-cover': () => ({}),
  // The insurer of a storm counts nobody's cover back.
  'ask-cover-anew': () => null,
  ...ofDebts,
  'excuse-condition': ({ planned }) => (planned.conditions === 'excused' ? {} : null),
};

/** The fee detail of the bill that is being settled anew. */
/** What is asked for of a settled stay is of the bill that was corrected. */
function detailOf({ afterwards, bill }: PlannedStay, { stage }: WaitingItem, today: LocalDate) {
  const right = afterwards?.kind === 'amend' && stage !== 'Discharged' ? afterwards.bill : bill;
  const outOfPolicy = { ownPayFen: right.outOfPolicyFen, overLimitFen: 0, firstPayFen: 0 };
  return { outOfPolicy, fees: [wholeFee(right.totalFen, today)] };
}

function slipOf({ troubles }: PlannedStay): string | undefined {
  return troubles.flatMap((one) => (one.at === 'window' ? [one.slip] : []))[0];
}

function brokenRules({ detail }: WaitingItem): readonly string[] {
  const answers = detail?.answers;
  return typeof answers === 'object' ? answers.map(({ rule }) => rule) : ['unknown'];
}

/** How somebody answers what is offered; undefined: nobody does it because something waits. */
export function answerOf(kind: ResolutionKindCode): Answer | undefined {
  return Object.hasOwn(answers, kind) ? answers[kind as AnsweredKind] : undefined;
}

/** Nobody claims the same thing a fourth time. */
function isTired({ step }: WaitingItem): boolean {
  return Number(/\/(\d+)$/.exec(step)?.[1] ?? 0) >= 3;
}
