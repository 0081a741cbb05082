import type { Instant } from '../../domain/dates.ts';
import {
  type CaseRef,
  isHospitalsOwn,
  type PartyId,
  type PayerId,
  type PersonRef,
} from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, fen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { claimStep } from '../../domain/stay.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay, type StoreParts, stayPlace } from '../stays/records.ts';
import { type OpenAmendment, readOpenAmendment } from './amendments.ts';
import { fileFurther } from './claim-rows.ts';
import { move, type Posting, post } from './ledger.ts';
import { type Obligation, selectObligations } from './obligations.ts';
import { passedOn, type Rework } from './pass-on.ts';
import { tellPatientPart } from './patient-part.ts';
import { readBalance } from './patient-payments.ts';
import { owe } from './refunds.ts';
import { replaceBill } from './replaced-bills.ts';
import { knownUnderCaps, lockPerson } from './settlement-reads.ts';
import { replaceSettlement } from './settlement-writes.ts';

/** A settlement of the corrected bill, with what it was worked out from. */
export interface SettledAgain {
  readonly settlement: Settlement;
  readonly request: object;
  readonly partyOf: (payer: PayerId) => PartyId;
}

/** Works it out with what the person's other stays of the year took, and with the noes that were passed on before; null: nothing is written. */
export type WorkAgain = (
  usedThisYear: Readonly<Partial<Record<PayerId, Fen>>>,
  refused: Rework['refused'],
) => SettledAgain | null;

interface Again {
  readonly caseRef: CaseRef;
  readonly sequence: number;
  readonly at: Instant;
}

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
        const claims = await selectObligations(tx)
          .where('caseRef', '=', caseRef)
          .forUpdate('obligations')
          .execute();
        const worked = work(used, passedOn(claims));
        if (worked === null) return 'blocked';
        const { settlement: after, request, partyOf } = worked;
        const again = { caseRef, sequence: amendment.resolution, at };
        const postings = [
          ...(await payersDiffer(tx, again, { before, after, claims, partyOf })),
          ...(await patientDiffers(tx, again, { before, after })),
        ];
        await post(tx, { caseRef, key: `amendment/${again.sequence}`, postings: netOf(postings), at });
        await replaceSettlement(tx, { caseRef, before, after, resolution: again.sequence, at });
        const requestSealed = sealer.seal(request, stayPlace('settled-from', caseRef));
        await tx.updateTable('settlements').set({ requestSealed }).where('caseRef', '=', caseRef).execute();
        await replaceBill(sealer, tx, again);
        const { totalFen, patientFen } = after;
        const detail = { sequence: again.sequence, totalFen, patientFen };
        await recordEvent(tx, { caseRef, kind: 'settled-again', detail, at });
        await clearIn(tx, { caseRef, step: 'settle', at });
        return 'settled';
      });
    },
  };
}

/** One line an account: what was withdrawn and claimed anew moves once. */
function netOf(postings: readonly Posting[]): readonly Posting[] {
  const accounts = [...new Set(postings.map(({ account }) => account))];
  return accounts.map((account) => ({
    account,
    fen: sumFen(postings.filter((one) => one.account === account).map((one) => one.fen)),
  }));
}

interface Compared {
  readonly before: Settlement;
  readonly after: Settlement;
}

async function payersDiffer(
  tx: Connection,
  again: Again,
  compared: Compared & {
    readonly claims: readonly Obligation[];
    readonly partyOf: SettledAgain['partyOf'];
  },
): Promise<readonly Posting[]> {
  const { before, after, claims, partyOf } = compared;
  const postings: Posting[] = [];
  const payers = new Set([...before.shares, ...after.shares, ...claims].map(({ payer }) => payer));
  for (const payer of payers) {
    const target = shareOf(after, payer);
    if (isHospitalsOwn(payer)) {
      postings.push(...signed(subtractFen(target, shareOf(before, payer)), `borne:${payer}`));
      continue;
    }
    const own = claims.filter((claim) => claim.payer === payer);
    const claimed = subtractFen(sumFen(own.map(claimedFen)), await owedBack(tx, again.caseRef, payer));
    let differenceFen = subtractFen(target, claimed);
    for (const claim of own.toReversed()) {
      if (differenceFen >= 0 || claim.state !== 'intended') continue;
      await withdraw(tx, again, claim);
      postings.push(...signed(subtractFen(zeroFen, claim.owedFen), `receivable:${payer}`));
      differenceFen = fen(differenceFen + claim.owedFen);
    }
    if (differenceFen > 0) {
      await fileFurther(tx, { ...again, payer, party: partyOf(payer), owedFen: differenceFen });
      postings.push(...signed(differenceFen, `receivable:${payer}`));
    } else if (differenceFen < 0) {
      const owedFen = subtractFen(zeroFen, differenceFen);
      await owe(tx, { ...again, debtor: payer, owedFen, resolution: again.sequence });
      postings.push(...signed(differenceFen, `refund:${payer}`));
    }
  }
  return postings;
}

function shareOf({ shares }: Settlement, payer: PayerId): Fen {
  return shares.find((share) => share.payer === payer)?.fen ?? zeroFen;
}

/** What a claim stands for: what was claimed anew, taken over by others or withdrawn stands there. */
function claimedFen({ owedFen, movedFen }: Obligation): Fen {
  return subtractFen(owedFen, movedFen);
}

/** The lines by which an account changes against the bill. */
function signed(amount: Fen, account: Posting['account']): readonly Posting[] {
  return amount === 0 ? [] : move(amount, 'billed', account);
}

/** What was not sent yet is withdrawn. */
async function withdraw(tx: Connection, { caseRef, at }: Again, claim: Obligation): Promise<void> {
  const { payer, claimSequence, owedFen } = claim;
  await tx
    .updateTable('obligations')
    .set({ state: 'reversed', movedFen: owedFen, stateAt: at })
    .where((eb) => eb.and({ caseRef, payer, claimSequence }))
    .execute();
  const detail = { payer, claimSequence, state: 'reversed', owedFen };
  await recordEvent(tx, { caseRef, kind: 'obligation-changed', detail, at });
  const step = claimStep(claim);
  await clearIn(tx, { caseRef, step, at });
  await enqueue(tx, {
    ...{ kind: 'signal', caseRef, noticeId: `${step}/withdrawn` },
    payload: { kind: 'resolved', claim: step },
  });
}

async function owedBack(tx: Connection, caseRef: CaseRef, debtor: PayerId): Promise<Fen> {
  const rows = await tx
    .selectFrom('refunds')
    .select('owedFen')
    .where((eb) => eb.and({ caseRef, debtor }))
    .execute();
  return sumFen(rows.map((row) => row.owedFen));
}

/** More is due from the patient; less is paid back, as far as it was paid. */
async function patientDiffers(
  tx: Connection,
  again: Again,
  { before, after }: Compared,
): Promise<readonly Posting[]> {
  const balance = await readBalance(tx, again.caseRef);
  invariant(balance !== undefined, 'a settled stay has a balance');
  const dueFen = subtractFen(after.patientFen, balance.paidFen);
  const standingFen = subtractFen(before.patientFen, balance.paidFen);
  await tellPatientPart(tx, { ...again, balanceFen: dueFen > 0 ? dueFen : zeroFen });
  if (dueFen >= 0) return signed(subtractFen(dueFen, standingFen), 'receivable:patient');
  const owedFen = subtractFen(zeroFen, dueFen);
  await owe(tx, { ...again, debtor: 'patient', owedFen, resolution: again.sequence });
  return [
    ...signed(subtractFen(zeroFen, standingFen), 'receivable:patient'),
    ...signed(dueFen, 'refund:patient'),
  ];
}
