import { localDate } from '../../domain/dates.ts';
import type { InstitutionId, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { ask, benchHeader, benchPersonRef, type ContractBench, openBenchPerson } from '../contract-suite.ts';
import { medicalInsuranceOverHttp } from './http.ts';
import type { AdmitRequest, MedicalInsurance, SettleRequest } from './port.ts';
import { toldByWindow } from './questions-for-tests.ts';

export const institution = 'H50015400001' as InstitutionId;
export const admittedOn = localDate('2026-03-02');
export const insurance = { type: '390', status: 'active', division: '500154' } as const;
const dischargedOn = localDate('2026-03-09');

/** The insurer of a contract suite, and stays brought as far as a test needs them. */
export interface VisitBench {
  readonly insurer: MedicalInsurance;
  readonly personRef: PersonRef;
  readonly next: () => ReturnType<typeof benchHeader>;
  readonly admitted: (
    admissionNo: string,
  ) => Promise<{ readonly visitRef: string; readonly request: AdmitRequest }>;
  /** A visit that has ended, with the request that settles 40,000 yuan of which 3,000 are out of policy. */
  readonly discharged: (admissionNo: string) => Promise<SettleRequest>;
}

/** Sets the bench up on one simulated insurer. */
export function visitBench(bench: ContractBench): VisitBench {
  const insurer = medicalInsuranceOverHttp({
    http: bench.http,
    openPerson: openBenchPerson,
    institution: async (id) => ({ code: id, name: '区人民医院', division: id.slice(1, 7) }),
    regions: loadInsurerRegions(),
    gatewayKey: null,
  });
  const personRef = benchPersonRef(0);
  let sequence = 0;
  const next = () => benchHeader(++sequence);

  const admitted: VisitBench['admitted'] = async (admissionNo) => {
    const person = await ask(insurer.identify, { personRef, institution, on: admittedOn }, next());
    invariant(person.kind === 'done' && person.value.personNo !== null, 'the person is insured');
    const { personNo } = person.value;
    const stay = { personRef, personNo, institution, admissionNo, admittedOn, insurance };
    const request = { ...stay, clinical: toldByWindow };
    const visit = await ask(insurer.admit, request, next());
    invariant(visit.kind === 'done', 'the visit is open');
    return { visitRef: visit.value.visitRef, request };
  };

  const discharged: VisitBench['discharged'] = async (admissionNo) => {
    const { visitRef, request } = await admitted(admissionNo);
    const { personNo } = request;
    const leaving = { visitRef, personNo, institution, dischargedOn, insurance, clinical: toldByWindow };
    const left = await ask(insurer.discharge, { ...leaving, way: 'cured' }, next());
    invariant(left.kind === 'done', 'the visit has ended');
    const bill = { totalFen: fen(40_000_00), outOfPolicyFen: fen(3_000_00), clinical: toldByWindow };
    return { personRef, personNo, visitRef, institution, insurance, dischargedOn, ...bill };
  };

  return { insurer, personRef, next, admitted, discharged };
}
