import { randomBytes } from 'node:crypto';
import type { StayView } from '../../county/stay-view.ts';
import { wholeFee } from '../../county/whole-fee.ts';
import type { LocalDate } from '../../domain/dates.ts';
import { never } from '../../domain/invariant.ts';
import { yuanString } from '../../domain/money.ts';
import type { CareStep } from './care-acts.ts';
import { fileOf } from './command.ts';

/** How a story speaks of its stay. */
export interface CareTools {
  readonly today: () => LocalDate;
  readonly post: (action: string, body: object) => Promise<{ readonly body: unknown }>;
  /** `hub stay <command> <caseRef> …` as a person of the hospital types it. */
  readonly type: (command: string, ...words: readonly string[]) => Promise<unknown>;
  /** Two people of a hospital put the same rule. */
  readonly putRule: (hospital: string, path: string, rule: object) => Promise<unknown>;
  readonly seen: (what: string, done: (view: StayView) => boolean) => Promise<unknown>;
  /** What the hospital's people read of the stay. */
  readonly get: <Reply>(what: string) => Promise<Reply>;
}

/** Plays what happens to a stay while it goes on, and its discharge. */
export async function cared(tools: CareTools, step: CareStep): Promise<void> {
  switch (step.act) {
    case 'charge':
      return charged(tools, step);
    case 'due-on-account':
      await tools.seen(`${step.amount} fen due on account`, (view) => view.onAccount?.dueFen === step.amount);
      return;
    case 'pay-on-account': {
      const { amount: fen, receipt } = step;
      const paid = { paymentId: receipt, receiptNo: receipt, fen, paidOn: tools.today(), method: 'cash' };
      await tools.post('patient-payments', paid);
      return;
    }
    case 'pay': {
      // A corrected bill is settled once the patient owes what it says.
      const owes = ({ receivables }: StayView): boolean =>
        (receivables?.patient.balanceFen ?? 0) >= step.amount;
      const { amount: fen, method, again, refusedWith } = step;
      if (!again) await tools.seen(`${fen} fen owed by the patient`, owes);
      const paymentId = `P-${randomBytes(5).toString('hex')}`;
      const paid = { paymentId, fen, paidOn: tools.today(), method };
      return refusable(refusedWith, () => tools.post('patient-payments', paid));
    }
    case 'staging-rule': {
      const { hospital, from: validFrom, until: validUntil, amount: amountFen, days, match, offered } = step;
      const said = { amountFen, days, match, offered, what: 'settlement' };
      const rule = { ruleNo: `ST-${validFrom}`, validFrom, validUntil, ...said };
      return refusable(step.refusedWith, () => tools.putRule(hospital, 'staging-rules', rule));
    }
    case 'open-bill':
    case 'withdraw-bill':
    case 'bill':
      return inMidStay(tools, step);
    case 'held':
      await tools.seen(`${step.amount} fen held`, ({ creditLine }) => creditLine?.hold?.fen === step.amount);
      return;
    case 'drawn':
      await tools.seen(
        `${step.amount} fen drawn`,
        drawsSay(({ state, fen }) => state === 'done' && fen === step.amount),
      );
      return;
    case 'back-to-the-line':
      await tools.seen(
        `${step.amount} fen back`,
        drawsSay(({ backFen }) => backFen === step.amount),
      );
      return;
    case 'draw-notice':
      await tools.seen('settled', ({ settlement }) => settlement !== null);
      return refusable(step.refusedWith, () => tools.type('draw-notice', '--on', step.day, '--way', 'phone'));
    case 'draw':
      await tools.seen('settled', ({ settlement }) => settlement !== null);
      return refusable(step.refusedWith, () =>
        tools.type(
          'draw',
          ...(step.basis === 'consent' ? ['--consented-on', tools.today()] : ['--forgotten']),
          ...(step.amount === undefined ? [] : ['--yuan', yuanString(step.amount)]),
        ),
      );
    case 'try-bill':
      return tried(tools, step);
    case 'may-leave':
      await tools.seen(
        `leaving on ${step.basis} with ${step.pay} fen`,
        ({ leaving }) => leaving?.basis === step.basis && leaving.payFen === step.pay,
      );
      return;
    case 'deposit':
      return depositIs(tools, step);
    case 'readmitted':
      await tools.seen(
        `${step.days} days after the last stay: ${step.state}`,
        ({ previousStay }) =>
          previousStay?.daysBefore === step.days && previousStay.readmission?.state === step.state,
      );
      return;
    case 'discharge':
      return refusable(step.refusedWith, () =>
        tools.post('discharge', {
          ...{ dischargedOn: step.day, way: step.way },
          bill: { totalFen: step.total, outOfPolicyFen: step.outOfPolicy },
          clinical: {
            ...(step.way === 'death' ? { diedOn: step.day } : {}),
            outOfPolicy: { ownPayFen: step.outOfPolicy, overLimitFen: 0, firstPayFen: 0 },
            fees: [wholeFee(step.total, step.day)],
          },
          ...(step.accountUsed ? { accountUsed: true } : {}),
          ...(step.because === undefined ? {} : { differsBecause: step.because }),
        }),
      );
    default:
      return never(step);
  }
}

/** What the bill would come to at the insurer, before it binds. */
async function tried(tools: CareTools, step: Extract<CareStep, { act: 'try-bill' }>): Promise<void> {
  const { total: totalFen, outOfPolicy: outOfPolicyFen, state, patient, refusedWith } = step;
  const bill = { totalFen, outOfPolicyFen };
  await refusable(refusedWith, () => tools.type('try-bill', '--bill', fileOf(bill)));
  if (refusedWith !== undefined) return;
  await tools.seen(
    `the bill of ${totalFen} fen tried: ${state}`,
    ({ preSettlement }) =>
      preSettlement?.totalFen === totalFen &&
      preSettlement.state === state &&
      preSettlement.patientFen === patient,
  );
}

/** A bill that is settled with the payers while the stay goes on. */
async function inMidStay(
  tools: CareTools,
  step: Extract<CareStep, { act: 'open-bill' | 'withdraw-bill' | 'bill' }>,
): Promise<void> {
  if (step.act === 'open-bill') {
    const until = step.until === undefined ? [] : ['--until', step.until];
    return refusable(step.refusedWith, () => tools.type('settle-so-far', ...until));
  }
  const { bill } = step;
  if (step.act === 'withdraw-bill')
    return refusable(step.refusedWith, () => tools.type('withdraw-bill', String(bill)));
  await tools.seen(`bill ${bill} is ${step.state}`, ({ interimBills }) =>
    interimBills.some((one) => one.bill === bill && one.state === step.state),
  );
  const { patient } = step;
  if (patient !== undefined)
    await tools.seen(`${patient} fen of bill ${bill} are the patient's`, ({ interimBills }) =>
      interimBills.some((one) => one.bill === bill && one.patientFen === patient),
    );
}

type Draw = NonNullable<StayView['creditLine']>['draws'][number];

function drawsSay(what: (draw: Draw) => boolean): (view: StayView) => boolean {
  return ({ creditLine }) => creditLine?.draws.some(what) === true;
}

const signers = { patient: '患者本人', family: '家属', guardian: '监护人' } as const;

/** What the window may ask as a deposit at this moment. */
async function depositIs(tools: CareTools, step: Extract<CareStep, { act: 'deposit' }>): Promise<void> {
  const { state, atMostFen, stillFen, zh } = await tools.get<{
    readonly state: string;
    readonly atMostFen: number | null;
    readonly stillFen: number | null;
    readonly zh: string;
  }>('deposit');
  const [said, told] = [
    [state, atMostFen, stillFen],
    [step.state, step.atMost, step.still],
  ];
  if (said.join() !== told.join())
    throw new Error(`预交金 ${said.join()}，应为 ${told.join()} · the deposit that may be asked: ${zh}`);
}

async function charged(tools: CareTools, step: Extract<CareStep, { act: 'charge' }>): Promise<void> {
  const { list: listNo, day, estimate, refusedWith, unsigned } = step;
  const entries = step.items.map((one, at) => {
    const [to, line] = one.corrects?.split('/') ?? [];
    const signedBy = one.signed === true ? 'patient' : one.signed;
    const signature = { signedBy, signerName: signers[signedBy || 'patient'], signedOn: day };
    return {
      ...{ code: `X${at + 1}`, name: one.item, category: one.kind, quantity: '1', fen: one.amount },
      policy: one.policy,
      ...(signedBy === false ? {} : { signature }),
      ...(to === undefined ? {} : { corrects: { listNo: to, line: Number(line) } }),
    };
  });
  const figures = estimate && {
    ...{ totalFen: estimate.total, patientFen: estimate.patient },
    shares: { 'basic-insurance': estimate.total - estimate.patient },
  };
  await refusable(refusedWith, async () => {
    const body = { listNo, day, entries, ...(figures === undefined ? {} : { estimate: figures }) };
    const taken = (await tools.post('charges', body)).body as { readonly flags: readonly unknown[] };
    if (taken.flags.length !== unsigned)
      throw new Error(`缺签字 ${taken.flags.length} 行,应为 ${unsigned} · lines without a signature`);
  });
}

/** What the hub must not take is not taken, for the reason that the story names. */
export async function refusable(code: string | undefined, act: () => Promise<unknown>): Promise<void> {
  if (code === undefined) return void (await act());
  const said = await act().then(
    () => 'taken',
    (failure: Error) => failure.message,
  );
  // As the door answers it, or as `hub` prints it.
  if (![`"${code}"`, `[${code}]`].some((one) => said.includes(one)))
    throw new Error(`应拒收 ${code},实为 · expected a refusal: ${said}`);
}
