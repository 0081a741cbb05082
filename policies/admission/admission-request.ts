import type { Arrival } from '../../domain/arrival.ts';
import { isInjuryOrPoisoning } from '../../domain/clinical.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { CreditLine } from '../../domain/stay.ts';
import { type Approval, approvedInstitutions, approvedOn } from '../engine/approved-institutions.ts';
import type { DecisionRequest } from '../engine/requests.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import { holdsOn } from '../engine/spans.ts';
import { type RegisterSays, withRecord } from './arrears-record.ts';
import type { ListWord } from './list-words.ts';

/** What is known of a person at an institution when an admission is decided, or asked about before. */
export interface KnownAtAdmission {
  readonly admittedOn: LocalDate;
  /** As the register has it. */
  readonly institution: {
    readonly institution: string;
    readonly name: string;
    readonly division: string;
    readonly level: 1 | 2 | 3;
    readonly kind: 'public' | 'private';
    readonly type: 'hospital' | 'township' | 'community';
    readonly designatedFrom: LocalDate | null;
    readonly designatedUntil: LocalDate | null;
  };
  /** The county's parameters of the scheme on that day; empty where it approves no institutions (`enteredWhereAsked`). */
  readonly entered: ReadonlyMap<string, unknown>;
  /** Undefined: nobody asked the insurer. */
  readonly insurance: DecisionRequest['insurance'];
  /** Undefined: the lists give no answer. */
  readonly words: readonly ListWord[] | undefined;
  /** Undefined: nobody asked the bank. */
  readonly creditLine: CreditLine | null | undefined;
  readonly emergency: boolean;
  readonly arrival: Pick<Arrival, 'facts' | 'referred' | 'householdDivision' | 'diagnosis'>;
  /** Of the keeper of arrears. */
  readonly record: RegisterSays;
}

/** The same in the form of a what-if request: one question, asked of one engine. */
export function admissionRequest(version: SchemeVersion, known: KnownAtAdmission): DecisionRequest {
  const { admittedOn, institution, insurance, words, creditLine, emergency, arrival, record } = known;
  const { designatedFrom: from, designatedUntil: until, name, division, level, kind, type } = institution;
  const designated = from !== null && holdsOn({ from, until }, admittedOn);
  return {
    day: admittedOn,
    institution: {
      ...{ name, division, designated, level, kind, type },
      allPatients: approvedForAll(version, known),
    },
    ...(insurance === undefined ? {} : { insurance }),
    ...(words === undefined ? {} : { categories: [...words] }),
    ...(creditLine === undefined ? {} : { creditLine: lineOf(creditLine) }),
    facts: { ...withRecord(arrival.facts, record) },
    emergency,
    injury: isInjuryOrPoisoning(arrival.diagnosis?.code),
    ...(arrival.referred === null ? {} : { referred: arrival.referred }),
    ...(arrival.householdDivision === null ? {} : { householdDivision: arrival.householdDivision }),
  };
}

/** What the county entered of the scheme, where it approves institutions one by one; else nothing is read. */
export async function enteredWhereAsked(
  version: SchemeVersion,
  read: () => Promise<ReadonlyMap<string, unknown>>,
): Promise<ReadonlyMap<string, unknown>> {
  return approvalParameter(version) === undefined ? new Map() : read();
}

/** The county's parameter by which a scheme approves institutions one by one; undefined: it does not. */
function approvalParameter({ county }: SchemeVersion): string | undefined {
  return [...county.values()].find(({ unit }) => unit === 'approved-institutions')?.rule;
}

/** The approval by which the institution waives the deposit for everybody, as the county's parameter of that day lists it. */
function approvedForAll(
  version: SchemeVersion,
  { entered, institution: { institution }, admittedOn }: KnownAtAdmission,
): Approval | null {
  const named = approvalParameter(version);
  if (named === undefined) return null;
  const listed = approvedInstitutions.parse(entered.get(named) ?? []);
  return approvedOn(listed, institution, admittedOn);
}

function lineOf(creditLine: CreditLine | null): DecisionRequest['creditLine'] {
  if (creditLine === null) return null;
  const { openedOn, limitFen } = creditLine;
  return { openedOn, limitFen };
}
