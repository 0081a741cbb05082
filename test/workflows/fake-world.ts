import { activityInfo } from '@temporalio/activity';
import { atOnceActivities, type StaySteps as StepsAtOnce } from '../../activities/at-once/at-once.ts';
import { NotAtOnce } from '../../activities/at-once/exchange.ts';
import type { Activities, AtOnceActivities, Swept } from '../../activities/contract.ts';
import type { ClaimInput } from '../../activities/money/claim-progress.ts';
import { instant, localDate } from '../../domain/dates.ts';
import type { PayerId } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import type { Attention, AttentionCode, ObligationOutcome, ObligationRef } from '../../domain/stay.ts';

/** The steps of a stay and of its reimbursements. */
type StaySteps = Pick<
  Activities,
  | 'sweepCover'
  | 'decideAdmission'
  | 'sweepAdmission'
  | 'sweepSettlement'
  | 'settleStay'
  | 'sweepReimbursement'
  | 'closeStay'
  | 'sweepCancel'
  | 'sweepInterim'
  | 'settleInterim'
  | 'recordTrouble'
  | 'followPlan'
>;
type Step = keyof StaySteps;

/** How the world answers one case: each step by how often it was asked before (from 0) and its input. */
export type Answers = {
  [Name in Step]?: (
    call: number,
    input: Parameters<StaySteps[Name]>[0],
  ) => Awaited<ReturnType<StaySteps[Name]>> | Promise<Awaited<ReturnType<StaySteps[Name]>>>;
};

/** A world whose answers can be changed while a workflow waits for them, and that counts the questions. */
export interface FakeWorld {
  readonly activities: StaySteps & AtOnceActivities;
  readonly answer: (caseRef: string, answers: Answers) => void;
  readonly calls: (caseRef: string, step: Step) => number;
}

/** Everything is answered at once, one payer pays, the patient owes nothing; tests change one thing each. */
const smooth: Required<Answers> = {
  sweepCover: () => done({ insured: true }),
  decideAdmission: () => ({ outcome: 'admit', attention: null }),
  sweepAdmission: () => done({ kind: 'answered' }),
  sweepSettlement: () => done({ kind: 'answered' }),
  settleStay: () => ({ kind: 'settled', obligations: [obligation('basic-insurance')] }),
  sweepReimbursement: () => paid(),
  closeStay: () => ({ closed: true }),
  sweepCancel: () => done({ kind: 'answered' }),
  sweepInterim: () => done({ kind: 'answered' }),
  settleInterim: () => ({ kind: 'settled', obligations: [] }),
  followPlan: () => ({ kind: 'over' }),
  recordTrouble: (_call, { step, trouble }) => ({
    shown: trouble && { ...attention(trouble.code, step, 'hub'), ...trouble },
  }),
};

/** `parties`: whether the worker of the workflows can ask parties itself, or they are in another zone. */
export function fakeWorld(parties: 'here' | 'elsewhere'): FakeWorld {
  const answers = new Map<string, Answers>();
  const calls = new Map<string, string[]>();
  const callsOf = (caseRef: string, step: Step): readonly string[] => calls.get(`${caseRef} ${step}`) ?? [];
  const activity = <Name extends Step>(step: Name, atOnce = false) =>
    (async (input: Parameters<StaySteps[Name]>[0]) => {
      const { caseRef } = input;
      const { activityId, attempt, workflowExecution } = activityInfo();
      const payer = 'payer' in input ? input.payer : '';
      const id = `${workflowExecution?.runId} ${activityId} ${attempt} ${payer}`;
      // A local activity whose workflow task was lost runs again: the same question, and the same answer.
      const known = [...new Set([...callsOf(caseRef, step), id])];
      calls.set(`${caseRef} ${step}`, known);
      const answer = (answers.get(caseRef)?.[step] ?? smooth[step]) as NonNullable<Answers[Name]>;
      const said = await answer(known.indexOf(id), input);
      // Who is late is asked once: what was not answered at once is the same question as the ordinary one after it.
      if (atOnce && 'kind' in said && said.kind === 'waiting')
        calls.set(
          `${caseRef} ${step}`,
          callsOf(caseRef, step).filter((one) => one !== id),
        );
      return said;
    }) as StaySteps[Name];
  const steps = (atOnce: boolean): StepsAtOnce => ({
    sweepCover: activity('sweepCover', atOnce),
    decideAdmission: activity('decideAdmission', atOnce),
    sweepAdmission: activity('sweepAdmission', atOnce),
    sweepSettlement: activity('sweepSettlement', atOnce),
    settleStay: activity('settleStay', atOnce),
    sweepReimbursement: activity('sweepReimbursement', atOnce),
    closeStay: activity('closeStay', atOnce),
  });
  const elsewhere = (): never => {
    throw new NotAtOnce('elsewhere');
  };
  const far = {
    ...steps(true),
    ...{ sweepCover: elsewhere, sweepSettlement: elsewhere },
    sweepReimbursement: elsewhere,
  };
  return {
    activities: {
      ...steps(false),
      ...atOnceActivities(() => (parties === 'here' ? steps(true) : far)),
      recordTrouble: activity('recordTrouble'),
      sweepCancel: activity('sweepCancel'),
      sweepInterim: activity('sweepInterim'),
      settleInterim: activity('settleInterim'),
      followPlan: activity('followPlan'),
    },
    answer: (caseRef, more) => {
      answers.set(caseRef, { ...answers.get(caseRef), ...more });
    },
    calls: (caseRef, step) => callsOf(caseRef, step).length,
  };
}

export function done<Value>(value: Value): Swept<Value> {
  return { kind: 'done', value };
}

/** The insurer is not prompt, and its promise has passed. */
export function overdue(step: string): Swept<never> {
  return { kind: 'waiting', overdue: true, attention: attention('agency-wait', step) };
}

export function attention(
  code: AttentionCode,
  step: string,
  blockedOn: Attention['blockedOn'] = 'medical-insurance',
): Attention {
  return { code, blockedOn, step, since: instant('2026-01-05T09:00:00.000+08:00') };
}

export function obligation(payer: PayerId): ObligationRef {
  return { payer, claimSequence: 1, party: 'medical-insurance' };
}

export function paid() {
  return final({ kind: 'paid', fen: fen(800_000), paidOn: localDate('2026-02-01') });
}

export function final(outcome: ObligationOutcome) {
  return done({ kind: 'final' as const, outcome });
}

/** Each payer answers as its own function says; the others pay at once. */
export function byPayer(
  payers: Partial<Record<PayerId, () => ReturnType<typeof paid> | ReturnType<typeof open>>>,
): NonNullable<Answers['sweepReimbursement']> {
  return (_call, { payer }: ClaimInput) => payers[payer]?.() ?? paid();
}

/** Nothing of this claim is to be known before so many county days. */
export function open(askAgainInDays: number) {
  return done({ kind: 'open' as const, askAgainInDays });
}
