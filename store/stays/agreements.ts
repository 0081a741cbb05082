import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { recordEvent } from './events.ts';
import { lockStay, type StoreParts, stayPlace } from './records.ts';

/** The agreement of one stay. */
export interface Agreement {
  /** Which wording was signed. */
  readonly textVersion: string;
  readonly signedOn: LocalDate;
  /** SHA-256 of the signed paper, hexadecimal. */
  readonly paperDigest: string;
  readonly signedBy: 'patient' | 'family';
  /** Names; stored sealed. */
  readonly signerName: string;
  readonly witness: string | null;
}

/** What was signed at admission; one agreement for a stay. */
export function agreementRecords({ db, sealer }: StoreParts) {
  return {
    /** `conflict`: another agreement was recorded before, nothing was written. Throws HubProblem `case-unknown`. */
    async recordAgreement(
      caseRef: CaseRef,
      agreement: Agreement,
      { actor, at }: { readonly actor: string; readonly at: Instant },
    ): Promise<'recorded' | 'repeated' | 'conflict'> {
      const { textVersion, signedOn, paperDigest, ...signers } = agreement;
      const place = stayPlace('agreement', caseRef);
      return db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const known = await tx
          .selectFrom('agreements')
          .select(['textVersion', 'signedOn', 'paperDigest', 'signersSealed'])
          .where('caseRef', '=', caseRef)
          .executeTakeFirst();
        if (known !== undefined) {
          const { signersSealed, ...clear } = known;
          const before = words({ ...clear, ...(sealer.open(signersSealed, place) as typeof signers) });
          return before === words(agreement) ? 'repeated' : 'conflict';
        }
        const row = { caseRef, textVersion, signedOn, paperDigest, recordedAt: at };
        await tx
          .insertInto('agreements')
          .values({ ...row, signersSealed: sealer.seal(signers, place) })
          .execute();
        await recordEvent(tx, {
          caseRef,
          kind: 'agreement-signed',
          detail: { textVersion, signedOn, actor },
          at,
        });
        return 'recorded';
      });
    },
    /** Which wording was signed and when; undefined when none was. */
    async agreement(
      caseRef: CaseRef,
    ): Promise<Pick<Agreement, 'textVersion' | 'signedOn' | 'paperDigest'> | undefined> {
      return db
        .selectFrom('agreements')
        .select(['textVersion', 'signedOn', 'paperDigest'])
        .where('caseRef', '=', caseRef)
        .executeTakeFirst();
    },
  };
}

function words({ textVersion, signedOn, paperDigest, signedBy, signerName, witness }: Agreement): string {
  return JSON.stringify([textVersion, signedOn, paperDigest, signedBy, signerName, witness]);
}
