import axios from 'axios';
import type { FiledClaim } from '../../../adapters/claim-book.ts';
import type { HubClient } from '../../../county/hub-client.ts';
import type { LocalDate } from '../../../domain/dates.ts';
import { type PartyId, parties } from '../../../domain/ids.ts';
import { claimSteps } from '../../../domain/stay.ts';
import type { CountyUnderTest } from '../../county/county-under-test.ts';
import type { WaitingItem } from './waiting-item.ts';

/** What a party states about one claim, as its own book has it. */
type OnPaper =
  | { readonly of: 'claim'; readonly claimNo: string }
  | { readonly of: 'payment'; readonly claimNo: string; readonly paidFen: number; readonly paidOn: LocalDate }
  | { readonly of: 'refusal'; readonly code: 'not-covered' };

/** What people look up before they enter something: the claim in the hub, and the paper of the party that it went to. */
export interface Papers {
  readonly partyOf: (item: WaitingItem) => Promise<PartyId>;
  /** What is claimed of the payer, fen. */
  readonly claimedFen: (item: WaitingItem) => Promise<number>;
  /** The party's statement whether an unknown call was carried out; null: it gives none for this step. */
  readonly outcome: (item: WaitingItem) => Promise<object | null>;
  /** The paper of a silent payer: what it has, or that it pays nothing; null where another step is silent. */
  readonly answer: (item: WaitingItem) => Promise<OnPaper | null>;
}

interface ShownClaim {
  readonly payer: string;
  readonly claimSequence: number;
  readonly party: PartyId;
  readonly owedFen: number;
}

interface Seen {
  readonly receivables: { readonly open: readonly ShownClaim[]; readonly disputed: readonly ShownClaim[] };
}

/** The parties' own books stand for their papers, so that nobody enters what no party would sign. */
export function papersOf({ addresses }: CountyUnderTest, operator: HubClient): Papers {
  const claimOf = async ({ caseRef, step }: WaitingItem): Promise<ShownClaim | undefined> => {
    const { receivables } = await operator.get<Seen>(`/v1/stays/${caseRef}`);
    const claims = [...receivables.open, ...receivables.disputed];
    return claims.find((one) => step === `${claimSteps}${one.payer}/${one.claimSequence}`);
  };
  const inBook = async (item: WaitingItem): Promise<OnPaper | null> => {
    const claim = await claimOf(item);
    if (claim === undefined) return null;
    const key = `${item.caseRef}/claim/${claim.payer}/${claim.claimSequence}`;
    const url = `${addresses.parties[claim.party]}/control/book?table=claims`;
    const { data } = await axios.get<{ rows: readonly FiledClaim[] }>(url);
    const filed = data.rows.find((one) => one.key === key || one.key.startsWith(`${key}/`));
    if (filed === undefined) return null;
    const { claimRef: claimNo, paidFen, paidOn } = filed;
    return filed.state === 'paid' && paidOn !== null
      ? { of: 'payment', claimNo, paidFen, paidOn }
      : { of: 'claim', claimNo };
  };
  return {
    partyOf: async (item) =>
      parties.find((party) => party === item.blockedOn) ??
      (await claimOf(item))?.party ??
      'medical-insurance',
    claimedFen: async (item) => (await claimOf(item))?.owedFen ?? 0,
    outcome: async (item) => {
      if (!item.step.startsWith(claimSteps)) return null;
      const answer = await inBook(item);
      return answer === null ? { outcome: 'not-done' } : { outcome: 'done', answer };
    },
    answer: async (item) => {
      if (!item.step.startsWith(claimSteps)) return null;
      return (await inBook(item)) ?? { of: 'refusal', code: 'not-covered' };
    },
  };
}
