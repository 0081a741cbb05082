import type { PartyId, PayerId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, sumFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { InsuredStayBy } from '../../domain/waiver.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { recordEvent } from '../stays/events.ts';
import { stayPlace } from '../stays/records.ts';
import { disputedOf, paidOf } from './claim-figures.ts';
import { type ClaimResolved, fileFurther, lockDisputed, resolveRest, unfit } from './claim-rows.ts';
import { type Obligation, selectObligations } from './obligations.ts';
import { knownUnderCaps, lockPerson } from './settlement-reads.ts';
import { replaceSettlement } from './settlement-writes.ts';

/** What a settlement is worked out again from. */
export interface Rework {
  readonly before: Settlement;
  /** The request that it was worked out from. */
  readonly request: unknown;
  /** Who refused, with what came before the no, in fen. */
  readonly refused: Readonly<Partial<Record<PayerId, { readonly refused: string; readonly beforeFen: Fen }>>>;
  /** Who refuses now. */
  readonly payer: PayerId;
  readonly usedThisYear: Readonly<Partial<Record<PayerId, Fen>>>;
  /** It runs without the waiver, by whose word; null: by the whole scheme. */
  readonly insuredStay: InsuredStayBy | null;
}

/** What changes from one settlement to the next, in fen: per payer, where it changes at all, and for the patient. */
export interface Changed {
  readonly payers: readonly { readonly payer: PayerId; readonly differenceFen: Fen }[];
  readonly patientDifferenceFen: Fen;
}

/** Works it out by the scheme's own rules; who is asked for each payer's part. Throws HubProblem `resolution-unfit` where the scheme passes nothing on. */
export type WorkOut = (rework: Rework) => {
  readonly after: Settlement;
  readonly changed: Changed;
  readonly partyOf: (payer: PayerId) => PartyId;
};

/**
 * Lets the next payers take over what one refused (顺延): the settlement is worked out again with that no and with all that came
 * in before, each payer that now pays more gets a claim for the difference. The patient's part never changes, and nobody pays
 * back. One of the two people is of a payer that pays more. Throws HubProblem `resolution-unfit`.
 */
export async function passOn(
  tx: Connection,
  passed: ClaimResolved & {
    readonly office: string | null;
    readonly sealer: Sealer;
    readonly workOut: WorkOut;
  },
): Promise<void> {
  const { caseRef, sequence, at } = passed;
  const claim = await lockDisputed(tx, passed);
  const pinned = await readPinned(tx, passed);
  if (pinned === null) throw unfit('what it was settled from was not kept (0.1.0)');
  const { settlement: before, used } = await knownUnderCaps(tx, { ...pinned.person, caseRef });
  invariant(before !== undefined, 'a settlement that was pinned is gone');
  const claims = await selectObligations(tx)
    .where('caseRef', '=', caseRef)
    .forUpdate('obligations')
    .execute();
  const { after, changed, partyOf } = passed.workOut({
    ...{ before, request: pinned.request, usedThisYear: used },
    ...{ payer: claim.payer, refused: refusedOf(claims, claim), insuredStay: pinned.insuredStay },
  });
  const more = takenOver(changed, claim);
  const parties = more.map(({ payer }) => partyOf(payer));
  if (passed.office === null || !parties.some((party) => party === passed.office))
    throw unfit(`the payer that pays more confirms: ${[...new Set(parties)].join(', ')}`);
  await replaceSettlement(tx, { caseRef, before, after, resolution: sequence, at });
  for (const { payer, fen } of more)
    await fileFurther(tx, { caseRef, payer, party: partyOf(payer), owedFen: fen, at });
  await resolveRest(tx, passed, { claim, restIs: 'passed-on', taken: more });
  await recordEvent(tx, {
    ...{ caseRef, kind: 'settled-again', at },
    detail: { sequence, payer: claim.payer, passedOnFen: disputedOf(claim) },
  });
}

/** What it was settled from, and whose yearly caps count; null: it was not kept. */
async function readPinned(tx: Connection, { caseRef, sealer }: ClaimResolved & { readonly sealer: Sealer }) {
  const row = await tx
    .selectFrom('settlements')
    .innerJoin('stays', 'stays.caseRef', 'settlements.caseRef')
    .leftJoin('discharges', 'discharges.caseRef', 'settlements.caseRef')
    .leftJoin('insuredStays', (join) =>
      join
        .onRef('insuredStays.caseRef', '=', 'stays.caseRef')
        .onRef('insuredStays.decisionSequence', '=', 'stays.decisionSequence'),
    )
    .select(['requestSealed', 'stays.personRef', 'dischargedOn', 'insuredStays.chosenBy as insuredStay'])
    .where('settlements.caseRef', '=', caseRef)
    .executeTakeFirst();
  if (row === undefined || row.requestSealed === null) return null;
  if (row.dischargedOn === null)
    throw unfit('the stay goes on: what is refused of an interim bill is passed on after the discharge');
  await lockPerson(tx, row.personRef);
  const request = sealer.open(row.requestSealed, stayPlace('settled-from', caseRef));
  const { insuredStay } = row;
  return { request, insuredStay, person: { personRef: row.personRef, year: row.dischargedOn.slice(0, 4) } };
}

/** This no and those that were passed on before it, each with all that its payer paid or still owes. */
function refusedOf(claims: readonly Obligation[], claim: Obligation): Rework['refused'] {
  const now = claims.filter((one) => one.payer === claim.payer && one.claimSequence === claim.claimSequence);
  return { ...passedOn(claims), ...noesOf(claims, now) };
}

/** The noes that were passed on before, each with all that its payer paid or still owes. */
export function passedOn(claims: readonly Obligation[]): Rework['refused'] {
  return noesOf(
    claims,
    claims.filter((one) => one.restIs === 'passed-on'),
  );
}

function noesOf(claims: readonly Obligation[], saidNo: readonly Obligation[]): Rework['refused'] {
  return Object.fromEntries(
    saidNo.map(({ payer, refusalCode }) => {
      const kept = claims.filter((one) => one.payer === payer).map(standsFor);
      return [payer, { refused: refusalCode ?? 'refused', beforeFen: sumFen(kept) }];
    }),
  );
}

/** What of a claim its payer paid, to the hospital or to the patient, or is still expected to pay. */
function standsFor(claim: Obligation): Fen {
  const { state, owedFen, retainedFen, deductedFen, borneFen, outsideFen } = claim;
  if (state !== 'refused') return owedFen;
  return sumFen([paidOf(claim), retainedFen, deductedFen, borneFen, outsideFen]);
}

/** Who pays more, and by how much; together what was refused. */
function takenOver(
  { payers, patientDifferenceFen }: Changed,
  claim: Obligation,
): readonly { readonly payer: PayerId; readonly fen: Fen }[] {
  const others = payers.filter(({ payer }) => payer !== claim.payer);
  const back = others.find(({ differenceFen }) => differenceFen < 0);
  if (back !== undefined) throw unfit(`${back.payer} would have to pay back`);
  const taken = sumFen(others.map(({ differenceFen }) => differenceFen));
  if (patientDifferenceFen !== 0 || taken !== disputedOf(claim))
    throw unfit('the next payers do not take all of it over; nothing moves to the patient');
  return others.map(({ payer, differenceFen: fen }) => ({ payer, fen }));
}
