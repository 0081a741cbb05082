import { createHash, randomInt } from 'node:crypto';
import { beforeAll } from 'vitest';
import { createExchange } from '../../activities/exchange/exchange.ts';
import type { LoggedReply } from '../../activities/exchange/logged-reply.ts';
import { memoryBook } from '../../adapters/book.ts';
import { medicalInsuranceOverHttp } from '../../adapters/medical-insurance/http.ts';
import { personNumber } from '../../adapters/medical-insurance/simulator/desk.ts';
import { insurerSimulator } from '../../adapters/medical-insurance/simulator.ts';
import { type CountyPerson, effects, type People } from '../../adapters/simulation.ts';
import { inputOf, type Numbers, type OwnStay } from '../../county/own-desk.ts';
import { envelope } from '../../county/own-messages.ts';
import type { CoreTransaction } from '../../domain/core-answers.ts';
import { localDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { listConflicts } from '../../store/lists/conflicts.ts';
import { householdStore } from '../../store/lists/households.ts';
import { membershipStore } from '../../store/lists/memberships.ts';
import { messageLog } from '../../store/messages/log.ts';
import type { PersonVault } from '../../store/people/vault.ts';
import { countyParameterStore } from '../../store/register/county-parameters.ts';
import { sealer } from '../../store/secrets/sealing.ts';
import { aDischarge, admitted, at } from '../postgres/store-under-test.ts';
import { aStayInCare, as, door, hospitalParty } from './resolutions-under-test.ts';
import { stepsOf } from './steps-under-test.ts';

const institution = hospitalParty as InstitutionId;
const people = new Map<string, CountyPerson>();
const register: People = {
  find: (idNumber) => people.get(idNumber),
  all: () => [...people.values()],
  version: () => people.size,
};
const book = memoryBook();
/** How the insurer misbehaves from now on, and whether it has an address. */
export const insurer: { mischief: string | undefined; connected: boolean } = {
  mischief: undefined,
  connected: true,
};

/** What the insurer's own book says that it did for a stay, in order. */
export const effectsOf = (caseRef: CaseRef) =>
  book
    .rows(effects)
    .filter(({ key }) => key.startsWith(caseRef))
    .map(({ operation }) => operation);

/** What the hub itself sent for a stay, by operation. */
export async function sentByHub(caseRef: CaseRef): Promise<readonly string[]> {
  const rows = await door()
    .db.selectFrom('messages')
    .select('operation')
    .where((eb) => eb.and({ caseRef, party: 'medical-insurance' }))
    .where('sends', '>', 0)
    .orderBy('operation')
    .execute();
  return rows.map(({ operation }) => operation);
}

function simulated() {
  return insurerSimulator({ book, clock: door().deps.clock, people: register, calendar: 'immediate' });
}

/** The steps of a stay over the real store, log and wire; the insurer is the simulated one. */
export function steps() {
  const { db, deps, vaultKeys } = door();
  const { stays, parties, schemes, clock, payerRules, regions } = deps;
  const limits = { promptMs: 5_000, promiseMs: 0, timeoutMs: 5_000, gate: (work: () => unknown) => work() };
  const exchange = createExchange({
    ...{ log: messageLog<LoggedReply>({ db, sealer: sealer(vaultKeys) }), clock },
    limits: () => (insurer.connected ? (limits as never) : null),
    holds: { heldSince: async () => null },
  });
  const http = {
    post: async (path: string, body: string, { key, messageId }: { key: string; messageId: string }) => {
      const headers = { 'idempotency-key': key, 'x-message-id': messageId };
      const { status, body: said } = simulated().handle({ path, headers, body }, insurer.mischief);
      return { kind: 'reply', status, body: said } as const;
    },
    close: () => undefined,
  };
  return stepsOf({
    ...{ stays, schemes, clock, exchange, payerRules, register: parties },
    countyParameters: countyParameterStore(db),
    ...{ memberships: membershipStore(db), households: householdStore(db) },
    lists: { conflicts: listConflicts(db) },
    people: deps.people as PersonVault,
    insurer: medicalInsuranceOverHttp({
      ...{ http, regions, gatewayKey: null, openPerson: (ref) => deps.people.open(ref) },
      institution: async (id) => ({ code: id, name: '区人民医院', division: id.slice(1, 7) }),
    }),
  });
}

/** From the first of March on its own system registers and settles; the other hospital of the tests leaves it to the hub. */
beforeAll(async () => {
  const rule = { ruleNo: 'S-1', validFrom: '2024-03-01', validUntil: '2025-01-01', settledBy: 'hospital' };
  const { institutionRules } = door().deps;
  const { ruleNo, settledBy } = rule;
  const days = { validFrom: localDate(rule.validFrom), validUntil: localDate(rule.validUntil) };
  const put = { institution, kind: 'settled-by', ruleNo, ...days, rule: { settledBy } } as const;
  await institutionRules.putInstitutionRule(put, { actor: 'h/finance', mayConfirm: false, at });
  await institutionRules.putInstitutionRule(put, { actor: 'h/lead', mayConfirm: true, at });
});

/** A stay whose admission was decided, of somebody whom the insurer knows. */
export async function ownStay(more: Parameters<typeof aStayInCare>[0] = {}): Promise<Own> {
  const caseRef = await aStayInCare(more);
  const { stays, people: vault } = door().deps;
  const stay = await stays.stay(caseRef);
  if (stay === undefined) throw new Error('a stay that was admitted is not there');
  const identity = await vault.open(stay.personRef);
  const person = {
    ...{ idNumber: identity.idNumber, name: identity.name, sex: 'male', birthDate: localDate('1980-01-01') },
    ...{ division: '500154', address: '', phone: '', household: 'h', memberships: [], creditLine: null },
    insurance: { type: '390', status: 'active', division: '500154' },
  } as unknown as CountyPerson;
  people.set(person.idNumber, person);
  await stays.recordDecision(caseRef, admitted, at);
  const psn_no = personNumber(person);
  await stays.recordIdentified({ caseRef, personNo: psn_no, of: 1, at });
  const { admissionNo, admittedOn } = stay;
  return {
    stay: { caseRef, admissionNo, admittedOn, person, bill: null },
    numbers: { psn_no, insutype: '390' },
  };
}

export interface Own {
  readonly stay: OwnStay;
  readonly numbers: Numbers;
}

/** What the hospital's system asks the insurer, and what comes back, word for word. */
export function asked(own: Own, transaction: CoreTransaction | '2402' | '2405', messageId = newId()) {
  const { stay, numbers } = own;
  const { mdtrt_id, psn_no, insutype } = numbers;
  const dscginfo = { mdtrt_id, psn_no, insutype, endtime: '2024-03-09 00:00:00', dscg_way: '1' };
  const input =
    transaction === '2402'
      ? { dscginfo, diseinfo: [{ diag_code: 'J18.9' }] }
      : transaction === '2405'
        ? { data: { mdtrt_id, psn_no } }
        : inputOf(transaction, stay, numbers);
  const body = JSON.stringify(envelope({ infno: transaction, institution, messageId, input }));
  const headers = { 'idempotency-key': `${stay.caseRef}/${messageId}`, 'x-message-id': messageId };
  const { body: reply } = simulated().handle(
    { path: `/fsi/api/${transaction}`, headers, body },
    insurer.mischief,
  );
  const output = (JSON.parse(reply) as { readonly output: Told | null }).output;
  return { transaction, messageId, reply, output };
}

interface Told {
  readonly result?: { readonly mdtrt_id: string };
  readonly setlinfo?: { readonly setl_id: string };
}

/** A msgid of the hospital's own. */
export function newId(): string {
  return `${institution}2024030910300${String(randomInt(99_999)).padStart(5, '0')}`;
}

/** What the hospital posts of it. */
export function told(own: Own, said: ReturnType<typeof asked>, more: object = {}) {
  const { transaction, messageId, reply, output } = said;
  return {
    ...{ transaction, messageId, reply, personNo: own.numbers.psn_no },
    visitNo: output?.result?.mdtrt_id ?? own.numbers.mdtrt_id ?? 'V0',
    ...(transaction === '2305' ? { settlementNo: own.numbers.setl_id } : {}),
    digest: createHash('sha256').update(reply, 'utf8').digest('hex'),
    ...more,
  };
}

export const deliver = ({ stay }: Own, body: object, who = 'hospital') =>
  as(who, 'POST', `/v1/stays/${stay.caseRef}/core-answers`, body);

/** Registered at the insurer, and delivered. */
export async function registered(): Promise<Own> {
  const own = await ownStay();
  const said = asked(own, '2401');
  await deliver(own, told(own, said));
  const mdtrt_id = said.output?.result?.mdtrt_id ?? '';
  return { ...own, numbers: { ...own.numbers, mdtrt_id } };
}

export const bill = { totalFen: 1_000_000, outOfPolicyFen: 50_000, dischargedOn: localDate('2024-03-09') };

/** In care, and discharged with its bill of 10,000.00 yuan; the visit has ended at the insurer. */
export async function billed(): Promise<Own> {
  const own = await registered();
  const { caseRef } = own.stay;
  const { stays } = door().deps;
  await steps().sweepAdmission({ caseRef });
  await stays.acceptDischarge({
    ...{ ...aDischarge(caseRef), ...bill, bill: { way: 'cured' } },
  } as never);
  asked(own, '2402');
  return { ...own, stay: { ...own.stay, bill } };
}

/** Settled at the insurer, and delivered. */
export async function settled(): Promise<Own> {
  const own = await billed();
  const said = asked(own, '2304');
  await deliver(own, told(own, said));
  return { ...own, numbers: { ...own.numbers, setl_id: said.output?.setlinfo?.setl_id ?? '' } };
}
