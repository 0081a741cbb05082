import type { Instant } from '../../domain/dates.ts';
import { type CaseRef, isHospitalsOwn, type PartyId, type PayerId } from '../../domain/ids.ts';
import { addFen, type Fen, fen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { claimStep } from '../../domain/stay.ts';
import { oweNews } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import { fileFurther } from './claim-rows.ts';
import { move, type Posting } from './ledger.ts';
import { type Obligation, writeObligation } from './obligations.ts';
import { owe } from './refunds.ts';

/** A settlement of the corrected bill, with what it was worked out from. */
export interface SettledAgain {
  readonly settlement: Settlement;
  readonly request: object;
  readonly partyOf: (payer: PayerId) => PartyId;
}

/** Which stay is settled again, and why. */
export interface Again {
  readonly caseRef: CaseRef;
  /** By which of its resolutions; null: because one bill more of it is settled, or one is taken back. */
  readonly resolution: number | null;
  /** What is named as evidence, such as `resolution/3` or `interim/2`. */
  readonly because: string;
  /** The interim bill that further claims are of; null: the bill of the discharge. */
  readonly interimSequence: number | null;
  readonly at: Instant;
}

/** The settlement before and the one that takes its place. */
export interface Compared {
  readonly before: Settlement;
  readonly after: Settlement;
}

/** What each payer owes more or gets back, against the sum of its claims: further claims and refunds, and their lines. */
export async function payersDiffer(
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
      await owe(tx, { ...again, debtor: payer, owedFen });
      postings.push(...signed(differenceFen, `refund:${payer}`));
    }
  }
  return postings;
}

/** What a payer owes by a settlement (fen). */
export function shareOf({ shares }: Settlement, payer: PayerId): Fen {
  return shares.find((share) => share.payer === payer)?.fen ?? zeroFen;
}

/** What a claim stands for: what was claimed anew, taken over by others or withdrawn stands there; what the payer gave the patient it bears. */
export function claimedFen({ owedFen, movedFen, outsideFen }: Obligation): Fen {
  return subtractFen(addFen(owedFen, outsideFen), movedFen);
}

/** The lines by which an account changes against the bill. */
export function signed(amount: Fen, account: Posting['account']): readonly Posting[] {
  return amount === 0 ? [] : move(amount, 'billed', account);
}

/** What was not sent yet is withdrawn. */
async function withdraw(tx: Connection, { caseRef, at }: Again, claim: Obligation): Promise<void> {
  const { payer, claimSequence, owedFen } = claim;
  await writeObligation(tx, { ...claim, state: 'reversed', movedFen: owedFen, stateAt: at });
  const detail = { payer, claimSequence, state: 'reversed', owedFen };
  await recordEvent(tx, { caseRef, kind: 'obligation-changed', detail, at });
  const step = claimStep(claim);
  await clearIn(tx, { caseRef, step, at });
  await oweNews(tx, { caseRef, noticeId: `${step}/withdrawn`, kind: 'resolved', claim: step });
}

/** What is owed back, or went back, to a payer or to the patient (fen). */
export async function owedBack(tx: Connection, caseRef: CaseRef, debtor: PayerId): Promise<Fen> {
  const rows = await tx
    .selectFrom('refunds')
    .select('owedFen')
    .where((eb) => eb.and({ caseRef, debtor }))
    .execute();
  return sumFen(rows.map((row) => row.owedFen));
}
