import { chinaDate, type Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Instalment, overdueFen, planRest, restOf } from '../../domain/repayment.ts';
import { repaymentStep } from '../../domain/repayment-steps.ts';
import type { Attention } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from '../stays/attention.ts';
import { isDead } from './deaths.ts';

/** Says what a running plan waits for: what was due and is not paid; after the patient's death what is open, for nobody is asked by its days any more. */
export async function tellOverdue(
  tx: Connection,
  of: {
    readonly caseRef: CaseRef;
    readonly plan: number;
    readonly instalments: readonly Instalment[];
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, plan, at } = of;
  const step = repaymentStep(plan);
  const waits = await waitOf(tx, of);
  if (waits === null) return void (await clearIn(tx, { caseRef, step, at }));
  const attention = { ...waits, blockedOn: 'hospital', since: at, step } as const;
  await raiseIn(tx, { caseRef, attention, at });
}

async function waitOf(
  tx: Connection,
  {
    caseRef,
    instalments,
    at,
  }: { readonly caseRef: CaseRef; readonly instalments: readonly Instalment[]; readonly at: Instant },
): Promise<Pick<Attention, 'code' | 'detail'> | null> {
  if (await isDead(tx, caseRef)) {
    const detail = { kind: 'estate', balanceFen: planRest(instalments) } as const;
    return { code: 'patient-part-due', detail };
  }
  const today = chinaDate(at);
  const overdue = overdueFen(instalments, today);
  const oldest = instalments.find((one) => one.dueOn < today && restOf(one) > 0);
  if (overdue === 0 || oldest === undefined) return null;
  return { code: 'instalment-missed', detail: { kind: 'overdue', overdueFen: overdue, dueOn: oldest.dueOn } };
}
