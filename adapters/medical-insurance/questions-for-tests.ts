import type { Clinical } from '../../domain/clinical.ts';
import { instant, localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { benchPeople, benchPersonRef } from '../contract-suite.ts';
import { asInVault } from '../people-of-contract-suite.ts';
import { claimInput, followInput } from './wire/claim.ts';
import { writeEnvelope } from './wire/envelope.ts';
import type { Question } from './wire/opened.ts';
import { personQuery } from './wire/person.ts';
import { settlementInput } from './wire/settlement.ts';
import { admissionInput, dischargeInput } from './wire/visit.ts';

const day = localDate('2026-03-09');
const personNo = '50000020000000000001000001';
const institution = 'H13112100001' as InstitutionId;
const insured = { type: '310', status: 'active', division: '131121' } as const;

/** What a window says of a stay whose bill holds 3,000 yuan out of policy. */
export const toldByWindow: Clinical = {
  department: { code: '0301', name: '消化内科' },
  doctor: { code: 'D131121000123', name: '医生甲' },
  bed: '3-12',
  recordNo: 'BA-20260302',
  complaint: '上腹痛三天',
  diagnoses: [{ code: 'K29.500', name: '慢性胃炎' }],
  fees: [
    {
      ...{ nationalCode: '001102000010000-110200001', code: 'F1', name: '床位费', count: 1 },
      ...{ unitFen: fen(40_000_00), fen: fen(40_000_00), chargedOn: day },
    },
  ],
  outOfPolicy: { ownPayFen: fen(1_000_00), overLimitFen: fen(500_00), firstPayFen: fen(1_500_00) },
};

/** The questions that the samples answer, each under the message id that the samples name. */
export const asked = {
  '1101': (person = 0) => question('1101', '500154', personQuery(one(person), { on: day }, region('500154'))),
  '2401': () => {
    const about = { personRef: benchPersonRef(2), personNo, institution, admissionNo: 'A-1' };
    return question(
      '2401',
      '500154',
      admissionInput(
        { ...about, admittedOn: day, insurance: insured, clinical: toldByWindow },
        one(2),
        region('500154'),
      ),
    );
  },
  '2402': () => {
    const about = { visitRef: 'V0001', personNo, institution, dischargedOn: day, insurance: insured };
    const leaving = { ...about, clinical: toldByWindow, way: 'cured' } as const;
    return question('2402', '131121', dischargeInput(leaving, region('131121')));
  },
  '2304': (totalFen = 10_000_10) => {
    const about = { visitRef: 'V0001', personRef: benchPersonRef(2), personNo, institution };
    const bill = { dischargedOn: day, totalFen: fen(totalFen), outOfPolicyFen: fen(1_000_05) };
    const settling = { ...about, ...bill, insurance: insured, clinical: {} };
    return question(
      '2304',
      '131121',
      settlementInput(settling, one(2), { region: region('131121'), division: '131121' }),
    );
  },
  '3203A': () => {
    const about = { institution, personRef: benchPersonRef(2), settlementRef: 'S0001', dischargedOn: day };
    return question(
      '3203A',
      '131121',
      claimInput({ ...about, payer: 'basic-insurance', fen: fen(7_656_04), claimSequence: 1 }),
    );
  },
  '3209A': () => question('3209A', '131121', followInput({ institution, claimRef: 'C0001' })),
} as const;

/** Message ids of the samples' settlement. */
export const sampleMessageId = 'H13112100001202603091000000007';

function one(index: number) {
  const person = benchPeople.all()[index];
  invariant(person !== undefined, 'a person of the suites');
  return asInVault(person);
}

function region(division: string) {
  const entered = loadInsurerRegions().on(division, '2026-03-09');
  invariant(entered !== undefined, 'the region is entered');
  return entered;
}

function question(infno: string, division: string, input: Readonly<Record<string, unknown>>): Question {
  const header = { key: 'case_1/step', messageId: sampleMessageId, at: instant('2026-03-09T10:00:00+08:00') };
  const sender = { code: institution, name: '县人民医院', division };
  const body = writeEnvelope({
    infno,
    header,
    sender,
    insuredDivision: division,
    input,
    region: region(division),
  });
  return { asked: { body, header }, regions: loadInsurerRegions() };
}
