import { cardOf, tokenOf } from '../adapters/medical-insurance/simulator/certificates.ts';
import type { CountyPerson } from '../adapters/simulation.ts';
import type { LocalDate } from '../domain/dates.ts';
import type { InstitutionId } from '../domain/ids.ts';
import type { IfNotWaived } from '../domain/waiver.ts';
import { exclusionCodes } from '../policies/codes/codes.ts';
import { requireVersion, type Schemes } from '../policies/schemes.ts';

/** Whom a simulated hospital admits; `scheme`: whose questions its window asks. */
export interface Patient {
  readonly scheme: string;
  /** Its system names no scheme: the hub knows which one holds there. */
  readonly unnamed?: true;
  /** What becomes of the stay where the deposit is not waived; left out: its hospital does not say. */
  readonly ifNotWaived?: IfNotWaived | undefined;
  /** Grounds that its window found. */
  readonly grounds?: readonly string[] | undefined;
  /** Grounds that its window leaves to whoever keeps the record. */
  readonly leftToKeepers?: readonly string[] | undefined;
  readonly person: CountyPerson;
  readonly admissionNo: string;
  readonly admittedOn: LocalDate;
}

/** The admission as its system sends it. */
export function admissionBody(schemes: Schemes, institution: InstitutionId, patient: Patient) {
  const { scheme, unnamed, person, admissionNo, admittedOn, ifNotWaived } = patient;
  const { grounds = [], leftToKeepers = [] } = patient;
  // Some broke an arm: a few insurers have that filed.
  const hurt = admissionNo.endsWith('7');
  return {
    ...(unnamed === true ? {} : { scheme }),
    ...(ifNotWaived === undefined ? {} : { ifNotWaived }),
    ...{ institution, admissionNo, admittedOn, emergency: false, referred: true },
    patient: {
      ...whoOf(person),
      ...shownOf(person, admittedOn),
      name: person.name,
      address: person.address,
      phone: person.phone,
      householdDivision: person.division,
    },
    diagnosis: hurt ? { code: 'S52.5', name: '桡骨下端骨折' } : { code: 'J18.9', name: '肺炎' },
    clinical: {
      ...(hurt
        ? { injury: { happenedOn: admittedOn, part: '右前臂', place: '自家院内', cause: '摔倒' } }
        : {}),
      department: { code: '0302', name: '呼吸内科' },
      doctor: { code: 'D0001024', name: '医生甲' },
      ...{ bed: '3-12', recordNo: admissionNo, complaint: '发热咳嗽三天' },
    },
    facts: Object.fromEntries(
      Object.entries({
        ...askedAndDenied(schemes, scheme, admittedOn),
        ...Object.fromEntries(grounds.map((ground) => [ground, true])),
      }).filter(([ground]) => !leftToKeepers.includes(ground)),
    ),
  };
}

/** Who the patient is, as a window enters it. */
export function whoOf({ idNumber, certificate, sex, birthDate }: CountyPerson) {
  if (certificate === undefined) return { idNumber };
  return { certificate: { ...certificate, number: idNumber }, sex, birthDate };
}

/** Card or voucher, as the reader at the window gives it. */
export function shownOf(person: CountyPerson, day: LocalDate) {
  switch (person.shows) {
    case undefined:
      return {};
    case 'e-voucher':
      return { shown: { kind: person.shows, token: tokenOf(person, day) } };
    case 'social-security-card':
      return { shown: { kind: person.shows, ...cardOf(person) } };
  }
}

/** Some patients are sent on: a few insurers have that filed. */
export function isSentOn(caseRef: string): boolean {
  return /[a-f]$/.test(caseRef);
}

/** Where they go. */
export const sentElsewhere = {
  ...{ to: { code: 'H15010200001', name: '自治区人民医院' }, division: '150102', reason: '手术条件不足' },
};

/** The question of the day before: the hospital has seen the insurance card and asked for the grounds against a stay. */
export function eligibilityBody(schemes: Schemes, institution: InstitutionId, patient: Patient) {
  const { scheme, emergency, referred, patient: whole, facts } = admissionBody(schemes, institution, patient);
  const { idNumber, certificate, name, householdDivision } = whole;
  return {
    purpose: { code: 'pre-admission', reference: patient.admissionNo },
    ...{ scheme, day: patient.admittedOn, emergency, referred, facts },
    patient: { idNumber, certificate, name, householdDivision },
    insurance: { type: '390', status: 'active', division: patient.person.division },
  };
}

/** Every ground against the stay that the scheme names was asked for at the window, and none is there. */
function askedAndDenied(schemes: Schemes, scheme: string, day: LocalDate): Record<string, boolean> {
  const { exclusions } = requireVersion(schemes, scheme, day);
  const asked = exclusions
    .map(({ rule }) => rule)
    .filter((code) => exclusionCodes[code as keyof typeof exclusionCodes]?.derived !== true);
  return Object.fromEntries(asked.map((code) => [code, false]));
}
