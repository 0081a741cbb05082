import { activityInfo } from '@temporalio/activity';
import type { Activities, ClaimInput, Swept } from '../../activities/contract.ts';
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
  | 'recordTrouble'
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
  readonly activities: StaySteps;
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
  recordTrouble: (_call, { step, trouble }) => ({
    shown: trouble && { ...attention(trouble.code, step, 'hub'), ...trouble },
  }),
};

export function fakeWorld(): FakeWorld {
  const answers = new Map<string, Answers>();
  const calls = new Map<string, string[]>();
  const callsOf = (caseRef: string, step: Step): readonly string[] => calls.get(`${caseRef} ${step}`) ?? [];
  const activity = <Name extends Step>(step: Name) =>
    (async (input: Parameters<StaySteps[Name]>[0]) => {
      const { caseRef } = input;
      const { activityId, attempt, workflowExecution } = activityInfo();
      const id = `${workflowExecution?.runId} ${activityId} ${attempt}`;
      // A local activity whose workflow task was lost runs again: the same question, and the same answer.
      const known = [...new Set([...callsOf(caseRef, step), id])];
      calls.set(`${caseRef} ${step}`, known);
      const answer = (answers.get(caseRef)?.[step] ?? smooth[step]) as NonNullable<Answers[Name]>;
      return answer(known.indexOf(id), input);
    }) as StaySteps[Name];
  return {
    activities: {
      sweepCover: activity('sweepCover'),
      decideAdmission: activity('decideAdmission'),
      sweepAdmission: activity('sweepAdmission'),
      sweepSettlement: activity('sweepSettlement'),
      settleStay: activity('settleStay'),
      sweepReimbursement: activity('sweepReimbursement'),
      closeStay: activity('closeStay'),
      recordTrouble: activity('recordTrouble'),
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
