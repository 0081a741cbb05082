import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Stage } from '../../domain/stay.ts';
import { oweAttentionNotice } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from './attention.ts';
import { recordEvent } from './events.ts';
import { clearOverlaps } from './other-stays.ts';
import { lockStay, readStay, type StayRecord, type StoreParts, stayPlace } from './records.ts';

/** Who the person of a stay is, said anew. */
export interface IdentityCorrection {
  readonly caseRef: CaseRef;
  /** By the number as it is right; the stay's own when the number was right. */
  readonly personRef: PersonRef;
  /** As it is right; stored sealed. */
  readonly name: string;
  /** What was seen; stored sealed. */
  readonly evidence: string;
  /** Who corrects: organisation/actor. */
  readonly actor: string;
  readonly at: Instant;
}

export type IdentityCorrected =
  /** `reopened`: the stay had been refused, and its workflow is to be started anew. */
  | { readonly kind: 'corrected'; readonly reopened: boolean }
  /** It is what the stay says already. */
  | { readonly kind: 'repeated' }
  /** Its insurer knows the person by now, or a person decided: nothing was changed. */
  | { readonly kind: 'unfit'; readonly stage: Stage };

/** What the window says of who the person is. */
export function identityRecords({ db, sealer }: StoreParts) {
  return {
    /** The name as the window spelt it, opened; null in stays of version 0.1.0. Undefined: there is no such stay. */
    givenName: (caseRef: CaseRef): Promise<string | null | undefined> => readName({ db, sealer }, caseRef),
    /**
     * Puts another name, or the person of another number, in the place of what the window said. Cover and decision that
     * rest on the earlier one are made void, and the stay is owed a notice to ask and decide anew, in one transaction.
     * Throws HubProblem `case-unknown`.
     */
    async correctIdentity(correction: IdentityCorrection): Promise<IdentityCorrected> {
      const { caseRef, personRef, name } = correction;
      return db.transaction().execute(async (tx): Promise<IdentityCorrected> => {
        await lockStay(tx, caseRef);
        const stay = await readStay({ db: tx, sealer }, (eb) => eb.and([eb('stays.caseRef', '=', caseRef)]));
        invariant(stay !== undefined, 'a stay that is locked is in the store');
        const known = await readName({ db: tx, sealer }, caseRef);
        if (known === name && stay.personRef === personRef) return { kind: 'repeated' };
        if (!mayBeCorrected(stay)) return { kind: 'unfit', stage: stay.stage };
        await replace(tx, sealer, { stay, correction });
        await makeVoid(tx, { stay, correction });
        return { kind: 'corrected', reopened: stay.stage === 'Refused' };
      });
    },
  };
}

/** Before the insurer has taken the admission, and after a refusal that no person made. */
function mayBeCorrected({ stage, decision }: StayRecord): boolean {
  if (stage === 'Refused') return decision?.reasons.at(-1)?.code !== 'decided-by-hand';
  const before = stage === 'Arrived' || stage === 'Identified' || stage === 'Covered';
  return before && (decision === null || decision.outcome === 'review');
}

interface Replacing {
  readonly stay: StayRecord;
  readonly correction: IdentityCorrection;
}

async function replace(
  tx: Connection,
  sealer: StoreParts['sealer'],
  { stay, correction }: Replacing,
): Promise<void> {
  const { caseRef, personRef, name, evidence, actor, at } = correction;
  const identitySequence = stay.identitySequence + 1;
  const before = await tx
    .selectFrom('stays')
    .select('nameSealed')
    .where('caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('identityCorrections')
    .values({
      ...{ caseRef, identitySequence, personRef: stay.personRef, nameSealed: before.nameSealed },
      evidenceSealed: sealer.seal(evidence, stayPlace(`correction-${identitySequence}`, caseRef)),
      ...{ correctedBy: actor, correctedAt: at },
    })
    .execute();
  await tx
    .updateTable('stays')
    .set({
      ...{ personRef, identitySequence, stage: 'Arrived', coverSealed: null, decisionSequence: null },
      nameSealed: sealer.seal(name, stayPlace('name', caseRef)),
    })
    .where('caseRef', '=', caseRef)
    .execute();
  // The insurer's number of a person who never was in this bed; its answer stays in the message log.
  await tx
    .deleteFrom('insurerRegistrations')
    .where('caseRef', '=', caseRef)
    .where('visitRef', 'is', null)
    .execute();
  const field = stay.personRef === personRef ? 'name' : 'identity-number';
  await recordEvent(tx, { caseRef, kind: 'identity-corrected', detail: { field, actor }, at });
}

async function makeVoid(tx: Connection, { stay, correction }: Replacing): Promise<void> {
  const { caseRef, personRef, at } = correction;
  for (const step of ['identify', 'decide']) await clearIn(tx, { caseRef, step, at });
  if (stay.personRef !== personRef) await clearOverlaps(tx, caseRef, at);
  await oweAttentionNotice(tx, { caseRef, about: `identity/${stay.identitySequence + 1}` });
}

async function readName(
  { db, sealer }: { readonly db: Connection; readonly sealer: StoreParts['sealer'] },
  caseRef: CaseRef,
): Promise<string | null | undefined> {
  const row = await db
    .selectFrom('stays')
    .select('nameSealed')
    .where('caseRef', '=', caseRef)
    .executeTakeFirst();
  return row?.nameSealed && (sealer.open(row.nameSealed, stayPlace('name', caseRef)) as string);
}
