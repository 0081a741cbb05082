import { addDays, chinaDate, type Instant, type LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { nextLook, restOf } from '../../domain/repayment.ts';
import { repaymentStep } from '../../domain/repayment-steps.ts';
import type { Attention } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { shownIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { isDead } from './deaths.ts';
import { tellOverdue } from './overdue.ts';
import { owePatientNotice } from './patient-notices.ts';
import { type RunningPlan, readRunningPlan } from './repayment-plans.ts';

/** Names one plan of a stay. */
interface PlanName {
  readonly caseRef: CaseRef;
  readonly plan: number;
}

/** How a plan stands after somebody looked; `nextOn`: when to look again, null: only once somebody pays or acts. */
export type PlanFollowed =
  | { readonly kind: 'over' }
  | { readonly kind: 'running'; readonly waits: Attention | null; readonly nextOn: LocalDate | null };

/** What time alone brings to a plan of instalments. */
export function planFollowing({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * Writes what became due since the last look, each once: reminders that are owed to the patient, before the day and on it, and
     * instalments that were missed. After the patient's death nobody is reminded. Throws HubProblem `case-unknown`.
     */
    async followPlan({ caseRef, plan }: PlanName, at: Instant): Promise<PlanFollowed> {
      return db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const running = await readRunningPlan(tx, caseRef);
        if (running?.plan !== plan) return { kind: 'over' };
        const dead = await isDead(tx, caseRef);
        if (!dead) await remind(tx, caseRef, running, at);
        await tellOverdue(tx, { caseRef, plan, instalments: running.instalments, at });
        const today = chinaDate(at);
        const { remindDaysBefore, instalments } = running;
        return {
          kind: 'running',
          waits: await shownIn(tx, caseRef, repaymentStep(plan)),
          nextOn: dead ? null : nextLook(instalments, { today, remindDaysBefore }),
        };
      });
    },
  };
}

async function remind(
  tx: Connection,
  caseRef: CaseRef,
  { plan, remindDaysBefore, instalments }: RunningPlan,
  at: Instant,
): Promise<void> {
  const today = chinaDate(at);
  for (const one of instalments) {
    const fen = restOf(one);
    if (fen <= 0) continue;
    const { instalment, dueOn } = one;
    const near = today < dueOn && today >= addDays(dueOn, -remindDaysBefore);
    const what =
      near && !one.remindedBefore
        ? ({ kind: 'reminder-owed', mark: { remindedBefore: true }, more: { when: 'before' } } as const)
        : today === dueOn && !one.remindedOnDay
          ? ({ kind: 'reminder-owed', mark: { remindedOnDay: true }, more: { when: 'on-the-day' } } as const)
          : today > dueOn && !one.missed
            ? ({ kind: 'instalment-missed', mark: { missed: true }, more: {} } as const)
            : null;
    if (what === null) continue;
    await tx
      .updateTable('instalments')
      .set(what.mark)
      .where((eb) => eb.and({ caseRef, planSequence: plan, instalment }))
      .execute();
    const detail = { plan, instalment, fen, dueOn, ...what.more };
    await recordEvent(tx, { caseRef, kind: what.kind, detail, at });
    const told = what.kind === 'instalment-missed' ? 'missed' : what.more.when;
    await owePatientNotice(tx, {
      ...{ caseRef, kind: told === 'missed' ? 'instalment-missed' : 'instalment-reminder', at },
      ...{ about: `instalment/${plan}/${instalment}/${told}`, fields: { fen, dueOn } },
    });
  }
}
