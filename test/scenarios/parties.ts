import axios from 'axios';
import type { Fault, PlainFault } from '../../county/parties/faults.ts';
import type { PartyId } from '../../domain/ids.ts';
import { invariant, never } from '../../domain/invariant.ts';
import { doings, type Step } from './scenario.ts';
import type { Town } from './town.ts';

type Doing = Extract<Step, { readonly act: 'party' }>;

/** Has a party do something to one stay alone; `about`: its case ref, or the identity number where it has none yet. */
export async function letParty(town: Town, doing: Doing, about: string): Promise<void> {
  const { operations, kind, times } = { operations: doing.on, kind: doings[doing.does], times: doing.times };
  const limits = { operations, about, ...(times === undefined ? {} : { times }) };
  const fault: Fault = kind === 'mischief' ? { kind, name: mischief(doing), ...limits } : plain(kind, limits);
  await axios.post(`${at(town, doing.party)}/control/faults`, fault);
}

/** Whatever the party did to the stay, it does no more. */
export async function heal(town: Town, party: PartyId, about: readonly string[]): Promise<void> {
  for (const one of about)
    await axios.delete(`${at(town, party)}/control/faults?about=${encodeURIComponent(one)}`);
}

function at({ county }: Town, party: PartyId): string {
  return county.addresses.parties[party];
}

function plain(kind: PlainFault | 'error', limits: object): Fault {
  return kind === 'error' ? { kind, status: 503, ...limits } : { kind, ...limits };
}

/** The word of the party's own simulator. */
function mischief({ does, party, on, code, amount }: Doing): string {
  const insurer = party === 'medical-insurance';
  switch (does) {
    case 'refuses':
    case 'refuses-later':
      invariant(code !== undefined, 'a refusal names its code');
      return `${does === 'refuses' ? 'refuses' : 'refused-later'}:${code}`;
    case 'does-nothing':
      return 'did-nothing';
    case 'pays':
      invariant(amount !== undefined, 'another amount is named');
      return `pays:${amount}`;
    case 'answers-wrong':
      return 'wrong-data';
    case 'answers-another':
      if (!insurer) return 'another-claim';
      return on.includes('identify') ? 'another-person' : 'another-visit';
    case 'still-looking':
      return 'pending';
    case 'unsigned':
    case 'unlisted-fund':
    case 'critical-illness-refused':
    case 'forgets-the-floor':
    case 'cover-suspended':
    case 'cover-of-residents':
    case 'frozen':
    case 'card-closed':
    case 'limit-changed':
    case 'no-mandate':
    case 'cannot-hold':
    case 'decides-later':
    case 'same-name':
    case 'lists':
    case 'not-delivered':
    case 'no-report':
    case 'period-cleared':
      return does;
    case 'silent':
    case 'away':
    case 'down':
    case 'loses-reply':
    case 'half-answers':
      throw new Error(`${does} is no mischief of a simulator`);
    default:
      return never(does);
  }
}
