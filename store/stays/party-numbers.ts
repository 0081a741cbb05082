import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, PartyId } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';

/** A number that a party gave, and whose stay it is said to be. */
type Numbered =
  | { readonly of: 'visit' | 'settlement'; readonly caseRef: CaseRef; readonly number: string }
  | { readonly of: 'claim'; readonly caseRef: CaseRef; readonly number: string; readonly party: PartyId };

/**
 * A visit, settlement or claim has a number of its own: one that the hub knows already, of another stay or of an earlier settlement or
 * claim of this one, is not taken. Throws HubProblem `number-of-another-stay`.
 */
export async function expectOwnNumber(tx: Connection, numbered: Numbered): Promise<void> {
  const known = await knownOf(tx, numbered);
  if (known === undefined) return;
  const whose = known === numbered.caseRef ? 'this stay has it already' : 'another stay has it';
  throw new HubProblem('number-of-another-stay', { detail: `${numbered.of}: ${whose}` });
}

async function knownOf(tx: Connection, numbered: Numbered): Promise<CaseRef | undefined> {
  const { of, number, caseRef } = numbered;
  switch (of) {
    case 'visit': {
      const row = await tx
        .selectFrom('insurerRegistrations')
        .select('caseRef')
        .where('visitRef', '=', number)
        .where('caseRef', '<>', caseRef)
        .executeTakeFirst();
      return row?.caseRef;
    }
    case 'settlement': {
      const row = await tx
        .selectFrom('coreSettlements')
        .select('caseRef')
        .where('settlementRef', '=', number)
        .executeTakeFirst();
      return row?.caseRef;
    }
    case 'claim': {
      const row = await tx
        .selectFrom('obligations')
        .select('caseRef')
        .where((eb) => eb.and({ claimRef: number, party: numbered.party }))
        .executeTakeFirst();
      return row?.caseRef;
    }
  }
}
