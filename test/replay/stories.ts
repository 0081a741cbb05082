import { ApplicationFailure } from '@temporalio/common';
import { atOnceActivities, type StaySteps } from '../../activities/at-once/at-once.ts';
import type { Activities, AtOnceActivities, Swept } from '../../activities/contract.ts';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import { hubFaultType } from '../../domain/hub-fault.ts';
import type { ListId, PayerId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { Attention, ObligationRef } from '../../domain/stay.ts';
import type { ListSyncInput } from '../../workflows/list-sync.messages.ts';
import type { CarriedStay, Notice } from '../../workflows/stay.messages.ts';

/** What the activities answer, one after the other, or fail with; the last answer is given again. */
type Script = {
  readonly [Name in Exclude<keyof Activities, keyof AtOnceActivities>]?: readonly (
    | Awaited<ReturnType<Activities[Name]>>
    | ApplicationFailure
  )[];
};

/** One stay whose history is recorded: how the world answers it, and what the hospital does. */
export interface Story {
  readonly name: string;
  readonly script: Script;
  /** The hospital discharges after the decision. */
  readonly discharged: boolean;
  /** And only once this step was asked. */
  readonly dischargedAfter?: keyof Script;
  /** The run begins where an earlier one was continued as new. */
  readonly carried?: CarriedStay;
  /** The first version that knows this way; every version does unless said. */
  readonly since?: string;
  /** Notices sent while the stay waits, in order, each once an activity was asked so many times. */
  readonly notices: readonly {
    readonly kind: Notice['kind'];
    readonly after: keyof Script;
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
const answered = done({ kind: 'answered' as const });
const settled = { kind: 'settled' as const, obligations: [obligation('basic-insurance')] };
const claimOpen = done({ kind: 'open' as const, askAgainInDays: 1 });
const unpaid = { closed: false };

/** A step fails by a fault of the hub's own, as workers tell it at the third attempt. */
const faultOf = (activity: keyof Script): ApplicationFailure =>
  ApplicationFailure.create({
    ...{ type: hubFaultType, message: `${hubFaultType}: seal-key-missing`, nonRetryable: true },
    details: ['seal-key-missing', activity],
  });

/** A stay on which everything is answered at once; the stories change one thing each. */
const smooth: Script = {
  sweepCover: [done({ insured: true })],
  decideAdmission: [{ outcome: 'admit', attention: null }],
  sweepAdmission: [answered],
  sweepSettlement: [answered],
  settleStay: [settled],
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
      sweepAdmission: [late('admit'), answered],
      sweepSettlement: [late('settle'), late('settle'), answered],
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
        answered,
      ],
    },
    discharged: true,
    notices: [{ kind: 'retry-now', after: 'sweepSettlement', times: 1 }],
  },
  {
    name: 'admission-refused-then-retried',
    script: {
      ...smooth,
      sweepAdmission: [
        done({ kind: 'refused', attention: attention('admission-refused', 'admit') }),
        answered,
      ],
    },
    discharged: true,
    notices: [{ kind: 'retry-now', after: 'sweepAdmission', times: 1 }],
  },
  {
    name: 'settlement-incomplete-then-entered',
    script: {
      ...smooth,
      settleStay: [{ kind: 'blocked', attention: attention('settlement-incomplete', 'settle') }, settled],
    },
    discharged: true,
    notices: [{ kind: 'retry-now', after: 'settleStay', times: 1 }],
  },
  {
    name: 'three-payers-over-days',
    script: {
      ...smooth,
      settleStay: [
        {
          kind: 'settled',
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
    carried: { stage: 'Settled', dischargeAsked: true, attention: null },
    notices: [],
  },
  {
    name: 'settled-anew-while-a-payer-is-open',
    since: '0.2.0',
    script: {
      ...smooth,
      sweepReimbursement: [claimOpen, claimOpen, claimOpen, paid(800_000)],
      closeStay: [{ closed: false, again: true }, unpaid, { closed: true }],
    },
    discharged: true,
    notices: [
      { kind: 'resolved', after: 'sweepReimbursement', times: 1 },
      { kind: 'patient-paid', after: 'closeStay', times: 2 },
    ],
  },
  {
    name: 'a-bill-in-mid-stay',
    since: '0.2.0',
    script: {
      ...smooth,
      sweepInterim: [
        late('interim'),
        done({ kind: 'refused', attention: attention('settlement-refused', 'interim') }),
        answered,
      ],
      settleInterim: [{ kind: 'settled', obligations: [] }],
      closeStay: [{ closed: false, interim: true }, { closed: true }],
    },
    discharged: true,
    dischargedAfter: 'settleInterim',
    notices: [{ kind: 'interim-due', after: 'sweepAdmission', times: 1 }],
  },
  {
    name: 'bank-late-with-a-draw',
    since: '0.2.0',
    script: {
      ...smooth,
      sweepCreditLine: [late('bank'), answered],
      closeStay: [{ closed: false, bank: true }, { closed: true }],
    },
    discharged: true,
    notices: [],
  },
  {
    name: 'hub-fault-in-every-step',
    since: '0.2.0',
    script: {
      sweepCover: [faultOf('sweepCover'), done({ insured: true })],
      decideAdmission: [faultOf('decideAdmission'), { outcome: 'admit', attention: null }],
      sweepAdmission: [faultOf('sweepAdmission'), answered],
      sweepSettlement: [faultOf('sweepSettlement'), late('settle'), answered],
      settleStay: [faultOf('settleStay'), settled],
      sweepReimbursement: [faultOf('sweepReimbursement'), claimOpen, paid(800_000)],
      closeStay: [faultOf('closeStay'), { closed: true }],
      recordTrouble: [
        { shown: { ...attention('hub-fault', 'identify'), blockedOn: 'hub' } },
        { shown: null },
      ],
    },
    discharged: true,
    notices: [],
  },
];

/** The first version that has a workflow; every version has the others. */
export const workflowsSince: Readonly<Record<string, string>> = {
  ...{ repayment: '0.2.0', insurerReconciliation: '0.2.0', textMessages: '0.2.0', preSettlement: '0.2.0' },
  announcement: '0.2.0',
};

/** A reconciliation whose insurer is silent, whose step fails for the hub's own fault, and that is answered then. */
export const reconciliationStory = {
  name: 'insurer-reconciled',
  script: {
    reconcileWithInsurer: [
      { kind: 'waiting', attention: attention('agency-wait', 'reconcile-insurer') },
      faultOf('reconcileWithInsurer'),
      { kind: 'answered' },
    ],
  } satisfies Script,
} as const;

/** A bill that is tried while the insurer is silent, while the hub is at fault, and that is answered then. */
export const preSettlementStory = {
  name: 'bill-tried',
  script: {
    preSettle: [{ kind: 'waiting' }, faultOf('preSettle'), { kind: 'answered' }],
  } satisfies Script,
} as const;

/** Text messages whose gateway is silent, whose round fails for the hub's own fault, that wait for their report, and are over. */
export const textStory = {
  name: 'text-messages',
  script: {
    sweepTextMessages: [
      { kind: 'waiting', attention: attention('agency-wait', 'text-messages') },
      faultOf('sweepTextMessages'),
      { kind: 'open', againInMs: 1_500 },
      { kind: 'idle' },
    ],
  } satisfies Script,
} as const;

const counts = { waiting: 1, sent: 1, delivered: 0, undelivered: 0, unknown: 0, notSent: 0 };
const announced = (of: { readonly made: boolean; readonly attention: Attention | null }) => ({
  ...({ kind: 'open', state: 'running', counts, atNight: false, againInMs: 1_000 } as const),
  ...of,
});

const told = { kind: 'over', state: 'done', counts } as const;

/** An announcement: whose first run ends with the page that it made; and one whose gateway is silent and whose look fails once for the hub's own fault. */
export const announcementStories: readonly PlanStory[] = [
  {
    name: 'announcement-page',
    script: { followAnnouncement: [announced({ made: true, attention: null }), told] },
  },
  {
    name: 'announcement-waits',
    script: {
      followAnnouncement: [
        announced({ made: false, attention: attention('agency-wait', 'text-messages') }),
        faultOf('followAnnouncement'),
        announced({ made: false, attention: null }),
        told,
      ],
    },
  },
];

/** One plan of instalments whose history is recorded. */
export interface PlanStory {
  readonly name: string;
  readonly script: Script;
}

const planWaits = (days: number, waits: Attention | null = null) => ({
  ...({
    kind: 'running',
    attention: waits,
    nextOn: '2026-02-01' as LocalDate,
    againInMs: days * 86_400_000,
  } as const),
});

/** Every way a plan of instalments takes. */
export const planStories: readonly PlanStory[] = [
  {
    name: 'plan-missed-and-made-up',
    script: {
      followPlan: [
        planWaits(2),
        planWaits(1, { ...attention('instalment-missed', 'repayment/1'), blockedOn: 'hospital' }),
        planWaits(1),
        { kind: 'over' },
      ],
    },
  },
  {
    name: 'plan-hub-fault',
    script: {
      followPlan: [faultOf('followPlan'), { kind: 'over' }],
      recordTrouble: [{ shown: { ...attention('hub-fault', 'repayment/1/follow'), blockedOn: 'hub' } }],
    },
  },
];

/** One list version or pull whose history is recorded. */
export interface ListStory {
  readonly name: string;
  readonly input: ListSyncInput;
  readonly script: Script;
}

const staged = { kind: 'staged' as const, accepted: 1200, local: 1100 };
const file = (listId: string): ListSyncInput => ({ source: 'file', listId: listId as ListId, version: 1 });

/** Every way a list takes; its id names the story. */
export const listStories: readonly ListStory[] = [
  {
    name: 'list-released',
    input: file('list-released'),
    script: { stageList: [staged], checkList: [{ kind: 'clear' }], releaseList: [{ kind: 'ended' }] },
  },
  {
    name: 'list-unreadable',
    input: file('list-unreadable'),
    script: { stageList: [{ kind: 'unreadable', code: 'damaged' }], endList: [null] },
  },
  {
    name: 'list-held-then-rejected',
    input: file('list-held-then-rejected'),
    script: {
      stageList: [staged],
      checkList: [{ kind: 'held' }],
      readListDecision: ['reject'],
      endList: [null],
    },
  },
  {
    name: 'list-staging-lost',
    input: file('list-staging-lost'),
    script: {
      stageList: [staged],
      checkList: [{ kind: 'clear' }],
      releaseList: [{ kind: 'staging-lost' }, { kind: 'ended' }],
    },
  },
  {
    name: 'list-pulled-twice',
    input: { source: 'pull', listId: 'list-pulled-twice' as ListId },
    script: {
      pullList: [
        { kind: 'broken', code: 'no-answer', attention: attention('agency-wait', 'pull') },
        { kind: 'same', version: 1 },
      ],
    },
  },
  {
    name: 'list-hub-fault',
    input: file('list-hub-fault'),
    script: {
      stageList: [faultOf('stageList'), staged],
      checkList: [{ kind: 'clear' }],
      releaseList: [faultOf('releaseList'), { kind: 'ended' }],
    },
  },
  {
    name: 'list-hub-fault-told',
    input: file('list-hub-fault-told'),
    script: {
      stageList: [faultOf('stageList'), faultOf('stageList'), staged],
      checkList: [{ kind: 'clear' }],
      releaseList: [faultOf('releaseList'), { kind: 'ended' }],
      recordListTrouble: [null],
    },
  },
  {
    name: 'list-pull-hub-fault',
    input: { source: 'pull', listId: 'list-pull-hub-fault' as ListId },
    script: {
      pullList: [faultOf('pullList'), { kind: 'same', version: 1 }],
      recordListTrouble: [null],
    },
  },
  {
    name: 'list-counted',
    input: { source: 'census', listId: 'list-counted' as ListId },
    script: { countListHeads: [null] },
  },
];

/** Activities that follow the script of each case or list, and how often each was asked. */
export function scripted(scriptOf: (name: string) => Script) {
  const calls = new Map<string, number>();
  const called = (subject: string, name: keyof Script): number => calls.get(`${subject} ${name}`) ?? 0;
  const answer = <Name extends keyof Script>(name: Name, atOnce = false) =>
    (async (input: Parameters<Activities[Name]>[0]) => {
      const subject = subjectOf(input);
      const call = called(subject, name);
      const answers = scriptOf(subject)[name] ?? [];
      const said = answers[Math.min(call, answers.length - 1)];
      const failed = said instanceof ApplicationFailure;
      // A party that is late does not answer at once; the ordinary sweep after it hears that it is late. So with a fault.
      if (!(atOnce && (failed || isWaiting(said)))) calls.set(`${subject} ${name}`, call + 1);
      if (failed) throw said;
      return said;
    }) as Activities[Name];
  const steps = (atOnce: boolean): StaySteps => ({
    sweepCover: answer('sweepCover', atOnce),
    decideAdmission: answer('decideAdmission', atOnce),
    sweepAdmission: answer('sweepAdmission', atOnce),
    sweepSettlement: answer('sweepSettlement', atOnce),
    settleStay: answer('settleStay', atOnce),
    sweepReimbursement: answer('sweepReimbursement', atOnce),
    closeStay: answer('closeStay', atOnce),
  });
  const activities: Activities = {
    ...steps(false),
    ...atOnceActivities(() => steps(true)),
    recordTrouble: answer('recordTrouble'),
    followPlan: answer('followPlan'),
    sweepCancel: answer('sweepCancel'),
    sweepInterim: answer('sweepInterim'),
    settleInterim: answer('settleInterim'),
    sweepCreditLine: answer('sweepCreditLine'),
    sweepRecords: answer('sweepRecords'),
    reconcileWithInsurer: answer('reconcileWithInsurer'),
    preSettle: answer('preSettle'),
    sweepTextMessages: answer('sweepTextMessages'),
    followAnnouncement: answer('followAnnouncement'),
    stageList: answer('stageList'),
    checkList: answer('checkList'),
    releaseList: answer('releaseList'),
    readListDecision: answer('readListDecision'),
    endList: answer('endList'),
    pullList: answer('pullList'),
    countListHeads: answer('countListHeads'),
    recordListTrouble: answer('recordListTrouble'),
  };
  return { activities, called };
}

/** Whose script an activity follows. */
function subjectOf(input: Parameters<Activities[keyof Activities]>[0]): string {
  if ('caseRef' in input) return input.caseRef;
  if ('listId' in input) return input.listId;
  if ('announcement' in input) return input.announcement;
  return 'institution' in input ? input.institution : 'text-messages';
}

function isWaiting(said: unknown): boolean {
  return typeof said === 'object' && said !== null && Reflect.get(said, 'kind') === 'waiting';
}
