import type { Arrival } from '../../domain/arrival.ts';
import { isInjuryOrPoisoning } from '../../domain/clinical.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { CreditLine } from '../../domain/stay.ts';
import {
  type Approval,
  approvedInstitutions,
  approvedOn,
  listedBy,
} from '../engine/approved-institutions.ts';
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
      allPatients: listedIn(version, known, openToAll(version), approvedOn),
      rolledOut: listedIn(version, known, rollOut(version), listedBy),
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

/** What the county entered of the scheme, where it lists institutions one by one; else nothing is read. */
export async function enteredWhereAsked(
  version: SchemeVersion,
  read: () => Promise<ReadonlyMap<string, unknown>>,
): Promise<ReadonlyMap<string, unknown>> {
  const asked = [...version.county.values()].some(({ unit }) => unit === 'approved-institutions');
  return asked ? read() : new Map();
}

/** The county's parameter that lists who waives the deposit for everybody; undefined: the scheme knows none. */
function openToAll({ admission }: SchemeVersion): string | undefined {
  return admission.flatMap((rule) => (rule.require === 'category' ? [rule.openToAll] : []))[0];
}

/** The county's parameter that lists whom the scheme reached since. */
function rollOut({ admission }: SchemeVersion): string | undefined {
  return admission.flatMap((rule) => (rule.require === 'institution-named' ? [rule.orListed] : []))[0];
}

/** The institution's entry in such a list, as the county entered it. */
function listedIn(
  { county }: SchemeVersion,
  { entered, institution: { institution }, admittedOn }: KnownAtAdmission,
  parameter: string | undefined,
  by: typeof approvedOn,
): Approval | null {
  if (parameter === undefined || !county.has(parameter)) return null;
  return by(approvedInstitutions.parse(entered.get(parameter) ?? []), institution, admittedOn);
}

function lineOf(creditLine: CreditLine | null): DecisionRequest['creditLine'] {
  if (creditLine === null) return null;
  const { openedOn, limitFen } = creditLine;
  return { openedOn, limitFen };
}
