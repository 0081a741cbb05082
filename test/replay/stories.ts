import type { Activities, CaseInput, Swept } from '../../activities/contract.ts';
import type { Instant } from '../../domain/dates.ts';
import type { PayerId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { Attention, ObligationRef } from '../../domain/stay.ts';
import type { CarriedStay, Notice } from '../../workflows/stay.messages.ts';

/** What the activities answer, one after the other; the last answer is given again. */
type Script = { readonly [Name in keyof Activities]?: readonly Awaited<ReturnType<Activities[Name]>>[] };

/** One stay whose history is recorded: how the world answers it, and what the hospital does. */
export interface Story {
  readonly name: string;
  readonly script: Script;
  /** The hospital discharges after the decision. */
  readonly discharged: boolean;
  /** The run begins where an earlier one was continued as new. */
  readonly carried?: CarriedStay;
  /** Notices sent while the stay waits, in order, each once an activity was asked so many times. */
  readonly notices: readonly {
    readonly kind: Notice['kind'];
    readonly after: keyof Activities;
    readonly times: number;
  }[];
}

const attention = (code: Attention['code'], step: string): Attention => ({
  code,
  step,
  blockedOn: 'medical-insurance',
  since: '2026-01-05T09:00:00.000+08:00' as Instant,
});
const done = <Value>(value: Value): Swept<Value> => ({ kind: 'done', value });
const late = (step: string): Swept<never> => ({
  kind: 'waiting',
  overdue: true,
  attention: attention('agency-wait', step),
});
const obligation = (payer: PayerId): ObligationRef => ({
  payer,
  claimSequence: 1,
  party: 'medical-insurance',
});
const paid = (fen: number) =>
  done({
    kind: 'final' as const,
    outcome: { kind: 'paid' as const, fen: fen as Fen, paidOn: '2026-02-01' as never },
  });
const claimOpen = done({ kind: 'open' as const, askAgainInDays: 1 });
const unpaid = { closed: false };

/** A stay on which everything is answered at once; the stories change one thing each. */
const smooth: Script = {
  sweepCover: [done({ insured: true })],
  decideAdmission: [{ outcome: 'admit', attention: null }],
  sweepAdmission: [done(null)],
  sweepSettlement: [done({ kind: 'answered' })],
  settleStay: [{ obligations: [obligation('basic-insurance')] }],
  sweepReimbursement: [paid(800_000)],
  closeStay: [{ closed: true }],
};

/** Every way a stay can take that a later version of the workflows must still be able to replay. */
export const stories: readonly Story[] = [
  { name: 'smooth', script: smooth, discharged: true, notices: [] },
  {
    name: 'refused',
    script: { ...smooth, decideAdmission: [{ outcome: 'refuse', attention: null }] },
    discharged: false,
    notices: [],
  },
  {
    name: 'reviewed-then-admitted',
    script: {
      ...smooth,
      decideAdmission: [
        { outcome: 'review', attention: attention('decision-review', 'decide') },
        { outcome: 'admit', attention: null },
      ],
    },
    discharged: true,
    notices: [{ kind: 'decided-by-hand', after: 'decideAdmission', times: 1 }],
  },
  {
    name: 'insurer-late-in-every-step',
    script: {
      ...smooth,
      sweepCover: [late('identify'), done({ insured: true })],
      sweepAdmission: [late('admit'), done(null)],
      sweepSettlement: [late('settle'), late('settle'), done({ kind: 'answered' })],
      sweepReimbursement: [late('reimburse'), paid(800_000)],
    },
    discharged: true,
    notices: [],
  },
  {
    name: 'settlement-refused-then-retried',
    script: {
      ...smooth,
      sweepSettlement: [
        done({ kind: 'refused', attention: attention('settlement-refused', 'settle') }),
        done({ kind: 'answered' }),
      ],
    },
    discharged: true,
    notices: [{ kind: 'retry-now', after: 'sweepSettlement', times: 1 }],
  },
  {
    name: 'three-payers-over-days',
    script: {
      ...smooth,
      settleStay: [
        {
          obligations: [
            obligation('basic-insurance'),
            obligation('critical-illness-insurance'),
            obligation('medical-assistance'),
          ],
        },
      ],
      sweepReimbursement: [claimOpen, claimOpen, claimOpen, paid(100)],
      closeStay: [unpaid, unpaid, { closed: true }],
    },
    discharged: true,
    notices: [
      { kind: 'patient-paid', after: 'closeStay', times: 1 },
      { kind: 'patient-paid', after: 'closeStay', times: 2 },
    ],
  },
  {
    name: 'payer-refused',
    script: {
      ...smooth,
      sweepReimbursement: [done({ kind: 'final', outcome: { kind: 'refused', code: 'payer-refused' } })],
      closeStay: [{ closed: false }, { closed: true }],
    },
    discharged: true,
    notices: [{ kind: 'retry-now', after: 'closeStay', times: 1 }],
  },
  {
    name: 'continued-as-new-before-the-last-payer',
    script: { ...smooth, closeStay: [unpaid, unpaid, { closed: true }] },
    discharged: false,
    carried: { stage: 'Settled', dischargeAsked: true },
    notices: [],
  },
];

/** Activities that follow the script of each case, and how often each was asked. */
export function scripted(scriptOf: (caseRef: string) => Script) {
  const calls = new Map<string, number>();
  const called = (caseRef: string, name: keyof Activities): number => calls.get(`${caseRef} ${name}`) ?? 0;
  const answer = <Name extends keyof Activities>(name: Name) =>
    (async ({ caseRef }: CaseInput) => {
      const call = called(caseRef, name);
      calls.set(`${caseRef} ${name}`, call + 1);
      const answers = scriptOf(caseRef)[name] ?? [];
      return answers[Math.min(call, answers.length - 1)];
    }) as Activities[Name];
  const activities: Activities = {
    sweepCover: answer('sweepCover'),
    decideAdmission: answer('decideAdmission'),
    sweepAdmission: answer('sweepAdmission'),
    sweepSettlement: answer('sweepSettlement'),
    settleStay: answer('settleStay'),
    sweepReimbursement: answer('sweepReimbursement'),
    closeStay: answer('closeStay'),
  };
  return { activities, called };
}
