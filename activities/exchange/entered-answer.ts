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
  if (people.said === 'not-done')
    return isLook(operation)
      ? { kind: 'done', value: { [operation]: true } }
      : { kind: 'refused', code: notCarriedOut };
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
/** Whether something still stands at the insurer is looked up under the name of what stands. */
function isLook(operation: string): boolean {
  return operation === 'settled' || operation === 'registered';
}

/** What people say was taken back stands no more. */
type Stands = Readonly<Partial<Record<'settled' | 'registered', boolean>>>;

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
      return isLook(operation) ? { [operation]: false } : null;
  }
}
