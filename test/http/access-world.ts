import type { ApiDeps } from '../../api/deps.ts';
import type { AskedCondition } from '../../domain/conditions.ts';
import { localDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, ListId, PartyId } from '../../domain/ids.ts';
import type { ListAgency } from '../../domain/list.ts';
import { fen } from '../../domain/money.ts';
import { type OrganisationKind, type Role, roleCodes, roles } from '../../domain/roles.ts';
import { aDischarge, aSettlement, at, putInCare } from '../postgres/store-under-test.ts';
import { anAdmissionBody, type DoorUnderTest } from './door-under-test.ts';

/** What belongs to one side: a hospital with its stays, an agency with its list, a payer that owes. */
export interface Side {
  readonly institution: InstitutionId;
  /** Settled: payers owe, and the patient pays. */
  readonly caseRef: CaseRef;
  /** Of the patient of that stay. */
  readonly idNumber: string;
  /** Admitted: it can be discharged. */
  readonly inCare: CaseRef;
  readonly agency: string;
  readonly listId: ListId;
  /** A version that waits to be released, and one that waits to be rejected. */
  readonly version: number;
  readonly otherVersion: number;
  readonly payer: PartyId;
  /** Allocated in part to the settled stay. */
  readonly remittanceId: string;
  /** An order of the institution's about many stays; it means none. */
  readonly bulkRef: string;
}

const names = [
  { institution: 'H50015400001', agency: 'civil-affairs', payer: 'medical-insurance' },
  { institution: 'H50015400002', agency: 'rural-revitalization', payer: 'commercial-insurer' },
] as const;

/** Two of everything, each with a person of every role. */
export async function buildWorld(door: DoorUnderTest): Promise<readonly [Side, Side]> {
  const { deps } = door;
  for (const side of [0, 1] as const) {
    const { agency, payer } = names[side];
    await deps.parties.putParty({ party: agency, role: 'agency', name: agency, institution: null });
    await deps.parties.putParty({ party: payer, role: 'payer', name: payer, institution: null });
    for (const role of roleCodes) await enter(deps, role, side);
  }
  return [await aSide(door, 0), await aSide(door, 1)];
}

/** The organisation of that kind at that side; the offices of the county are one. */
export function partyOf(of: OrganisationKind, side: 0 | 1): string {
  const { institution, agency, payer } = names[side];
  return { hospital: institution, agency, payer, operator: 'county' }[of];
}

/** The bearer credential of whoever has that role at that side. */
export function tokenOf(role: Role, side: 0 | 1): string {
  return `${partyOf(roles[role].of, side)}.${role}.`.padEnd(48, '0');
}

async function enter(
  { parties, actors }: Pick<ApiDeps, 'parties' | 'actors'>,
  role: Role,
  side: 0 | 1,
): Promise<void> {
  const party = partyOf(roles[role].of, side);
  const actor = `walker-${role}`;
  await actors.putActor({ party, actor, role, kind: 'person', name: '测试人员' });
  await parties.putCredential(party, tokenOf(role, side), actor);
}

async function aSide(door: DoorUnderTest, side: 0 | 1): Promise<Side> {
  const { agency, payer } = names[side];
  const institution = names[side].institution as InstitutionId;
  const listId = `kaizhou-${agency}` as ListId;
  await door.deps.parties.putList({
    ...{ listId, party: agency, agency: agency as ListAgency, division: '500154' },
    ...{ categories: ['subsistence-allowance'], shrinkLimitPermille: 100, ageLimitDays: 35 },
  });
  const sender = `${agency}.sender.`.padEnd(48, '0');
  await door.deps.actors.putActor({
    ...{ party: agency, actor: 'sender', role: 'agency-officer', kind: 'person', name: '测试人员' },
  });
  await door.deps.parties.putCredential(agency, sender, 'sender');
  const stay = await settled(door, institution, { side, payer });
  const cared = (await inCare(door, institution, side)).caseRef;
  await proposed(door, stay.caseRef, payer);
  await proposed(door, cared, agency);
  await inArrears(door, stay.caseRef);
  await reconciled(door, institution, stay.caseRef);
  await delivered(door, institution, stay.caseRef);
  return {
    ...{ institution, agency, listId, payer },
    ...stay,
    inCare: cared,
    version: await held(door, listId, sender),
    otherVersion: await held(door, listId, sender),
    remittanceId: await arrived(door, { institution, party: payer }, stay.caseRef),
    bulkRef: await ordered(door, institution),
  };
}

/** What is still to be recorded of each stay. */
const asked: AskedCondition = {
  ...{ condition: 'second-check', kind: 'second-check', dueFrom: 'admission', dueDays: 1 },
};

async function inCare(
  door: DoorUnderTest,
  institution: InstitutionId,
  side: 0 | 1,
): Promise<Pick<Side, 'caseRef' | 'idNumber'>> {
  const { stays } = door.deps;
  const admission = { ...anAdmissionBody(), institution };
  const reply = await door.server.inject({
    ...{ method: 'POST', url: '/v1/stays', payload: admission },
    headers: { authorization: `Bearer ${tokenOf('hospital', side)}` },
  });
  const { caseRef } = reply.json() as { readonly caseRef: CaseRef };
  await putInCare(stays, caseRef, [asked]);
  return { caseRef, idNumber: String(admission.patient.idNumber) };
}

async function settled(
  door: DoorUnderTest,
  institution: InstitutionId,
  { side, payer }: { readonly side: 0 | 1; readonly payer: PartyId },
): Promise<Pick<Side, 'caseRef' | 'idNumber'>> {
  const { stays } = door.deps;
  const stay = await inCare(door, institution, side);
  const { caseRef } = stay;
  await stays.acceptDischarge(aDischarge(caseRef));
  await stays.recordDischargeTaken(caseRef, at);
  const entry = aSettlement(caseRef);
  const obligations = entry.obligations.map((one) => ({ ...one, party: payer }));
  await stays.recordSettlement({ ...entry, obligations });
  return stay;
}

/** Money of which a part is for the settled stay. */
async function arrived(
  { deps }: DoorUnderTest,
  owner: { readonly institution: InstitutionId; readonly party: PartyId },
  caseRef: CaseRef,
): Promise<string> {
  const actor = `${owner.institution}/finance`;
  const { remittanceId } = await deps.stays.recordRemittance({
    ...{
      ...owner,
      amountFen: fen(500),
      arrivedOn: localDate('2024-03-09'),
      bankRef: 'W1',
      actor,
      recordedAt: at,
    },
  });
  const allocations = [{ caseRef, payer: 'basic-insurance', claimSequence: 1, fen: fen(100) }] as const;
  await deps.stays.allocateRemittance({ owner, remittanceId, allocations, after: 0, actor, at });
  return remittanceId;
}

function ordered({ deps }: DoorUnderTest, institution: InstitutionId): Promise<string> {
  const meant = { kind: 'ask-again', filter: { code: 'agency-wait' }, institution, items: [] } as const;
  return deps.stays.orderBulk({ ...meant, evidence: '存档 1', perMinute: 60, actor: 'a/b', at });
}

/** The lists went to the hospital's system under a rule that is named as the stay: whoever reads of it is seen. */
async function delivered({ db }: DoorUnderTest, institution: InstitutionId, ruleNo: CaseRef): Promise<void> {
  const day = localDate('2024-03-09');
  await db
    .insertInto('listDeliveries')
    .values({
      ...{ institution, ruleNo, thumbprint: 'A'.repeat(43), asOf: day, lists: '[]', since: null, people: 1 },
      ...{ byCategory: '{}', ended: 0, state: 'receipted', preparedAt: at, expiresOn: day, waitingSince: at },
      ...{ dueOn: day, receiptedAt: at, receiptedBy: 'h/machine' },
    })
    .execute();
}

/** Waits for a word of that office. */
async function proposed({ deps }: DoorUnderTest, caseRef: CaseRef, office: string): Promise<void> {
  const { stays } = deps;
  const step = 'decide';
  await stays.raiseAttention(
    caseRef,
    { code: 'decision-review', blockedOn: 'operator', since: at, step },
    at,
  );
  await stays.propose({
    ...{ caseRef, step, office, kind: 'decide', actor: 'county/operator-9', at },
    wanted: { kind: 'decide', outcome: 'admit', evidence: '存档 1' },
    revision: await stays.revision(caseRef),
  });
}

/** The hospital applied for a record of malicious arrears. */
async function inArrears({ deps }: DoorUnderTest, caseRef: CaseRef): Promise<void> {
  const { stays } = deps;
  const step = 'patient-part';
  await stays.raiseAttention(
    caseRef,
    { code: 'patient-part-due', blockedOn: 'hospital', since: at, step },
    at,
  );
  const terms = { answerDays: 15, listedMonths: 24, objectionDays: 15 };
  const wanted = { means: 'income', paper: 'A1', askedOn: localDate('2024-03-09'), terms } as const;
  const revision = await stays.revision(caseRef);
  const { sequence } = await stays.propose({
    ...{ caseRef, step, office: null, kind: 'apply-listing', revision, actor: 'h/finance', at },
    wanted: { kind: 'apply-listing', evidence: '存档 1', ...wanted },
  });
  const rules = {
    workOut: () => ({}) as never,
    retained: () => null,
    decideAnew: () => Promise.reject(new Error('nothing is decided anew')),
  };
  await stays.confirm({ caseRef, sequence, revision, actor: 'h/lead', at }, rules);
}

let files = 0;

/** A suspicious version that somebody else of the agency sent. */
async function held(door: DoorUnderTest, listId: ListId, sender: string): Promise<number> {
  files += 1;
  const sent = await door.server.inject({
    ...{
      method: 'POST',
      url: `/v1/lists/${listId}/versions`,
      payload: `姓名,身份证号,类别\n某人,${files},低保\n`,
    },
    headers: { authorization: `Bearer ${sender}`, 'content-type': 'text/csv' },
  });
  const { version } = sent.json() as { readonly version: number };
  await door.db
    .updateTable('listVersions')
    .set({ state: 'held', reasons: ['list-shrinks'] })
    .where('listId', '=', listId)
    .where('version', '=', version)
    .execute();
  return version;
}

/** The insurer's book differs from the hub's on one settlement of the stay. */
async function reconciled(
  { deps }: DoorUnderTest,
  institution: InstitutionId,
  caseRef: CaseRef,
): Promise<void> {
  const { reconciliations } = deps.insurer;
  const at = deps.clock.now();
  const day = localDate('2024-03-09');
  const name = await reconciliations.ask({ institution, fromOn: day, toOn: day }, 'somebody', at);
  const sums = { settlements: 1, totalFen: fen(1), fundFen: fen(1), accountFen: fen(0) };
  const theirs = { totalFen: fen(1), fundFen: fen(0), accountFen: fen(0) };
  const found = { settlementRef: 'S1', kind: 'unknown-here', caseRef, ours: null, theirs } as const;
  await reconciliations.answer(
    name,
    { state: 'differs', code: null, sums, others: 0, differences: [found] },
    at,
  );
}
