import { sql } from 'kysely';
import type { StoreParts } from '../stays/records.ts';
import type { Obligation } from './obligations.ts';

/** Which settlement a claim was filed under. */
export function claimedUnder({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * The number of the settlement that the claim's last message named: the newest that stood when it was written, of the claim's bill; the
     * case ref for somebody who is in no insurance. Null: no message of the claim was ever written.
     */
    async claimedUnder({
      caseRef,
      payer,
      claimSequence,
      interimSequence,
    }: Obligation): Promise<string | null> {
      const { rows } = await sql<{ readonly ref: string }>`
        SELECT coalesce((SELECT settlement_ref FROM core_settlements AS core WHERE core.case_ref = ${caseRef}
            AND (${interimSequence}::int IS NULL OR interim_sequence = ${interimSequence}::int)
            ORDER BY settled_at <= written.at DESC, CASE WHEN settled_at <= written.at THEN -core_sequence ELSE core_sequence END LIMIT 1),
          ${caseRef}) AS ref
        FROM (SELECT max(written_at) AS at FROM messages WHERE case_ref = ${caseRef} AND operation = 'claim'
          AND message_key LIKE ${`%/${payer}/${claimSequence}`}) AS written
        WHERE written.at IS NOT NULL`.execute(db);
      return rows[0]?.ref ?? null;
    },
  };
}
