import { beforeAll } from 'vitest';
import type { CaseRef, SchemeId } from '../../domain/ids.ts';
import type { Attention } from '../../domain/stay.ts';
import { anAdmissionBody, hospitals, tokens, useDoor } from '../http/door-under-test.ts';
import { aDischarge, admitted, aSettlement, at, putUnderCover } from '../postgres/store-under-test.ts';

export const door = useDoor();
const [institution] = hospitals;
const people = { finance: 'hospital-finance', lead: 'hospital-lead', window: 'window' } as const;
export const agency = 'civil-affairs' as const;

beforeAll(async () => {
  const { actors, parties } = door().deps;
  for (const [actor, role] of [...Object.entries(people), ['lead-2', 'hospital-lead']] as const) {
    await actors.putActor({
      party: hospitalParty,
      actor,
      role: role as 'window',
      kind: 'person',
      name: '测试人员',
    });
    await parties.putCredential(hospitalParty, tokenOf(actor), actor);
  }
  await actors.putActor({
    party: agency,
    actor: 'officer',
    role: 'agency-officer',
    kind: 'person',
    name: '测试人员',
  });
  await parties.putCredential(agency, tokenOf('officer'), 'officer');
  await actors.putActor({ party: agency, actor: 'fund', role: 'payer', kind: 'person', name: '测试人员' });
  await parties.putCredential(agency, tokenOf('fund'), 'fund');
});

export const hospitalParty = institution;
export const tokenOf = (actor: string) => `${actor}.`.padEnd(48, '7');

/** As somebody by the name of their credential; `operator` and `otherHospital` are those of the door. */
export async function as(
  who: string,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: object,
): Promise<Told> {
  const token = who in tokens ? tokens[who as keyof typeof tokens] : tokenOf(who);
  const reply = await door().server.inject({
    ...{ method, url, headers: { authorization: `Bearer ${token}` } },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, ...(reply.json() as object) };
}

interface Told {
  readonly status: number;
  readonly sequence?: number;
  readonly code?: string;
  readonly state?: string;
}

export const resolutions = (caseRef: CaseRef, more = '') => `/v1/stays/${caseRef}/resolutions${more}`;

/** Proposes under the revision that the stay has now. */
export async function propose(who: string, caseRef: CaseRef, body: object, more = '') {
  const revision = await door().deps.stays.revision(caseRef);
  return as(who, 'POST', resolutions(caseRef, more), { evidence: '存档 2024-17', revision, ...body });
}

export async function confirm(who: string, caseRef: CaseRef, sequence: unknown) {
  const revision = await door().deps.stays.revision(caseRef);
  return as(who, 'POST', resolutions(caseRef, `/${sequence}/confirm`), { revision });
}

/** `scheme`: another place's, under which no hospital of the tests could admit; the stay is put under it afterwards. */
export async function aStayInCare({
  scheme,
  ...more
}: { readonly scheme?: string } & Readonly<Record<string, unknown>> = {}): Promise<CaseRef> {
  const { stays } = door().deps;
  const body = { ...anAdmissionBody(), institution, ...more };
  const reply = await door().call('hospital', { method: 'POST', url: '/v1/stays', payload: body });
  const { caseRef } = reply.json() as { readonly caseRef: CaseRef };
  if (scheme !== undefined)
    await door()
      .db.updateTable('stays')
      .set({ scheme: scheme as SchemeId })
      .where('caseRef', '=', caseRef)
      .execute();
  await putUnderCover(stays, caseRef);
  return caseRef;
}

/** Settled: basic insurance owes 7,000.00, assistance 1,000.00; both claims are with their payers. */
export async function aSettledStay(
  more: Parameters<typeof aStayInCare>[0] = {},
  claims: 'intended' | 'sent' = 'sent',
): Promise<CaseRef> {
  const { stays } = door().deps;
  const caseRef = await aStayInCare(more);
  await stays.recordDecision(caseRef, admitted, at);
  await stays.advanceStage(caseRef, 'Admitted', at);
  await stays.acceptDischarge(aDischarge(caseRef));
  await stays.recordDischargeTaken(caseRef, at);
  const entry = aSettlement(caseRef);
  const obligations = entry.obligations.map((one) =>
    one.payer === 'medical-assistance' ? { ...one, party: agency } : one,
  );
  await stays.recordSettlement({ ...entry, obligations });
  if (claims === 'intended') return caseRef;
  for (const payer of ['basic-insurance', 'medical-assistance'] as const)
    await stays.recordObligationState({ caseRef, payer, claimSequence: 1 }, { state: 'sent' }, at);
  return caseRef;
}

export const assistance = { payer: 'medical-assistance', claimSequence: 1 } as const;
export const step = 'reimburse/medical-assistance/1';

export async function aRefusedClaim(): Promise<CaseRef> {
  const caseRef = await aSettledStay();
  const no = { state: 'refused', code: 'papers-missing', partyCode: 'E77' } as const;
  await door().deps.stays.recordObligationState({ caseRef, ...assistance }, no, at);
  return caseRef;
}

export async function raise(caseRef: CaseRef, attention: Omit<Attention, 'since'>) {
  await door().deps.stays.raiseAttention(caseRef, { ...attention, since: at }, at);
}

export const balance = async (caseRef: CaseRef, account: string) =>
  (await door().deps.stays.balances(caseRef)).find((line) => line.account === account)?.fen ?? 0;

export const waits = async (caseRef: CaseRef) =>
  ((await door().deps.stays.wholeStay(caseRef))?.attention ?? []).map(({ code }) => code);

export const owed = async (caseRef: CaseRef) =>
  (
    await door().db.selectFrom('outbox').select(['kind', 'noticeId']).where('caseRef', '=', caseRef).execute()
  ).map(({ kind, noticeId }) => `${kind} ${noticeId}`);

export const bureau = { party: 'medical-insurance', actor: 'bureau-1' } as const;

/** A person of the insurance bureau who may confirm. */
export async function aBureau(): Promise<void> {
  const { actors, parties } = door().deps;
  await actors.putActor({ ...bureau, role: 'bureau', kind: 'person', name: '测试人员' });
  await parties.putCredential(bureau.party, tokenOf(bureau.actor), bureau.actor);
}
