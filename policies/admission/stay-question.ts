import type { StandingRecord } from '../../domain/arrears.ts';
import type { Arrival } from '../../domain/arrival.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { Decision } from '../../domain/decision.ts';
import type { CaseRef, InstitutionId, PersonRef, SchemeId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { RecordAnswers, RecordParty } from '../../domain/record-answers.ts';
import type { CoveredFacts } from '../../domain/stay.ts';
import type { DecisionRequest } from '../engine/requests.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import { requireVersion, type Schemes } from '../schemes.ts';
import { admissionRequest, enteredWhereAsked, type KnownAtAdmission } from './admission-request.ts';
import { explained, type RegisterSays, recordAgainst } from './arrears-record.ts';
import { askedGrounds, withAnswers, withKeepers } from './asked-elsewhere.ts';
import { type ListAnswer, listAnswer, type ServingLists } from './list-answer.ts';

/** What the decision of a stay rests on beside its cover. */
export interface StayReads {
  readonly lists: () => Promise<ServingLists['lists']>;
  readonly served: () => Promise<ServingLists['served']>;
  readonly institution: (id: InstitutionId) => Promise<KnownAtAdmission['institution'] | undefined>;
  readonly entered: (scheme: string, day: LocalDate) => Promise<ReadonlyMap<string, unknown>>;
  readonly arrival: (caseRef: CaseRef) => Promise<Arrival>;
  readonly arrearsRecord: (
    personRef: PersonRef,
    scheme: SchemeId,
    on: LocalDate,
  ) => Promise<StandingRecord | undefined>;
}

/** The question of an admission, and what explains its answer. */
export interface StayQuestion {
  readonly version: SchemeVersion;
  readonly answer: ListAnswer;
  readonly request: DecisionRequest;
  /** The answer of the engine with what the register of arrears and the keepers of records said. */
  readonly told: (decision: Decision) => Decision;
}

/** Everything known of the stay, in the form of a what-if request: the same question, asked of the same engine. `corrected`: facts that people put right since. */
export async function questionOfStay(
  schemes: Schemes,
  stay: CoveredFacts,
  reads: StayReads,
  corrected: Readonly<Record<string, boolean>> = {},
): Promise<StayQuestion> {
  const { caseRef, personRef, scheme, admittedOn, emergency, insurance, creditLine, records } = stay;
  const version = requireVersion(schemes, scheme, admittedOn);
  const [lists, served] = await Promise.all([reads.lists(), reads.served()]);
  const answer = listAnswer(version, stay, { lists, served });
  const { words } = answer;
  const record: RegisterSays = await recordAgainst(version, () =>
    reads.arrearsRecord(personRef, scheme, admittedOn),
  );
  const arrival = await reads.arrival(caseRef);
  const institution = await reads.institution(stay.institution);
  invariant(institution !== undefined, `the institution ${stay.institution} left the register`);
  const entered = await enteredWhereAsked(version, () => reads.entered(version.id, admittedOn));
  const { facts } = arrival;
  const answers = records ?? {};
  // What people have put right is asked of no keeper any more.
  const settled = new Set(
    askedGrounds(version).flatMap(({ ground, keeper }) => (Object.hasOwn(corrected, ground) ? [keeper] : [])),
  );
  const unsettled: RecordAnswers = Object.fromEntries(
    Object.entries(answers).filter(([keeper]) => !settled.has(keeper as RecordParty)),
  );
  const known = { ...withAnswers(version, facts, unsettled), ...corrected };
  const request = admissionRequest(version, {
    ...{ admittedOn, institution, entered, emergency, creditLine, words, record },
    ...{ arrival: { ...arrival, facts: known }, insurance: toldInsurance(insurance) },
  });
  return {
    ...{ version, answer, request },
    told: (decision) => withKeepers(explained(decision, record), version, { facts, answers: unsettled }),
  };
}

/** What the insurer left empty is a fact that nobody knows: the decision says so, and a person finds out. */
function toldInsurance({ type, status, division }: CoveredFacts['insurance']): DecisionRequest['insurance'] {
  return status === 'unclear' ? { type, division } : { type, status, division };
}
