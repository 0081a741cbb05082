import { sql } from 'kysely';
import type { Agreement } from '../../domain/agreement.ts';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { eventsOf } from './held.ts';
import { type StoreParts, stayPlace } from './records.ts';
import { endConditionWaits } from './standing-conditions.ts';

/** What was signed at admission; one agreement for a stay. */
export function agreementRecords({ db, sealer }: StoreParts) {
  return {
    /** What was signed, with its signer and witness; undefined: nothing was. */
    async agreement(caseRef: CaseRef): Promise<(Agreement & { readonly recordedAt: Instant }) | undefined> {
      const row = await db
        .selectFrom('agreements')
        .select(['textVersion', 'signedOn', 'paperDigest', 'signersSealed', 'recordedAt'])
        .where('caseRef', '=', caseRef)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { signersSealed, ...clear } = row;
      const signers = sealer.open(signersSealed, stayPlace('agreement', caseRef));
      return { ...clear, ...signers };
    },
    /** `conflict`: another agreement was recorded before, nothing was written. Throws HubProblem `case-unknown`. */
    async recordAgreement(
      caseRef: CaseRef,
      agreement: Agreement,
      { actor, at }: { readonly actor: string; readonly at: Instant },
    ): Promise<'recorded' | 'repeated' | 'conflict'> {
      const { textVersion, signedOn, paperDigest, ...signers } = agreement;
      const place = stayPlace('agreement', caseRef);
      for (;;) {
        const [known] = await db
          .selectFrom('stays')
          .leftJoin('agreements', 'agreements.caseRef', 'stays.caseRef')
          .select(['textVersion', 'signedOn', 'paperDigest', 'signersSealed'])
          .where('stays.caseRef', '=', caseRef)
          .execute();
        if (known === undefined) throw new HubProblem('case-unknown');
        if (known.signersSealed !== null) {
          const { signersSealed, ...clear } = known;
          const said = { ...clear, ...sealer.open(signersSealed, place) } as Agreement;
          return words(said) === words(agreement) ? 'repeated' : 'conflict';
        }
        const signed = { kind: 'agreement-signed', detail: { textVersion, signedOn, actor } } as const;
        const recorded = await db.transaction().execute(async (tx) => {
          const { rows } = await sql`WITH signed AS (
              INSERT INTO agreements (case_ref, text_version, signed_on, paper_digest, recorded_at, signers_sealed)
              VALUES (${caseRef}, ${textVersion}, ${signedOn}, ${paperDigest}, ${at}, ${sealer.seal(signers, place)})
              ON CONFLICT DO NOTHING RETURNING case_ref),
            told AS (${eventsOf(sql`signed`, [signed], at)})
            SELECT case_ref FROM signed`.execute(tx);
          if (rows.length > 0) await endConditionWaits(tx, { caseRef, at });
          return rows.length > 0;
        });
        if (recorded) return 'recorded';
      }
    },
  };
}

function words({ textVersion, signedOn, paperDigest, signedBy, signerName, witness }: Agreement): string {
  return JSON.stringify([textVersion, signedOn, paperDigest, signedBy, signerName, witness]);
}
