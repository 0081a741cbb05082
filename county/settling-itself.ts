import { setTimeout as wait } from 'node:timers/promises';
import { type CoreTransaction, coreTransactions } from '../domain/core-answers.ts';
import type { CaseRef } from '../domain/ids.ts';
import type { Hospital } from './hospital.ts';
import type { OwnDesk, OwnStay } from './own-desk.ts';
import type { StayView } from './stay-view.ts';

/** A hospital whose own system registers and settles: its desk follows each stay and carries out what the hub waits for. */
export function settlingItself(
  hospital: Hospital,
  desk: OwnDesk,
  tools: { readonly signal: AbortSignal; readonly during: (work: Promise<void>) => void },
): Hospital {
  const { signal, during } = tools;
  const own = new Map<CaseRef, OwnStay>();

  const watch = async (caseRef: CaseRef): Promise<void> => {
    while (!signal.aborted) {
      try {
        for await (const view of hospital.follow(caseRef, signal)) {
          if (view.stage === 'Closed' || view.stage === 'Cancelled' || view.stage === 'Refused') return;
          const stay = own.get(caseRef);
          const asked = awaitedIn(view);
          if (asked !== undefined && stay !== undefined) await desk.carryOut(asked, stay);
        }
      } catch {
        // The insurer or the hub is away: the clerk tries again.
        await wait(2_000, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  return {
    ...hospital,
    admit: async (patient) => {
      const view = await hospital.admit(patient);
      const { person, admissionNo, admittedOn } = patient;
      own.set(view.caseRef, { caseRef: view.caseRef, person, admissionNo, admittedOn, bill: null });
      during(watch(view.caseRef));
      return view;
    },
    discharge: async (caseRef, dischargedOn, bill) => {
      const stay = own.get(caseRef);
      if (stay !== undefined) own.set(caseRef, { ...stay, bill: { ...bill, dischargedOn } });
      return hospital.discharge(caseRef, dischargedOn, bill);
    },
  };
}

/** Which transaction the hub waits for the hospital to carry out; undefined: for none. */
export function awaitedIn({ attention }: Pick<StayView, 'attention'>): CoreTransaction | undefined {
  const waits = attention.find(({ code }) => code === 'core-answer-awaited');
  return coreTransactions.find((one) => one === waits?.detail?.transaction);
}
