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
import { explained, recordAgainst } from './arrears-record.ts';
import { askedGrounds, withAnswers, withKeepers } from './asked-elsewhere.ts';
import { type ListAnswer, listAnswer, type ServingLists } from './list-answer.ts';
import { withoutNumberTold } from './without-number.ts';

/** What a decision rests on beside what is known of the person. */
export interface QuestionReads {
  readonly lists: () => Promise<ServingLists['lists']>;
  readonly served: () => Promise<ServingLists['served']>;
  readonly institution: (id: InstitutionId) => Promise<KnownAtAdmission['institution'] | undefined>;
  readonly entered: (scheme: string, day: LocalDate) => Promise<ReadonlyMap<string, unknown>>;
  readonly arrearsRecord: (
    personRef: PersonRef,
    scheme: SchemeId,
    on: LocalDate,
  ) => Promise<StandingRecord | undefined>;
}

/** The same for a stay. */
export interface StayReads extends QuestionReads {
  readonly arrival: (caseRef: CaseRef) => Promise<Arrival>;
}

/** The question of an admission, and what explains its answer. */
export interface StayQuestion {
  readonly version: SchemeVersion;
  readonly answer: ListAnswer;
  readonly request: DecisionRequest;
  /** The answer of the engine with what the register of arrears and the keepers of records said. */
  readonly told: (decision: Decision) => Decision;
}

/** Who is to be admitted where and when. Undefined `personRef`: somebody whom nobody knows. */
export interface ToAdmit
  extends Pick<
      CoveredFacts,
      'scheme' | 'admittedOn' | 'institution' | 'categories' | 'endedCategories' | 'withoutNumber'
    >,
    Pick<KnownAtAdmission, 'insurance' | 'creditLine' | 'emergency' | 'arrival'> {
  readonly personRef: PersonRef | undefined;
  readonly records?: RecordAnswers | undefined;
}

/** Everything known of the stay, in the form of a what-if request: the same question, asked of the same engine. `corrected`: facts that people put right since. */
export async function questionOfStay(
  schemes: Schemes,
  stay: CoveredFacts,
  reads: StayReads,
  corrected: Readonly<Record<string, boolean>> = {},
): Promise<StayQuestion> {
  const arrival = await reads.arrival(stay.caseRef);
  const asked = { ...stay, insurance: toldInsurance(stay.insurance), arrival };
  return admissionQuestion(schemes, asked, reads, corrected);
}

/** The same of somebody who may be admitted. */
export async function admissionQuestion(
  schemes: Schemes,
  asked: ToAdmit,
  reads: QuestionReads,
  corrected: Readonly<Record<string, boolean>> = {},
): Promise<StayQuestion> {
  const { personRef, scheme, admittedOn, emergency, insurance, creditLine, arrival, records = {} } = asked;
  const version = requireVersion(schemes, scheme, admittedOn);
  const [lists, served, institution, entered, record] = await Promise.all([
    reads.lists(),
    reads.served(),
    reads.institution(asked.institution),
    enteredWhereAsked(version, () => reads.entered(version.id, admittedOn)),
    recordAgainst(version, async () => personRef && reads.arrearsRecord(personRef, scheme, admittedOn)),
  ]);
  invariant(institution !== undefined, `the institution ${asked.institution} left the register`);
  const answer = listAnswer(version, asked, { lists, served });
  const { words } = answer;
  const { facts } = arrival;
  // What people have put right is asked of no keeper any more.
  const settled = new Set(
    askedGrounds(version).flatMap(({ ground, keeper }) => (Object.hasOwn(corrected, ground) ? [keeper] : [])),
  );
  const answers: RecordAnswers = Object.fromEntries(
    Object.entries(records).filter(([keeper]) => !settled.has(keeper as RecordParty)),
  );
  const known = { ...withAnswers(version, facts, answers), ...corrected };
  const request = admissionRequest(version, {
    ...{ admittedOn, institution, entered, emergency, creditLine, words, record, insurance },
    arrival: { ...arrival, facts: known },
  });
  return {
    ...{ version, answer, request },
    told: (decision) => {
      const told = withKeepers(explained(decision, record), version, { facts, answers });
      return asked.withoutNumber ? withoutNumberTold(told) : told;
    },
  };
}

/** What the insurer left empty is a fact that nobody knows: the decision says so, and a person finds out. */
function toldInsurance({ type, status, division }: CoveredFacts['insurance']): DecisionRequest['insurance'] {
  return status === 'unclear' ? { type, division } : { type, status, division };
}
