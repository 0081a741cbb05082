import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, PayerId, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, subtractFen } from '../../domain/money.ts';
import { nothingSettled, type Settlement } from '../../domain/settlement.ts';
import { type InterimState, interimStep } from '../../domain/staging.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { dropUndecidedCover } from '../stays/cover-changes.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import { unsettledStep } from '../stays/other-stays.ts';
import { type StoreParts, stayPlace } from '../stays/records.ts';
import { withdrawFiled } from './claims-withdrawn.ts';
import { billAtWork, isAsRead, readInterims } from './interim-bills.ts';
import { post, summed } from './ledger.ts';
import { creditInterim, creditOnAccount } from './on-account.ts';
import { passedOn, type Rework } from './pass-on.ts';
import { readBalance } from './patient-account.ts';
import { type Again, type Compared, payersDiffer, type SettledAgain, shareOf } from './payer-differences.ts';
import { lockClaims, patientDiffers } from './settle-again.ts';
import { knownUnderCaps, lockPerson } from './settlement-reads.ts';
import { insertSettlement, replaceSettlement } from './settlement-writes.ts';

/** Works out what all live bills of a stay come to together; null: nothing is written. */
export type WorkFurther = (
  usedThisYear: Readonly<Partial<Record<PayerId, Fen>>>,
  refused: Rework['refused'],
) => SettledAgain | null;

/** Which bill of a stay: an interim one by its number, as it was read, or that of the discharge (null). */
interface FurtherBill {
  readonly caseRef: CaseRef;
  readonly personRef: PersonRef;
  readonly year: string;
  readonly interimSequence: number | null;
  readonly state?: InterimState;
}

/** Stays that are settled bill by bill: each settlement is of all live bills together, and what it changes is claimed. */
export function settlingFurther({ db, sealer }: StoreParts) {
  return {
    /**
     * Settles one bill more, or settles without one that was taken back, in one transaction: yearly caps, per payer a further claim or
     * a refund against the sum of its claims, the patient's difference, and what is on account. `none`: it was done before, or people
     * changed meanwhile what is to become of the bill, and the insurer is to be asked first.
     */
    async settleFurther(
      bill: FurtherBill,
      at: Instant,
      work: WorkFurther,
    ): Promise<'settled' | 'blocked' | 'none'> {
      const { caseRef, interimSequence } = bill;
      return db.transaction().execute(async (tx) => {
        const { stage } = await lockStay(tx, caseRef);
        const atWork = billAtWork(await readInterims(tx, caseRef));
        if (interimSequence === null ? stage !== 'Discharged' : !isAsRead(atWork, bill)) return 'none';
        await lockPerson(tx, bill.personRef);
        const { settlement: before, used } = await knownUnderCaps(tx, bill);
        const unsettled = atWork?.state === 'withdrawing' && atWork.shares === null;
        if (!unsettled) {
          const worked = work(used, passedOn(await lockClaims(tx, caseRef)));
          if (worked === null) return 'blocked';
          const taken = atWork?.state === 'withdrawing';
          await settled(sealer, tx, { bill, at, before, worked, taken });
        }
        if (atWork !== undefined && interimSequence !== null)
          await ended(tx, { caseRef, interimSequence, at });
        return 'settled';
      });
    },
  };
}

/** The settlement of all live bills takes the place of the one before, and all that follows from the difference is written. */
async function settled(
  sealer: StoreParts['sealer'],
  tx: Connection,
  further: {
    readonly bill: FurtherBill;
    readonly at: Instant;
    readonly before: Settlement | undefined;
    readonly worked: SettledAgain;
    readonly taken: boolean;
  },
): Promise<void> {
  const { bill, at, worked, taken } = further;
  const { caseRef, interimSequence } = bill;
  const { settlement: after, request, partyOf } = worked;
  const { scheme, version } = after;
  const before = further.before ?? nothingSettled({ scheme, version });
  const key = keyOf(interimSequence, taken);
  const again: Again = { caseRef, resolution: null, because: key, interimSequence, at };
  if (further.before === undefined) await insertSettlement(tx, { caseRef, settlement: after, at });
  else await replaceSettlement(tx, { caseRef, before, after, resolution: null, at });
  const requestSealed = sealer.seal(request, stayPlace('settled-from', caseRef));
  await tx
    .updateTable('settlements')
    .set({ requestSealed, settledAt: at })
    .where('caseRef', '=', caseRef)
    .execute();
  const filed = await lockClaims(tx, caseRef);
  await withdrawFiled(tx, again, { claims: filed, after });
  const claims = await lockClaims(tx, caseRef);
  const compared = { before, after, filed, claims };
  const postings = [
    ...(await payersDiffer(tx, again, { ...compared, partyOf })),
    ...(await patientDiffers(tx, again, compared)),
  ];
  await post(tx, { caseRef, key, postings: summed(postings), at });
  if (interimSequence === null) return dischargeSettled(tx, caseRef, after, at);
  if (!taken) await interimSettled(tx, { caseRef, interimSequence, at }, compared);
}

/** Names what happened in the ledger, and as evidence of claims that change. */
function keyOf(interimSequence: number | null, taken: boolean) {
  if (interimSequence === null) return 'settlement';
  return taken ? (`interim/${interimSequence}/withdrawn` as const) : (`interim/${interimSequence}` as const);
}

interface Ended {
  readonly caseRef: CaseRef;
  readonly interimSequence: number;
  readonly at: Instant;
}

/** What the bill added, beside it; what is on account pays the patient's part of it. */
async function interimSettled(
  tx: Connection,
  { caseRef, interimSequence, at }: Ended,
  { before, after }: Compared,
): Promise<void> {
  const shares = after.shares.map(({ payer, fen }) => ({
    payer,
    fen: subtractFen(fen, shareOf(before, payer)),
  }));
  const patientFen = subtractFen(after.patientFen, before.patientFen);
  const totalFen = subtractFen(after.totalFen, before.totalFen);
  await tx
    .updateTable('interimBills')
    .set({ state: 'settled', settledAt: at, patientFen, shares: JSON.stringify(shares) })
    .where((eb) => eb.and({ caseRef, interimSequence }))
    .execute();
  const detail = { bill: interimSequence, totalFen, patientFen };
  await recordEvent(tx, { caseRef, kind: 'interim-bill-settled', detail, at });
  const balance = await readBalance(tx, caseRef);
  invariant(balance !== undefined, 'a settled stay has a balance');
  await creditInterim(tx, { caseRef, dueFen: balance.balanceFen, of: interimSequence, at });
}

/** A bill that was being taken back is; nobody waits for a bill at work any more. */
async function ended(tx: Connection, { caseRef, interimSequence, at }: Ended): Promise<void> {
  await tx
    .updateTable('interimBills')
    .set({ state: 'withdrawn', settledAt: null, patientFen: null, shares: null })
    .where((eb) => eb.and({ caseRef, interimSequence, state: 'withdrawing' }))
    .execute();
  await dropUndecidedCover(tx, caseRef, at);
  await clearIn(tx, { caseRef, step: interimStep, at });
}

/** The stay is settled with all its bills; those that were taken back on the way say so. */
async function dischargeSettled(
  tx: Connection,
  caseRef: CaseRef,
  { totalFen, patientFen }: Settlement,
  at: Instant,
): Promise<void> {
  const bill = await tx
    .selectFrom('discharges')
    .select('totalFen')
    .where('caseRef', '=', caseRef)
    .executeTakeFirst();
  invariant(bill?.totalFen === totalFen, 'a settlement of another total than the bill');
  const { onAccountFen } = await tx
    .updateTable('stays')
    .set({ stage: 'Settled' })
    .where('caseRef', '=', caseRef)
    .returning('onAccountFen')
    .executeTakeFirstOrThrow();
  await recordEvent(tx, { caseRef, kind: 'stay-settled', detail: { totalFen, patientFen }, at });
  await recordEvent(tx, { caseRef, kind: 'stage-reached', detail: { stage: 'Settled' }, at });
  await clearIn(tx, { caseRef, step: unsettledStep, at });
  await clearIn(tx, { caseRef, step: 'settle', at });
  const balance = await readBalance(tx, caseRef);
  invariant(balance !== undefined, 'a settled stay has a balance');
  if (onAccountFen > 0)
    await creditOnAccount(tx, { caseRef, patientFen: balance.balanceFen, onAccountFen, at });
}
