import { type CoverDetail, isSameCover } from '../../domain/cover-text.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { InsuranceCover } from '../../domain/stay.ts';
import { changedCover } from '../../store/stays/cover-changes.ts';
import type { InsurerAnswer, Swept } from '../contract.ts';
import { realMsSince } from '../exchange/answer-wait.ts';
import { sweptWaiting } from '../exchange/sweep.ts';
import type { BilledStay } from '../money/settlement-facts.ts';
import type { ActivityParts } from '../parts.ts';

type Waiting = Parameters<typeof sweptWaiting>[2];

/** How long after the discharge it is waited for (real ms). */
const askedForMs = 10_000;

/** Whose cover is asked about, and as of which day: of the discharge, or the last of a bill in mid-stay. */
type AskedAgain = Pick<BilledStay, 'caseRef' | 'personRef' | 'institution' | 'insurance'> & {
  readonly on: LocalDate;
};

/**
 * Asks the insurer before a bill goes there how the person stands with it on the day of the bill. The decision stands by the admission
 * day whatever it says; a cover that changed is for people to judge first. What they said counts until it changes once more. Null: nothing
 * holds the bill. An insurer that is silent is asked for some seconds after the discharge: the settlement asks the same one.
 */
export async function coverAgain(
  parts: Pick<ActivityParts, 'stays' | 'insurer' | 'lookUp' | 'clock'>,
  stay: AskedAgain,
): Promise<Swept<InsurerAnswer> | null> {
  const { stays, clock } = parts;
  const { caseRef, insurance: was } = stay;
  const before = await stays.coverChange(caseRef);
  const waits = before !== undefined && !before.kept;
  const now = await coverNow(parts, stay);
  if ('silent' in now) {
    if (waits) return held(changedCover(before.detail, before.foundAt));
    return now.silent !== null && (await isNew(parts, stay))
      ? sweptWaiting(parts, { caseRef, step: 'settle' }, now.silent)
      : null;
  }
  if (isSameCover(was, now)) {
    if (waits) await stays.forgetCoverChange(caseRef, clock.now());
    return null;
  }
  const detail: CoverDetail = { kind: 'cover', was, now };
  if (before !== undefined && isSameCover(before.detail.now, now))
    return waits ? held(changedCover(detail, before.foundAt)) : null;
  // Whoever died is insured no more, and was while they lay there.
  if ((await stays.insurerFacts(caseRef)).way === 'death') return null;
  return held(await stays.recordCoverChange(caseRef, detail, clock.now()));
}

function held(attention: Extract<InsurerAnswer, { kind: 'refused' }>['attention']) {
  return { kind: 'done', value: { kind: 'refused', attention } } as const;
}

/** Whether the discharge came a moment ago. */
async function isNew(
  { stays, clock }: Pick<ActivityParts, 'stays' | 'clock'>,
  { caseRef }: AskedAgain,
): Promise<boolean> {
  const discharge = (await stays.stay(caseRef))?.discharge;
  return discharge != null && realMsSince(clock, discharge.acceptedAt) < askedForMs;
}

/** What the insurer says; `silent`: nothing yet, or (null) nothing that could be waited for. */
async function coverNow(
  { stays, insurer, lookUp }: Pick<ActivityParts, 'stays' | 'insurer' | 'lookUp'>,
  { caseRef, personRef, institution, on }: AskedAgain,
): Promise<InsuranceCover | { readonly silent: Waiting | null }> {
  const name = await stays.givenName(caseRef);
  const request = { personRef, institution, on, ...(name == null ? {} : { name }) };
  const exchanged = await lookUp(insurer.identify, request, `${caseRef}/cover-on/${on}`, 'promptly');
  if (exchanged.kind === 'waiting') return { silent: exchanged.code === 'agency-wait' ? exchanged : null };
  if (exchanged.answer.kind !== 'done') return { silent: null };
  const { insurance } = exchanged.answer.value;
  return insurance.status === 'unclear' ? { silent: null } : insurance;
}
