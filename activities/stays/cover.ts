import type { InsuredRecord } from '../../adapters/medical-insurance/port.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Attention } from '../../domain/stay.ts';
import { listWords } from '../../policies/admission/list-words.ts';
import { requireVersion, type SchemeVersion } from '../../policies/schemes.ts';
import { compareListsStep } from '../../store/lists/conflicts.ts';
import type { Cover, StayRecord } from '../../store/stays/records.ts';
import type { Activities, CaseInput, CoverSummary, Swept } from '../contract.ts';
import type { Exchanged } from '../exchange/exchange.ts';
import { type Refusal, refusalDetail } from '../exchange/refusal.ts';
import { sweptDone, sweptWaiting } from '../exchange/sweep.ts';
import { type Disagreement, disagreements, misspellings } from '../lists/disagreements.ts';
import type { ActivityParts } from '../parts.ts';
import { askCreditLine } from './credit-line.ts';
import { judgeIdentity } from './identity.ts';
import { insurerQuestions } from './insurer-questions.ts';
import { askKeepers } from './record-answers.ts';
import { requireStayWithCover } from './stay-facts.ts';

/** Who stands behind the person: the insurer and, where the scheme needs it, the bank are asked side by side. */
export function coverActivity(parts: ActivityParts): Pick<Activities, 'sweepCover'> {
  const { stays, clock } = parts;
  const { identify } = insurerQuestions(parts);

  async function sweepCover({ caseRef }: CaseInput): Promise<Swept<CoverSummary>> {
    const place = { caseRef, step: 'identify' };
    const { stay, cover: known } = await requireStayWithCover(stays, caseRef);
    if (stay.begunAt === null) await stays.recordBegun(caseRef, clock.now());
    if (stay.beingCancelled) return { kind: 'cancelled' };
    if (known !== null) return sweptDone(parts, place, { insured: known.insurance.type !== null });
    const version = requireVersion(parts.schemes, stay.scheme, stay.admittedOn);
    const window = await stays.givenAtWindow(caseRef);
    const [insured, line] = await Promise.all([
      identify(stay, window),
      askCreditLine(parts, stay, { version, step: 'credit-line' }),
    ]);
    if (insured.kind === 'waiting') return sweptWaiting(parts, place, insured);
    if (insured.answer.kind === 'refused') return refusedWaiting(parts, place, insured.answer);
    const record = answered(insured);
    invariant(record !== null, 'a look-up that is pending is asked again, and is no answer');
    if (line?.kind === 'waiting') return sweptWaiting(parts, place, line);
    const creditLine = line === null ? null : answered(line);
    const about = await coverOf(parts, stay, { version, given: window.name, record, creditLine });
    // Nobody is looked up in anybody's records before it is certain who that is.
    const kept = about.doubt === undefined ? await askKeepers(parts, stay, version) : noKeeper;
    if (kept.kind === 'waiting') return sweptWaiting(parts, place, kept);
    const cover = Object.keys(kept.answers).length === 0 ? about : { ...about, records: kept.answers };
    const recorded = await stays.recordCover(caseRef, cover, clock.now(), stay.identitySequence);
    // Somebody corrected the person meanwhile: the answers are another's.
    if (recorded === null) return sweepCover({ caseRef });
    return sweptDone(parts, place, { insured: recorded.insurance.type !== null });
  }

  return { sweepCover };
}

const noKeeper = { kind: 'told', answers: {} } as const;

/** What all say of the person together. While it is not certain who that is, nobody's list is held against anybody's. */
async function coverOf(
  parts: ActivityParts,
  stay: StayRecord,
  told: {
    readonly version: SchemeVersion;
    readonly given: string | null;
    readonly record: InsuredRecord;
    readonly creditLine: Cover['creditLine'];
  },
): Promise<Cover> {
  const { version, given, record, creditLine } = told;
  const listed = await listedOn(parts, stay);
  const { found } = listed;
  const judged = await judgeIdentity(parts, stay, { given, record, listed: found });
  const { doubt, misspelt, withoutNumber } = judged;
  const unlistable = withoutNumber ? { withoutNumber: true as const } : {};
  const cover = { insurance: record.insurance, ...listed.found, creditLine, ...unlistable };
  if (doubt !== null) return { ...cover, doubt };
  const said = { ...listed, words: listWords(listed.found, listed.lists), labels: record.labels };
  await queueDisagreements(parts, stay, [
    ...disagreements(version, said, stay.admittedOn),
    ...misspellings(misspelt),
  ]);
  return cover;
}

/**
 * A person whom the insurer does not know is an answer, and not this: any other refusal says nothing of the cover. The stay
 * waits on the attention list until somebody has put right what the code names and asked for another try.
 */
async function refusedWaiting(
  { stays, clock }: ActivityParts,
  { caseRef, step }: { readonly caseRef: CaseRef; readonly step: string },
  refusal: Refusal,
): Promise<Extract<Swept<never>, { kind: 'waiting' }>> {
  const at = clock.now();
  const attention: Attention = {
    // A code that our tables lack is not the insurer's to give us.
    blockedOn: refusal.code === 'certificate-unlisted' ? 'operator' : 'medical-insurance',
    ...{ code: 'cover-refused', since: at, step },
    detail: refusalDetail(refusal),
  };
  const shown = await stays.raiseAttention(caseRef, attention, at);
  return { kind: 'waiting', attention: shown ?? attention, overdue: true };
}

/** What the lists say of the person on the admission day, and which of them serve. */
async function listedOn({ memberships, register }: ActivityParts, { personRef, admittedOn: on }: StayRecord) {
  const [found, lists, served] = await Promise.all([
    memberships.listedOn({ personRef, on }),
    register.lists(),
    memberships.freshness(),
  ]);
  const released = new Set<string>(served.map(({ listId }) => listId));
  const serving = lists.filter(({ listId }) => released.has(listId));
  return { found, lists, serving };
}

/** The decision rests on the lists; that another office says otherwise is for a person to settle. */
async function queueDisagreements(
  { lists, stays, clock }: ActivityParts,
  { caseRef, personRef }: StayRecord,
  found: readonly Disagreement[],
): Promise<void> {
  const at = clock.now();
  for (const { kind, detail } of found)
    await lists.conflicts.recordConflict({ caseRef, personRef, kind, detail, at });
  if (found.length > 0)
    await stays.raiseAttention(
      caseRef,
      { code: 'list-conflict', blockedOn: 'operator', since: at, step: compareListsStep },
      at,
    );
}

/** A bank that refuses the look-up has no line of this person. */
function answered<Value>(exchanged: Exclude<Exchanged<Value>, { kind: 'waiting' }>): Value | null {
  return exchanged.answer.kind === 'done' ? exchanged.answer.value : null;
}
