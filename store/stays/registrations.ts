import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';
import { type StoreParts, stayPlace } from './records.ts';

/** The stay at the insurer: its number of the person and, once the admission is taken, of the visit. */
export interface InsurerRegistration {
  readonly personNo: string;
  readonly visitRef: string | null;
}

const first = 1;

/** What the insurer answered about person and visit, kept as a fact: later steps need both numbers. */
export function registrationRecords({ db, sealer }: StoreParts) {
  return {
    /** Undefined before the insurer knows the person, and in stays whose answers an older version took. */
    async registration(caseRef: CaseRef): Promise<InsurerRegistration | undefined> {
      const row = await db
        .selectFrom('insurerRegistrations')
        .select(['personNoSealed', 'visitRef'])
        .where('caseRef', '=', caseRef)
        .orderBy('registrationSequence', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const personNo = sealer.open(row.personNoSealed, stayPlace('person-no', caseRef)) as string;
      return { personNo, visitRef: row.visitRef };
    },
    /** In the caller's transaction, if any; the first number stays. The answer about a person who was corrected meanwhile is no fact. */
    async recordIdentified(
      {
        caseRef,
        personNo,
        of,
        at,
      }: {
        readonly caseRef: CaseRef;
        readonly personNo: string;
        /** The identity that was asked for. */
        readonly of: number;
        readonly at: Instant;
      },
      tx: Connection = db,
    ): Promise<void> {
      const personNoSealed = sealer.seal(personNo, stayPlace('person-no', caseRef));
      await tx
        .insertInto('insurerRegistrations')
        .columns(['caseRef', 'registrationSequence', 'personNoSealed', 'identifiedAt'])
        .expression((eb) =>
          eb
            .selectFrom('stays')
            .select((value) => [
              'caseRef',
              value.val(first).as('registrationSequence'),
              value.val(personNoSealed).as('personNoSealed'),
              value.cast<Instant>(value.val(at), 'timestamptz').as('identifiedAt'),
            ])
            .where('caseRef', '=', caseRef)
            .where('identitySequence', '=', of),
        )
        .onConflict((oc) => oc.doNothing())
        .execute();
    },
    /** In the caller's transaction, if any; the first number stays. */
    async recordRegistered(
      {
        caseRef,
        visitRef,
        at,
      }: { readonly caseRef: CaseRef; readonly visitRef: string; readonly at: Instant },
      tx: Connection = db,
    ): Promise<void> {
      await tx
        .updateTable('insurerRegistrations')
        .set({ visitRef, registeredAt: at })
        .where('caseRef', '=', caseRef)
        .where('registrationSequence', '=', first)
        .where('visitRef', 'is', null)
        .execute();
    },
  };
}
