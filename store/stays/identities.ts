import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, ListId, PersonRef } from '../../domain/ids.ts';
import { coverRefusals } from '../../domain/insurance.ts';
import { invariant } from '../../domain/invariant.ts';
import { enqueue, oweAttentionNotice } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from './attention.ts';
import type { Carried } from './carried.ts';
import { recordEvent } from './events.ts';
import { forgetOtherStays } from './other-stays.ts';
import { readStay, type StayRecord, type StoreParts, stayPlace } from './records.ts';
import { readGivenName } from './sealed-facts.ts';

/** Who the person of a stay is, said anew: another name for the number, or another number for the name. */
export interface IdentityCorrection {
  readonly caseRef: CaseRef;
  readonly name?: string;
  readonly personRef?: PersonRef;
  readonly at: Instant;
}

/** What stood there before. */
export interface ReplacedIdentity {
  readonly name: string | null;
  readonly personRef: PersonRef;
}

/**
 * Puts what is right in the place of what the window said, in the caller's transaction; the stay's row is locked. Cover and
 * decision that rest on the person before are made void: the insurer is asked under a new key, and the stay is decided anew. One
 * that was refused begins again. Throws HubProblem `resolution-unfit`.
 */
export async function correctIdentity(
  sealer: StoreParts['sealer'],
  tx: Connection,
  { caseRef, at, ...right }: IdentityCorrection,
): Promise<ReplacedIdentity> {
  const stay = await readStay({ db: tx, sealer }, sql`stays.case_ref = ${caseRef}`);
  invariant(stay !== undefined, 'a stay that is locked is not in the store');
  const before = { name: await readGivenName(sealer, tx, caseRef), personRef: stay.personRef };
  const after = { ...before, ...right };
  if (!mayBeCorrected(stay))
    throw new HubProblem('resolution-unfit', {
      detail: `the stay is ${stay.stage}, its decision ${stay.decision?.outcome ?? 'still to come'}`,
    });
  if (after.name === before.name && after.personRef === before.personRef)
    throw new HubProblem('resolution-unfit', { detail: 'the stay says so already' });
  await tx
    .updateTable('stays')
    .set({
      ...{ personRef: after.personRef, identitySequence: stay.identitySequence + 1, stage: 'Arrived' },
      ...{ coverSealed: null, decisionSequence: null },
      nameSealed: after.name === null ? null : sealer.seal(after.name, stayPlace('name', caseRef)),
    })
    .where('caseRef', '=', caseRef)
    .execute();
  await forgetRegistration(tx, caseRef);
  for (const step of ['identify', 'decide']) await clearIn(tx, { caseRef, step, at });
  if (after.personRef !== before.personRef) await forgetOtherStays(tx, caseRef, at);
  if (stay.stage === 'Refused') await reopen(tx, stay);
  return before;
}

/**
 * A list spells these people otherwise than before: their stays that wait for it are asked for anew, under a new key, in the
 * transaction that renews the names.
 */
export async function askAnewFor(
  tx: Connection,
  renamed: {
    readonly people: readonly PersonRef[];
    readonly listId: ListId;
    readonly version: number;
    readonly at: Instant;
  },
): Promise<void> {
  const { people, listId, version, at } = renamed;
  const { rows } = await sql<{ readonly caseRef: CaseRef }>`
    UPDATE stays SET identity_sequence = identity_sequence + 1, stage = 'Arrived', cover_sealed = NULL, decision_sequence = NULL
    FROM attention WHERE attention.case_ref = stays.case_ref AND code = 'identity-mismatch'
      AND person_ref = ANY(${people}::text[]) RETURNING stays.case_ref`.execute(tx);
  for (const { caseRef } of rows) {
    await forgetRegistration(tx, caseRef);
    await recordEvent(tx, { caseRef, kind: 'fact-corrected', detail: { fact: 'name', listId, version }, at });
    await oweAttentionNotice(tx, { caseRef, about: `identity/${listId}/${version}` });
  }
}

/**
 * The insurer counts a cover back that it did not know of: it is asked anew, and the refused stay decided anew as of its admission day.
 * The stay's row is locked. Throws HubProblem `resolution-unfit`.
 */
export async function askCoverAnew(
  sealer: StoreParts['sealer'],
  tx: Connection,
  { caseRef, sequence, at }: Carried,
): Promise<void> {
  const stay = await readStay({ db: tx, sealer }, sql`stays.case_ref = ${caseRef}`);
  invariant(stay !== undefined, 'a stay that is locked is not in the store');
  if (!isRefusedForCover(stay))
    throw new HubProblem('resolution-unfit', { detail: 'the refusal does not rest on the insurance' });
  await tx
    .updateTable('stays')
    .set({
      ...{ identitySequence: stay.identitySequence + 1, stage: 'Arrived' },
      ...{ coverSealed: null, decisionSequence: null },
    })
    .where('caseRef', '=', caseRef)
    .execute();
  await forgetRegistration(tx, caseRef);
  await recordEvent(tx, { caseRef, kind: 'fact-corrected', detail: { fact: 'insurance', sequence }, at });
  await reopen(tx, stay);
}

/** The insurer's number of somebody who perhaps never was in this bed; its answer stays in the message log. */
async function forgetRegistration(tx: Connection, caseRef: CaseRef): Promise<void> {
  await tx
    .deleteFrom('insurerRegistrations')
    .where('caseRef', '=', caseRef)
    .where('visitRef', 'is', null)
    .execute();
}

/** Until the insurer has taken the admission or people have decided; after that it is an amendment. */
function mayBeCorrected({ stage, decision }: StayRecord): boolean {
  if (stage === 'Refused') return decision?.reasons.at(-1)?.code !== 'decided-by-hand';
  const before = stage === 'Arrived' || stage === 'Identified' || stage === 'Covered';
  return before && (decision === null || decision.outcome === 'review');
}

/** Whether a refused stay was refused for its insurance, among other things, and not by people. */
export function isRefusedForCover({ stage, decision, impersonated }: StayRecord): boolean {
  if (stage !== 'Refused' || decision === null || impersonated !== null) return false;
  const codes = decision.reasons.map(({ code }) => code);
  return !codes.includes('decided-by-hand') && codes.some((code) => coverRefusals.includes(code));
}

/** Its workflow has ended: the relay owes it another one, and the bill that the first one never took. */
async function reopen(tx: Connection, { caseRef, discharge, identitySequence }: StayRecord): Promise<void> {
  await tx.updateTable('stays').set({ begunAt: null }).where('caseRef', '=', caseRef).execute();
  await enqueue(tx, { kind: 'start-stay', caseRef, payload: { again: String(identitySequence + 1) } });
  if (discharge !== null) await enqueue(tx, { kind: 'discharge', caseRef });
}
