import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, PayerId, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { addFen, type Fen, maxFen, minFen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import { type StoreParts, stayPlace } from '../stays/records.ts';
import { type OpenAmendment, readOpenAmendment } from './amendments.ts';
import { withdrawFiled } from './claims-withdrawn.ts';
import { oweToLine } from './credit-refunds.ts';
import { type Posting, post, summed } from './ledger.ts';
import { type Obligation, selectObligations } from './obligations.ts';
import { passedOn, type Rework } from './pass-on.ts';
import { readBalance } from './patient-account.ts';
import { raisePatientPart, tellPatientPart } from './patient-part.ts';
import { returnRelief } from './patient-relief.ts';
import { type Again, type Compared, payersDiffer, type SettledAgain, signed } from './payer-differences.ts';
import { owe } from './refunds.ts';
import { cutPlan } from './repayment-plans.ts';
import { replaceBill } from './replaced-bills.ts';
import { knownUnderCaps, lockPerson } from './settlement-reads.ts';
import { replaceSettlement } from './settlement-writes.ts';

/**
 * Works it out with what the person's other stays of the year took, with the noes that were passed on before, and with the settlement
 * that it replaces; null: nothing is written.
 */
export type WorkAgain = (
  usedThisYear: Readonly<Partial<Record<PayerId, Fen>>>,
  refused: Rework['refused'],
  before: Settlement,
) => SettledAgain | null;

/** A settled stay whose bill was corrected. */
export function settlingAgain({ db, sealer }: StoreParts) {
  return {
    /** Undefined when no corrected bill is on its way. */
    openAmendment: (caseRef: CaseRef): Promise<OpenAmendment | undefined> => readOpenAmendment(db, caseRef),
    /**
     * Replaces the settlement by that of the corrected bill, in one transaction: the yearly caps, the bill, per payer a further
     * claim or a refund against the sum of its claims, and the patient's difference. `none`: no amendment is open.
     */
    async settleAgain(
      stay: { readonly caseRef: CaseRef; readonly personRef: PersonRef; readonly year: string },
      at: Instant,
      work: WorkAgain,
    ): Promise<'settled' | 'blocked' | 'none'> {
      const { caseRef } = stay;
      return db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const amendment = await readOpenAmendment(tx, caseRef);
        if (amendment === undefined) return 'none';
        await lockPerson(tx, stay.personRef);
        const { settlement: before, used } = await knownUnderCaps(tx, stay);
        invariant(before !== undefined, 'a bill is amended that was never settled');
        const filed = await lockClaims(tx, caseRef);
        const worked = work(used, passedOn(filed), before);
        if (worked === null) return 'blocked';
        const { settlement: after, request, partyOf } = worked;
        const { resolution } = amendment;
        const again = { caseRef, resolution, because: `resolution/${resolution}`, interimSequence: null, at };
        await withdrawFiled(tx, again, { claims: filed, after });
        const claims = await lockClaims(tx, caseRef);
        const postings = [
          ...(await payersDiffer(tx, again, { before, after, claims, partyOf })),
          ...(await patientDiffers(tx, again, { before, after, filed, claims })),
        ];
        // What was withdrawn and claimed anew moves once.
        await post(tx, { caseRef, key: `amendment/${resolution}`, postings: summed(postings), at });
        await replaceSettlement(tx, { caseRef, before, after, resolution, at });
        const requestSealed = sealer.seal(request, stayPlace('settled-from', caseRef));
        await tx.updateTable('settlements').set({ requestSealed }).where('caseRef', '=', caseRef).execute();
        await replaceBill(sealer, tx, { caseRef, sequence: resolution, at });
        const { totalFen, patientFen } = after;
        const detail = { sequence: resolution, totalFen, patientFen };
        await recordEvent(tx, { caseRef, kind: 'settled-again', detail, at });
        await clearIn(tx, { caseRef, step: 'settle', at });
        return 'settled';
      });
    },
  };
}

/** All claims of a stay, each payer's oldest first, which nobody else changes until the transaction ends. */
export function lockClaims(tx: Connection, caseRef: CaseRef): Promise<readonly Obligation[]> {
  return selectObligations(tx)
    .where('caseRef', '=', caseRef)
    .orderBy('payer')
    .orderBy('claimSequence')
    .forUpdate('obligations')
    .execute();
}

/** The claims before what was filed too much was taken back (`filed`), and after it. */
interface ClaimsCompared extends Compared {
  readonly filed: readonly Obligation[];
  readonly claims: readonly Obligation[];
}

/** More is due from the patient, beside a plan that runs; of less the plan is cut first, then relief is taken back, and only what was paid is paid back. */
export async function patientDiffers(
  tx: Connection,
  again: Again,
  { before, after, filed, claims }: ClaimsCompared,
): Promise<readonly Posting[]> {
  const { caseRef, resolution, at } = again;
  const balance = await readBalance(tx, caseRef);
  invariant(balance !== undefined, 'a settled stay has a balance');
  const { paidFen, relievedFen, deferredFen } = balance;
  const open = ({ patientFen }: Settlement, claimed: readonly Obligation[]): Fen =>
    subtractFen(
      addFen(patientFen, sumFen(claimed.map(({ outsideFen }) => outsideFen))),
      addFen(paidFen, relievedFen),
    );
  const [standing, left] = [open(before, filed), open(after, claims)];
  const leftFen = maxFen(left, zeroFen);
  const stillDeferred = minFen(deferredFen, leftFen);
  const dueFen = subtractFen(leftFen, stillDeferred);
  await cutPlan(tx, { caseRef, amount: subtractFen(deferredFen, stillDeferred), at });
  await askForMore(tx, { caseRef, dueFen, deferredFen: stillDeferred, at });
  const tooMuch = subtractFen(leftFen, left);
  // In care nothing was relieved.
  const relief = minFen(tooMuch, relievedFen);
  const back = resolution === null ? [] : await returnRelief(tx, { caseRef, amount: relief, resolution, at });
  const owedFen = addFen(tooMuch, sumFen(back.map(({ fen }) => fen)));
  const cashFen = subtractFen(owedFen, await oweToLine(tx, { ...again, owedFen, resolution }));
  if (cashFen > 0) await owe(tx, { caseRef, debtor: 'patient', owedFen: cashFen, resolution, at });
  return [
    ...signed(subtractFen(dueFen, subtractFen(standing, deferredFen)), 'receivable:patient'),
    ...signed(subtractFen(stillDeferred, deferredFen), 'deferred:patient'),
    ...back.flatMap(({ account, fen }) => signed(fen, account)),
    ...signed(subtractFen(zeroFen, owedFen), 'refund:patient'),
  ];
}

/** What is due beside a plan is asked for at once: the patient was promised that the plan is all. */
async function askForMore(
  tx: Connection,
  more: { readonly caseRef: CaseRef; readonly dueFen: Fen; readonly deferredFen: Fen; readonly at: Instant },
): Promise<void> {
  const { caseRef, dueFen, deferredFen, at } = more;
  if (dueFen > 0 && deferredFen > 0)
    return raisePatientPart(tx, { caseRef, balanceFen: dueFen, since: at, at });
  await tellPatientPart(tx, { caseRef, balanceFen: dueFen, at });
}
