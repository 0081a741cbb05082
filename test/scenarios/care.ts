import { randomBytes } from 'node:crypto';
import { type StayView, wholeFee } from '../../county/hospital.ts';
import { HubCallError } from '../../county/hub-client.ts';
import type { LocalDate } from '../../domain/dates.ts';
import { never } from '../../domain/invariant.ts';
import type { CareStep } from './care-acts.ts';

/** How a story speaks of its stay. */
export interface CareTools {
  readonly today: () => LocalDate;
  readonly post: (action: string, body: object) => Promise<{ readonly body: unknown }>;
  readonly seen: (what: string, done: (view: StayView) => boolean) => Promise<unknown>;
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
      await tools.seen(`${step.amount} fen owed by the patient`, owes);
      const paymentId = `P-${randomBytes(5).toString('hex')}`;
      await tools.post('patient-payments', {
        ...{ paymentId, fen: step.amount, paidOn: tools.today(), method: 'cash' },
      });
      return;
    }
    case 'discharge':
      return refusable(step.refusedWith, () =>
        tools.post('discharge', {
          ...{ dischargedOn: step.day, way: 'cured' },
          bill: { totalFen: step.total, outOfPolicyFen: step.outOfPolicy },
          clinical: {
            outOfPolicy: { ownPayFen: step.outOfPolicy, overLimitFen: 0, firstPayFen: 0 },
            fees: [wholeFee(step.total, step.day)],
          },
          ...(step.because === undefined ? {} : { differsBecause: step.because }),
        }),
      );
    default:
      return never(step);
  }
}

async function charged(tools: CareTools, step: Extract<CareStep, { act: 'charge' }>): Promise<void> {
  const { list: listNo, day, estimate, refusedWith, unsigned } = step;
  const entries = step.items.map((one, at) => {
    const [to, line] = one.corrects?.split('/') ?? [];
    const signature = { signedBy: 'patient', signerName: '患者本人', signedOn: day };
    return {
      ...{ code: `X${at + 1}`, name: one.item, category: one.kind, quantity: '1', fen: one.amount },
      policy: one.policy,
      ...(one.signed ? { signature } : {}),
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
async function refusable(code: string | undefined, act: () => Promise<unknown>): Promise<void> {
  if (code === undefined) return void (await act());
  const said = await act().then(
    () => 'taken',
    (failure: unknown) => (failure instanceof HubCallError ? failure.message : Promise.reject(failure)),
  );
  if (!said.includes(`"${code}"`)) throw new Error(`应拒收 ${code},实为 · expected a refusal: ${said}`);
}
