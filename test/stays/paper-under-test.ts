import { beforeAll } from 'vitest';
import { createExchange } from '../../activities/exchange/exchange.ts';
import type { LoggedReply } from '../../activities/exchange/logged-reply.ts';
import type { Answer } from '../../adapters/answer.ts';
import type { CaseRef, InstitutionId, PartyId } from '../../domain/ids.ts';
import { listConflicts } from '../../store/lists/conflicts.ts';
import { householdStore } from '../../store/lists/households.ts';
import { membershipStore } from '../../store/lists/memberships.ts';
import { messageLog } from '../../store/messages/log.ts';
import { ledgerCheck } from '../../store/money/ledger-check.ts';
import type { PersonVault } from '../../store/people/vault.ts';
import { countyParameterStore } from '../../store/register/county-parameters.ts';
import { sealer } from '../../store/secrets/sealing.ts';
import { aDischarge, admitted, at } from '../postgres/store-under-test.ts';
import { aStayInCare, as, confirm, door, hospitalParty, propose } from './resolutions-under-test.ts';
import { stepsOf } from './steps-under-test.ts';

type Played = Answer<unknown> | 'away';

/** What parties answer, by operation, until told otherwise; nothing said: not connected. */
const plays = new Map<string, Played>();
/** Keys of messages that went out, without the case. */
const sent: { readonly caseRef: string; readonly step: string }[] = [];

export function play(answers: Readonly<Record<string, Played>>): void {
  plays.clear();
  for (const [operation, answer] of Object.entries(answers)) plays.set(operation, answer);
}

export const sentOf = (caseRef: CaseRef) =>
  sent.filter((one) => one.caseRef === caseRef).map(({ step }) => step);

const call = (party: PartyId, operation: string) => ({
  ...{ party, operation, traits: { idempotent: true, queryable: false } },
  write: async () => '{}',
  send: async (_body: string, { key }: { readonly key: string }) => {
    const [caseRef = '', ...step] = key.split('/');
    sent.push({ caseRef, step: step.join('/') });
    return { kind: 'reply', status: 200, body: JSON.stringify(plays.get(operation)) } as const;
  },
  read: (reply: { readonly body: string }) => JSON.parse(reply.body),
});

/** The steps of a stay over the real store and the real message log; only the parties are played. */
export function steps() {
  const { db, deps, vaultKeys } = door();
  const { stays, parties, schemes, clock, payerRules } = deps;
  const limits = { promptMs: 5_000, promiseMs: 0, timeoutMs: 5_000, gate: (work: () => unknown) => work() };
  const exchange = createExchange({
    ...{ log: messageLog<LoggedReply>({ db, sealer: sealer(vaultKeys) }), clock },
    limits: () => (plays.size === 0 ? null : (limits as never)),
    holds: { heldSince: async () => null },
  });
  const of = (party: PartyId, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, call(party, name)]));
  const undo = ['cancelDischarge', 'cancelAdmission', 'registered'];
  const claims = ['claim', 'findClaim', 'followClaim'];
  const insurers = [
    'identify',
    'admit',
    'discharge',
    'settle',
    'cancelSettlement',
    'settled',
    ...undo,
    ...claims,
  ];
  return stepsOf({
    ...{ stays, schemes, clock, exchange, payerRules, register: parties },
    ...{ memberships: membershipStore(db), households: householdStore(db) },
    countyParameters: countyParameterStore(db),
    people: deps.people as PersonVault,
    insurer: {
      ...of('medical-insurance', insurers),
      wantsFees: async () => false,
      wantsFiling: async () => false,
    },
    claims: (party: PartyId) => of(party, claims),
    lists: { conflicts: listConflicts(db) },
  });
}

/** The bureau's two people, and a hospital that files every claim at once. */
beforeAll(async () => {
  const { actors, parties } = door().deps;
  for (const actor of ['bureau', 'bureau-2']) {
    await actors.putActor({
      ...{ party: 'medical-insurance', actor, role: 'bureau', kind: 'person', name: '测试人员' },
    });
    await parties.putCredential('medical-insurance', `${actor}.`.padEnd(48, '7'), actor);
  }
  const institution = await parties.institution(hospitalParty as InstitutionId);
  if (institution !== undefined)
    await parties.putInstitution({
      ...institution,
      institution: hospitalParty as InstitutionId,
      settlesInstantly: true,
    });
});

/** Decided, and the insurer is to be told of the admission. */
export async function aDecidedStay(more: Parameters<typeof aStayInCare>[0] = {}): Promise<CaseRef> {
  const caseRef = await aStayInCare(more);
  const { stays } = door().deps;
  await stays.recordDecision(caseRef, admitted, at);
  await stays.recordIdentified({ caseRef, personNo: `P-${caseRef}`, of: 1, at });
  return caseRef;
}

/** With its visit, and the bill of 10,000.00 yuan. */
export async function aBilledStay(more: Parameters<typeof aStayInCare>[0] = {}): Promise<CaseRef> {
  const caseRef = await aDecidedStay(more);
  const { stays } = door().deps;
  await stays.recordRegistered({ caseRef, visitRef: `V-${caseRef}`, at });
  await stays.advanceStage(caseRef, 'Admitted', at);
  const bill = { way: 'cured' } as const;
  await stays.acceptDischarge({ ...aDischarge(caseRef), dischargedOn: '2024-03-09' as never, bill });
  return caseRef;
}

/** Proposed by the hospital's finance and confirmed by the party; gives the confirmation. */
export async function done(caseRef: CaseRef, body: object, by = 'bureau') {
  const proposed = await propose('finance', caseRef, { office: 'medical-insurance', ...body });
  if (proposed.status !== 201) return proposed;
  return confirm(by, caseRef, proposed.sequence);
}

export const waitsFor = async (caseRef: CaseRef) =>
  ((await door().deps.stays.wholeStay(caseRef))?.attention ?? []).map(({ code, step }) => `${code} ${step}`);

/** What the check of the ledger finds of the stay. */
export const findings = async (caseRef: CaseRef) =>
  (await ledgerCheck({ db: door().db }).checkLedger()).findings.filter(({ subject }) => subject === caseRef);

export const preview = (caseRef: CaseRef, body: object) =>
  propose('finance', caseRef, { office: 'medical-insurance', ...body }, '/preview');

export const withdrawn = (caseRef: CaseRef, sequence: unknown, who = 'finance') =>
  as(who, 'POST', `/v1/stays/${caseRef}/resolutions/${sequence}/withdraw`, {});
