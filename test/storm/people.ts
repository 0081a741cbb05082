import { setTimeout as wait } from 'node:timers/promises';
import { HubCallError, type HubClient, hubClient } from '../../county/hub-client.ts';
import { diceOf } from '../../county/people/dice.ts';
import { countyOffice } from '../../county/seed/people-who-act.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Role } from '../../domain/roles.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { answerOf } from './acts/answers.ts';
import { papersOf } from './acts/papers.ts';
import type { WaitingItem } from './acts/waiting-item.ts';
import type { PlannedStay } from './planned-stay.ts';

const insurer = 'medical-insurance';
const lookEveryMs = 1_000;
/** Nobody comes back to the same thing sooner. */
const restMs = 4_000;

/** Simulated people at their desks. */
export interface PeopleAtWork {
  /** What of all that was said to them was no refusal that the hub may give. */
  readonly trouble: () => readonly string[];
  readonly stop: () => Promise<void>;
}

/** Two people of every role look at what waits and carry out what is offered; whoever confirms is always somebody else. */
export function peopleAtWork(
  county: CountyUnderTest,
  { seed, stayOf }: { readonly seed: number; readonly stayOf: (caseRef: string) => PlannedStay | undefined },
): PeopleAtWork {
  const ending = new AbortController();
  const trouble: string[] = [];
  const tries = new Map<string, { times: number; last: number }>();
  const desk = async (look: () => Promise<void>): Promise<void> => {
    while (!ending.signal.aborted) {
      // A hub that cannot answer just now is looked at again.
      await look().catch((failure: unknown) => {
        if (isFault(failure)) trouble.push(String(failure).slice(0, 900));
      });
      await wait(lookEveryMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  };
  const operator = personAt(county, countyOffice, 'operator', 1);
  invariant(operator !== undefined, 'the county has two operators');
  const propose = () => proposeAll({ county, seed, stayOf, tries });
  const desks = [desk(propose), ...confirmers(county).map((hub) => desk(() => confirmAll(hub, operator)))];
  return {
    trouble: () => [...new Set(trouble)],
    stop: async () => {
      ending.abort();
      await Promise.all(desks);
    },
  };
}

/** The hub's own fault; a stay that went on, or a hub that is being killed, is none. */
function isFault(failure: unknown): boolean {
  if (!(failure instanceof HubCallError)) return false;
  return failure.status === 500 || failure.status === 400 || failure.status === 422;
}

interface Desk {
  readonly county: CountyUnderTest;
  readonly seed: number;
  readonly stayOf: (caseRef: string) => PlannedStay | undefined;
  readonly tries: Map<string, { times: number; last: number }>;
}

async function proposeAll(desk: Desk): Promise<void> {
  const { county } = desk;
  const operator = personAt(county, countyOffice, 'operator', 0);
  if (operator === undefined) return;
  let next: string | null = '';
  while (next !== null) {
    const page: { readonly attention: readonly WaitingItem[]; readonly next: string | null } =
      await operator.get(
        `/v1/attention?limit=200${next === '' ? '' : `&cursor=${encodeURIComponent(next)}`}`,
      );
    for (const item of page.attention) if (item.kind === 'stay') await proposeOne(desk, operator, item);
    next = page.next;
  }
}

/** Somebody of a role that may, another one at every try, proposes one of the things that are offered. */
async function proposeOne(desk: Desk, operator: HubClient, item: WaitingItem): Promise<void> {
  const { county, seed, stayOf, tries } = desk;
  const planned = stayOf(item.caseRef);
  const key = `${item.caseRef} ${item.step} ${item.code}`;
  const before = tries.get(key) ?? { times: 0, last: 0 };
  if (planned === undefined || performance.now() - before.last < restMs) return;
  tries.set(key, { times: before.times + 1, last: performance.now() });
  const roll = diceOf(seed, planned.at * 1_000 + before.times);
  const done = item.resolutions.filter(({ kind }) => answerOf(kind) !== undefined);
  const offered = done[roll(`kind at ${item.step}`, Math.max(1, done.length))];
  if (offered === undefined) return;
  const known = { item, planned, today: county.today(), roll, papers: papersOf(county, operator) };
  const wanted = await answerOf(offered.kind)?.(known);
  if (wanted === undefined || wanted === null) return;
  const role = offered.proposes[roll(`role at ${item.step}`, offered.proposes.length)] as Role;
  const hub =
    role === 'hospital'
      ? hubClient(county.addresses.api, county.credentials.hospitals[item.institution]?.token ?? '')
      : personAt(county, organisationOf(role, item), role, before.times);
  if (hub === undefined) return;
  const at = `/v1/stays/${item.caseRef}/resolutions`;
  const { revision } = await hub.get<{ readonly revision: number }>(at);
  await hub
    .post(at, { kind: offered.kind, on: item.step, evidence: '存档 2024-17', revision, ...wanted })
    .catch((failure: unknown) => {
      // Somebody was quicker, the stay went on, or the scheme names another office.
      if (!(failure instanceof HubCallError && [403, 409].includes(failure.status))) throw failure;
    });
}

function organisationOf(role: Role, { institution }: WaitingItem): string {
  if (role === 'operator' || role === 'health-commission') return countyOffice;
  return role === 'bureau' ? insurer : institution;
}

interface Proposal {
  readonly caseRef: string;
  readonly sequence: number;
  readonly proposedBy: string;
}

/** Confirms whatever waits for this person; what does not fit any more is left to whoever withdraws it. */
async function confirmAll(hub: HubClient, operator: HubClient): Promise<void> {
  const { resolutions } = await hub.get<{ readonly resolutions: readonly Proposal[] }>('/v1/resolutions');
  for (const { caseRef, sequence, proposedBy } of resolutions) {
    const at = `/v1/stays/${caseRef}/resolutions/${sequence}`;
    // An office is told the stay's revision by whoever calls it: the operator.
    const { revision } = await operator.get<{ readonly revision: number }>(
      `/v1/stays/${caseRef}/resolutions`,
    );
    await hub.post(`${at}/confirm`, { revision }).catch(async (failure: unknown) => {
      if (!(failure instanceof HubCallError) || ![403, 409].includes(failure.status)) throw failure;
      // Whoever proposes to keep a record may not have decided before; of who confirms another one may do it.
      const wrongPerson = failure.message.includes('decided-before') && failure.message.includes(proposedBy);
      if (!wrongPerson && !/resolution-unfit|arrears-over/.test(failure.message)) return;
      await operator.post(`${at}/withdraw`, {});
    });
  }
}

/** Everybody who may confirm something: the hospitals' persons in charge, and the people of offices and payers. */
function confirmers(county: CountyUnderTest): readonly HubClient[] {
  const roles: readonly Role[] = ['hospital-lead', 'agency-officer', 'payer', 'bureau', 'health-commission'];
  return Object.entries(county.credentials.people).flatMap(([organisation, people]) =>
    roles.flatMap((role) =>
      (people[role] ?? []).flatMap((_, which) => personAt(county, organisation, role, which) ?? []),
    ),
  );
}

function personAt(
  county: CountyUnderTest,
  organisation: string,
  role: Role,
  which: number,
): HubClient | undefined {
  const there = county.credentials.people[organisation]?.[role] ?? [];
  const token = there[which % there.length]?.token;
  return token === undefined ? undefined : hubClient(county.addresses.api, token);
}
