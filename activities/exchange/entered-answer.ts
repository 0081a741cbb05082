import type { Answer } from '../../adapters/answer.ts';
import type { ClaimPaid, ClaimTaken } from '../../adapters/claim.ts';
import type { CoreSettlement, InsuredRecord } from '../../adapters/medical-insurance/port.ts';
import type { PartyAnswer, PeopleSay } from '../../domain/party-answers.ts';

/** The code under which a message counts as never carried out; the same thing goes out as a new message. */
export const notCarriedOut = 'not-carried-out';

/** What people say of a message, in the form in which the party would have answered it. */
export function enteredAnswer(
  people: PeopleSay,
  operation: string,
): Exclude<Answer<unknown>, { kind: 'unknown' }> {
  if (people.said === 'not-done') return { kind: 'refused', code: notCarriedOut };
  const { answer } = people;
  if (answer.of === 'refusal') return { kind: 'refused', code: answer.code };
  return { kind: 'done', value: told(answer, operation) };
}

type Value =
  | InsuredRecord
  | { readonly visitRef: string }
  | CoreSettlement
  | ClaimTaken
  | ClaimPaid
  | Stands
  | null;
interface Stands {
  readonly settled: boolean;
}

function told(answer: Exclude<PartyAnswer, { of: 'refusal' }>, operation: string): Value {
  switch (answer.of) {
    case 'person': {
      const { personNo, name, type, status, division } = answer;
      const insurance = { type, status, division };
      const covers = type === null ? [] : [insurance];
      return { personNo, name, insurance, covers, additions: [], labels: [], setAside: [] };
    }
    case 'visit':
      return { visitRef: answer.visitNo };
    case 'settlement': {
      const { settlementNo: settlementRef, payers: answers, totalFen, inPolicyFen } = answer;
      const { accountFen, familyAccountFen, cashFen } = answer;
      return { settlementRef, totalFen, inPolicyFen, answers, accountFen, familyAccountFen, cashFen };
    }
    case 'claim':
      return { claimRef: answer.claimNo };
    case 'payment':
      return operation === 'followClaim'
        ? { paidFen: answer.paidFen, paidOn: answer.paidOn }
        : { claimRef: answer.claimNo ?? '' };
    case 'done':
      return operation === 'settled' ? { settled: false } : null;
  }
}
