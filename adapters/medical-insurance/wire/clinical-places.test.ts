import { expect, test } from 'vitest';
import { type Clinical, clinicalPlaces } from '../../../domain/clinical.ts';
import { localDate } from '../../../domain/dates.ts';
import type { InstitutionId } from '../../../domain/ids.ts';
import { invariant } from '../../../domain/invariant.ts';
import { fen, sumFen } from '../../../domain/money.ts';
import { loadInsurerRegions } from '../../../policies/insurers/regions.ts';
import { benchPeople, benchPersonRef } from '../../contract-suite.ts';
import { asInVault } from '../../people-of-contract-suite.ts';
import { toldByWindow } from '../questions-for-tests.ts';
import { feesInput } from './fees.ts';
import { injuryInput, referralInput } from './filing.ts';
import { settlementInput } from './settlement.ts';
import { admissionInput, dischargeInput } from './visit.ts';

/** Everything that a window can tell: a field more of `Clinical` is missed here. */
const told = {
  department: { code: '0301', name: '消化内科' },
  doctor: { code: 'D131121000123', name: '医生甲' },
  ...{ bed: '3-12', recordNo: 'BA-20260302', complaint: '上腹痛三天' },
  diagnoses: [{ code: 'K29.500', name: '慢性胃炎' }],
  diedOn: localDate('2026-03-08'),
  outOfPolicy: { ownPayFen: fen(1_000_00), overLimitFen: fen(500_00), firstPayFen: fen(1_500_00) },
  injury: { happenedOn: localDate('2026-03-01'), part: '左手', place: '家中', cause: '跌倒' },
  transfer: {
    ...{ to: { code: 'H13110000002', name: '市人民医院' }, division: '131100' },
    ...{ reason: '病情需要', opinion: '同意转诊' },
  },
  fees: toldByWindow.fees ?? [],
} satisfies Required<Clinical>;

/** Every form that says something of the stay, as the hub writes it where a region requires nothing. */
function formsWith(clinical: Clinical): Readonly<Record<string, unknown>> {
  const [entered, known] = [loadInsurerRegions().on('131121', '2026-03-09'), benchPeople.all()[2]];
  invariant(entered !== undefined && known !== undefined, 'the region and a person of the suites');
  const [region, person] = [{ ...entered, required: [] }, asInVault(known)];
  const insurance = { type: '390', status: 'active', division: '131121' } as const;
  const of = {
    ...{ personRef: benchPersonRef(2), personNo: 'P1', institution: 'H13112100001' as InstitutionId },
    ...{ visitRef: 'V1', admissionNo: 'A-1', insurance, clinical, way: 'death' as const },
    ...{ admittedOn: localDate('2026-03-02'), dischargedOn: localDate('2026-03-09') },
    ...{ totalFen: sumFen(told.fees.map((item) => item.fen)), outOfPolicyFen: fen(3_000_00), batch: 1 },
  };
  return {
    '2301': feesInput(of, region),
    '2304': settlementInput(of, person, { region, division: '131121' }),
    '2401': admissionInput(of, person, region),
    '2402': dischargeInput(of, region),
    '2501': referralInput(of, person, region),
    '2507': injuryInput(of, person, region),
  };
}

/** What stands at a place: of a list, in its first row. */
function valueAt(within: unknown, place: string): unknown {
  return place.split('.').reduce<unknown>((at, name) => {
    const one: unknown = Array.isArray(at) ? at[0] : at;
    return (one as Readonly<Record<string, unknown>> | undefined)?.[name];
  }, within);
}

const [forms, empty] = [formsWith(told), formsWith({})];

test.each(Object.entries(clinicalPlaces))('what a window tells is sent: %s from %s', (place, path) => {
  const [sent, given] = [valueAt(forms, place), valueAt(told, path)];
  expect(sent).toBeTypeOf('string');
  // Somebody else's fact at this place would be as full.
  if (typeof given === 'string') expect(sent).toContain(given);
  expect(sent).not.toBe(valueAt(empty, place));
});

test('every fact that a window can tell has its place in some form', () => {
  const placed = new Set(Object.values(clinicalPlaces).map((path) => path.split('.')[0]));
  expect(placed).toEqual(new Set(Object.keys(told)));
});
