import { zeroFen } from '../../domain/money.ts';
import { limitsReached } from '../../domain/staging.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { interimDue } from '../../policies/settlement/interim.ts';
import type { InterimDue } from '../../store/money/interim-standing.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';

type Stay = Pick<StayRecord, 'scheme' | 'admittedOn' | 'institution' | 'settledBy'>;
type Deps = Pick<ApiDeps, 'schemes' | 'parties' | 'regions'>;

/** Whether a stay may be settled with the payers in mid-stay, by scheme and insurer of its admission day; and if not, by what. */
type Allowed =
  | { readonly kind: 'allowed'; readonly due: InterimDue }
  | { readonly kind: 'not-allowed'; readonly why: string };

/** A hospital's rule binds hospital and patient, never the payers: both the scheme and the insurer's own dated rule must allow it. */
export async function interimAllowed(deps: Deps, stay: Stay): Promise<Allowed> {
  const { scheme, admittedOn, institution } = stay;
  const version = requireVersion(deps.schemes, scheme, admittedOn);
  const practice = [...version.practice.values()].find(({ kind }) => kind === 'interim');
  if (practice?.kind !== 'interim')
    return { kind: 'not-allowed', why: `${scheme} says nothing of settling in mid-stay` };
  if (practice.what !== 'settlement')
    return { kind: 'not-allowed', why: `${scheme}: ${practice.article} (${practice.en})` };
  // Its replies are delivered one by one, and none of them is of a part of a stay.
  if (stay.settledBy === 'hospital')
    return { kind: 'not-allowed', why: 'the hospital settles with the insurer itself' };
  const why = await insurerForbids(deps, institution, admittedOn);
  if (why !== null) return { kind: 'not-allowed', why };
  return {
    kind: 'allowed',
    // Both limits of the hospital's rule as it says, and as the scheme does.
    due: (rule, { days, totalFen }) =>
      limitsReached(
        [
          ...(rule.days === null ? [] : [days >= rule.days]),
          ...(rule.amountFen === null ? [] : [totalFen >= rule.amountFen]),
        ],
        rule.match,
      ) && interimDue(version, rule, { days, totalFen, ownPartFen: zeroFen }).kind === 'due',
  };
}

/** Why the insurer of an institution takes no settlement in mid-stay on that day; null: it does. Source: policies/insurers/. */
export async function insurerForbids(
  { parties, regions }: Pick<Deps, 'parties' | 'regions'>,
  institution: Stay['institution'],
  day: string,
): Promise<string | null> {
  const registered = await parties.institution(institution);
  const region = registered && regions.on(registered.division, day);
  if (region === undefined) return 'no tables were entered for the insurer of this division';
  if (region.speech.midSettlement !== true)
    return `no dated rule of the insurer (policies/insurers/, ${region.id}) allows it`;
  // Its items would have to be uploaded bill by bill, which is not built.
  return region.speech.feeDetail === true ? `the insurer (${region.id}) wants the items of each bill` : null;
}
