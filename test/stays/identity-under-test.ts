import { expect } from 'vitest';
import type { Exchange } from '../../activities/exchange/exchange.ts';
import type { InsuredRecord, MedicalInsurance } from '../../adapters/medical-insurance/port.ts';
import { instant, localDate } from '../../domain/dates.ts';
import type { CaseRef, ListId, PersonRef } from '../../domain/ids.ts';
import { exclusionCodes } from '../../policies/codes/codes.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { listConflicts } from '../../store/lists/conflicts.ts';
import { householdStore } from '../../store/lists/households.ts';
import { membershipStore } from '../../store/lists/memberships.ts';
import type { PersonVault } from '../../store/people/vault.ts';
import { countyParameterStore } from '../../store/register/county-parameters.ts';
import { anAdmissionBody, hospitals } from '../http/door-under-test.ts';
import { door } from './resolutions-under-test.ts';
import { stepsOf } from './steps-under-test.ts';

export const list = 'kaizhou-civil-affairs' as ListId;
const before = instant('2024-03-01T08:00:00+08:00');
const insurance = { type: '390', status: 'active', division: '500154' } as const;

/** What the insurer knows: name by person. It takes number and name together, character by character. */
const insured = new Map<PersonRef, string>();
/** Questions to the insurer, in order: key without the case, and name. */
const asked: { readonly caseRef: string; readonly step: string; readonly name: string | undefined }[] = [];

export const questions = (caseRef: CaseRef) =>
  asked.flatMap((one) => (one.caseRef === caseRef ? [`${one.step} ${one.name}`] : []));

export function insure(personRef: PersonRef, name: string): void {
  insured.set(personRef, name);
}

const exchange = (async (call, request, about) => {
  if (call.operation !== 'identify')
    return { kind: 'answered', answer: { kind: 'done', value: { visitRef: 'V1' } } };
  const { personRef, name } = request as { readonly personRef: PersonRef; readonly name?: string };
  const [caseRef = '', step = ''] = about.key.split('/');
  asked.push({ caseRef, step, name });
  const known = insured.get(personRef);
  const value: InsuredRecord =
    known !== undefined && known === name
      ? {
          personNo: `P-${personRef}`,
          name: known,
          insurance,
          labels: [],
          covers: [],
          additions: [],
          setAside: [],
        }
      : {
          personNo: null,
          name: null,
          insurance: { type: null, status: 'none', division: null },
          labels: [],
          covers: [],
          additions: [],
          setAside: [],
        };
  await about.keep?.(value as never, {} as never);
  return { kind: 'answered', answer: { kind: 'done', value } };
}) as Exchange;

/** The steps of a stay over the real store; only the insurer is played. */
export function steps() {
  const { db, deps } = door();
  const { stays, parties, schemes, clock } = deps;
  const call = (operation: string) => ({ operation, party: 'medical-insurance' });
  return stepsOf({
    ...{ stays, schemes, clock, exchange, register: parties },
    ...{ memberships: membershipStore(db), households: householdStore(db) },
    countyParameters: countyParameterStore(db),
    people: deps.people as PersonVault,
    insurer: {
      ...{ identify: call('identify'), admit: call('admit') },
      wantsFiling: async () => false,
    } as unknown as MedicalInsurance,
    lists: { conflicts: listConflicts(db) },
  });
}

/** Has the stay asked about and decided, as its workflow does; gives the decision. */
export async function decided(caseRef: CaseRef) {
  const { sweepCover, decideAdmission } = steps();
  await sweepCover({ caseRef });
  const summary = await decideAdmission({ caseRef });
  if (summary.identifyAnew === true) return decided(caseRef);
  const { stays } = door().deps;
  return { ...summary, decision: (await stays.stay(caseRef))?.decision ?? null };
}

/** An admission at a hospital's window: whose number, and which name was typed. */
export async function atTheWindow(of: {
  readonly idNumber: string;
  readonly name: string;
  readonly otherHospital?: boolean;
  readonly admittedOn?: string;
}): Promise<CaseRef> {
  const body = anAdmissionBody();
  const denied = requireVersion(
    door().deps.schemes,
    'kaizhou-2024',
    localDate('2024-03-08'),
  ).exclusions.flatMap(({ rule }) =>
    exclusionCodes[rule as keyof typeof exclusionCodes]?.derived === true ? [] : [[rule, false] as const],
  );
  const reply = await door().call(of.otherHospital === true ? 'otherHospital' : 'hospital', {
    ...{ method: 'POST', url: '/v1/stays' },
    payload: {
      ...{ ...body, facts: Object.fromEntries(denied), admittedOn: of.admittedOn ?? body.admittedOn },
      patient: { idNumber: of.idNumber, name: of.name, householdDivision: '500154' },
      institution: hospitals[of.otherHospital === true ? 1 : 0],
    },
  });
  expect(reply.statusCode, reply.body).toBe(202);
  return reply.json().caseRef;
}

/** Puts people on the list of civil affairs, who keep one household. */
export async function listed(
  people: readonly { readonly ref: PersonRef; readonly household: number }[],
): Promise<void> {
  const rows = people.map(({ ref: personRef, household }) => ({
    ...{ listId: list, personRef, category: 'subsistence-allowance', household, knownFrom: before },
    ...{ said: 1, version: 1, validFrom: localDate('2024-01-01') },
  }));
  await door().db.insertInto('memberships').values(rows).execute();
}

/** A list that serves. */
export async function aServingList(): Promise<void> {
  const { db, deps } = door();
  await deps.parties.putList({
    ...{ listId: list, party: 'civil-affairs', agency: 'civil-affairs', division: '500154' },
    ...{ shrinkLimitPermille: 100, ageLimitDays: 35, categories: ['subsistence-allowance'] },
  });
  const asOf = localDate('2024-03-01');
  await db
    .insertInto('listVersions')
    .values({
      ...{ listId: list, version: 1, state: 'released', format: 'csv', source: 'push', digest: 'd' },
      ...{ bytes: 1, asOf, confirmedAsOf: asOf, receivedAt: before, releasedAt: before },
    })
    .execute();
}
