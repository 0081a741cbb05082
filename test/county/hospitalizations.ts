import { randomBytes } from 'node:crypto';
import type { CountyPerson } from '../../adapters/simulation.ts';
import type { StayView } from '../../county/stay-view.ts';
import { addDays } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { exclusionCodes } from '../../policies/codes/codes.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { type CountyUnderTest, institution, scheme, until } from './county-under-test.ts';

export const bill = { totalFen: 1_863_300, outOfPolicyFen: 92_500 };
const patienceMs = 180_000;

/** The body of an admission of yesterday; every ground that the scheme names was asked for and is not there. */
export function admissionBody(
  { schemes, today }: CountyUnderTest,
  person: CountyPerson,
  at: { readonly scheme: string; readonly institution: InstitutionId } = { scheme, institution },
) {
  const admittedOn = addDays(today(), -1);
  const asked = requireVersion(schemes, at.scheme, admittedOn)
    .exclusions.map(({ rule }) => rule)
    .filter((code) => exclusionCodes[code as keyof typeof exclusionCodes]?.derived !== true);
  return {
    ...{ ...at, admittedOn, emergency: false, referred: true },
    admissionNo: `ZY-${randomBytes(6).toString('hex')}`,
    patient: {
      ...{ idNumber: person.idNumber, name: person.name, address: person.address, phone: person.phone },
      householdDivision: person.division,
    },
    diagnosis: { code: 'J18.9', name: '肺炎' },
    clinical: {
      department: { code: '0302', name: '呼吸内科' },
      doctor: { code: 'D0001024', name: '医生甲' },
    },
    facts: Object.fromEntries(asked.map((code) => [code, false])),
  };
}

/** A hospital's window that does not give up: the same request again until the hub has taken it. */
export async function admitted(county: CountyUnderTest, person?: CountyPerson): Promise<CaseRef> {
  const body = admissionBody(county, person ?? (await county.person()));
  const { caseRef } = await until(
    'the admission is taken',
    async () => (await county.hospital.post<StayView>('/v1/stays', body)).body,
    patienceMs,
  );
  await reached(county, caseRef, ({ stage }) => stage === 'Admitted');
  return caseRef;
}

export async function discharged(county: CountyUnderTest, caseRef: CaseRef): Promise<void> {
  const body = { dischargedOn: county.today(), way: 'cured', bill };
  await until(
    'the discharge is taken',
    async () => await county.hospital.post(`/v1/stays/${caseRef}/discharge`, body),
    patienceMs,
  );
}

/** Pays the patient's own part once the settlement says how much, and waits for the end. */
export async function closed(county: CountyUnderTest, caseRef: CaseRef): Promise<StayView> {
  const { settlement } = await reached(county, caseRef, (view) => view.settlement !== null);
  const fen = settlement?.patientFen ?? 0;
  const payment = { paymentId: `${caseRef}-1`, fen, paidOn: county.today(), method: 'mobile' };
  if (fen > 0)
    await until(
      'the payment is taken',
      async () => await county.hospital.post(`/v1/stays/${caseRef}/patient-payments`, payment),
      patienceMs,
    );
  return reached(county, caseRef, ({ stage }) => stage === 'Closed');
}

/** From the window to the last fen. */
export async function hospitalized(county: CountyUnderTest, person?: CountyPerson): Promise<StayView> {
  const caseRef = await admitted(county, person);
  await discharged(county, caseRef);
  return closed(county, caseRef);
}

export function reached(
  { hospital }: CountyUnderTest,
  caseRef: CaseRef,
  done: (view: StayView) => boolean,
): Promise<StayView> {
  return until(
    `${caseRef} gets there`,
    async () => {
      const view = await hospital.get<StayView>(`/v1/stays/${caseRef}`);
      return done(view) ? view : false;
    },
    patienceMs,
  );
}

/** What the hub's ledger says of a stay now: every account that is not zero, in fen. */
export async function accountsOf(
  county: CountyUnderTest,
  caseRef: CaseRef,
): Promise<Readonly<Record<string, number>>> {
  const rows = await county.sql<{ account: string; fen: number }>(
    `SELECT account, sum(fen)::int AS fen FROM ledger_postings JOIN ledger_transactions USING (transaction_id)
     WHERE case_ref = $1 GROUP BY 1 HAVING sum(fen) <> 0`,
    [caseRef],
  );
  return Object.fromEntries(rows.map(({ account, fen }) => [account, fen]));
}
