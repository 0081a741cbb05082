import { sql } from 'kysely';
import type { CaseRef } from '../../domain/ids.ts';
import { channel } from '../postgres/changes.ts';
import type { Database } from '../postgres/database.ts';
import type { StayStore } from './stays.ts';

/** What changes what a hospital sees of a stay. Each takes a case ref, or something that has one, first. */
const changing = [
  'recordDecision',
  'advanceStage',
  'acceptDischarge',
  'recordDischargeTaken',
  'recordCheck',
  'recordAgreement',
  'recordCondition',
  'settleUnderCaps',
  'recordPatientPayment',
  'followPlan',
  'recordCharges',
  'offerPaymentStage',
  'openInterim',
  'withdrawInterim',
  'settleFurther',
  'askPreSettlement',
  'answerPreSettlement',
  'recordObligationState',
  'closeStay',
  'raiseAttention',
  'clearTrouble',
] as const satisfies readonly (keyof StayStore)[];

type Write = (
  about: CaseRef | { readonly caseRef: CaseRef },
  ...more: readonly unknown[]
) => Promise<unknown>;

/**
 * The same store, which tells of each stay that it changed, once that is committed. A transaction that told by itself would
 * queue with every other one that tells; what is lost with a process that dies in between, whoever waits finds by looking.
 */
export function tellingStays(store: StayStore, tell: (caseRef: CaseRef) => void): StayStore {
  const told = changing.map((name) => {
    const write = store[name] as unknown as Write;
    const telling: Write = async (about, ...more) => {
      const result = await write(about, ...more);
      tell(typeof about === 'string' ? about : about.caseRef);
      return result;
    };
    return [name, telling] as const;
  });
  return { ...store, ...(Object.fromEntries(told) as Partial<StayStore>) };
}

/** Changes of one moment are told together (real ms): a step often changes a stay several times. */
const gatherMs = 50;

/** Tells every process, without anybody waiting for it. */
export function tellProcesses(db: Database): (caseRef: CaseRef) => void {
  const gathered = new Set<CaseRef>();
  const tell = async (): Promise<void> => {
    const told = [...gathered];
    gathered.clear();
    await sql`SELECT pg_notify(${channel}, 'stay ' || case_ref) FROM unnest(${told}::text[]) AS case_ref`.execute(
      db,
    );
  };
  return (caseRef) => {
    // Whoever waits looks by himself when nothing is told.
    if (gathered.size === 0) setTimeout(() => void tell().catch(() => undefined), gatherMs);
    gathered.add(caseRef);
  };
}
