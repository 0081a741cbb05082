import { addDays, type LocalDate } from '../domain/dates.ts';
import type { CaseRef } from '../domain/ids.ts';
import type { Fen } from '../domain/money.ts';
import type { Role } from '../domain/roles.ts';
import type { Hospital } from './hospital.ts';
import { type HubClient, hubClient, patientClient } from './hub-client.ts';
import { type ActingPeople, countyOffice } from './seed/people-who-act.ts';
import type { StayView } from './stay-view.ts';
import { arrearsStory } from './story.ts';

/** How long people ask again while the hub has no store (real time). */
const patienceMs = 60_000;
/** Days after the record on which the family objects. */
const objectsAfterDays = 3;
/** Days after which the family pays what it owes all the same. */
const paysAfterDays = 2;

/** Whose people act, and about which stay. */
export interface ActingFor {
  readonly api: string;
  readonly people: ActingPeople;
  readonly institution: string;
  readonly caseRef: CaseRef;
}

/** A settled stay whose patient does not pay. */
export interface InArrears extends ActingFor {
  readonly hospital: Pick<Hospital, 'takePayment'>;
  readonly openFen: Fen;
  readonly today: () => LocalDate;
  readonly untilDay: (day: LocalDate) => Promise<void>;
  /** The stay once it is so; null when the county stops first. */
  readonly until: (done: (view: StayView) => boolean) => Promise<StayView | null>;
  readonly say: (line: string) => void;
}

/**
 * Somebody who had compensation does not pay. The hospital applies, serves the written notice and waits for the answer; two people of the
 * health commission list; the family objects, two others find that it is right and lift the record; then it is told. What is owed is paid all the same.
 */
export async function intoArrearsAndOut(parts: InArrears): Promise<void> {
  const { caseRef, openFen, until, untilDay, today } = parts;
  const unpaid = await until(waitsFor('patient-part-due'));
  if (unpaid === null) return;
  const on = unpaid.attention.find(({ code }) => code === 'patient-part-due')?.step;
  const means = { means: 'compensation', paper: '保险赔付单 77', askedOn: today() };
  await act(parts, ['hospital-finance', 'hospital-lead'], { kind: 'apply-listing', on, ...means });
  const noticedOn = today();
  const served = { way: 'letter', servedOn: noticedOn, receipt: `EMS-${caseRef.slice(-6)}` };
  await act(parts, ['hospital-finance'], { kind: 'serve-notice', on: 'arrears', ...served });
  if ((await until(waitsFor('arrears-decision-due'))) === null) return;
  await act(parts, ['health-commission-1', 'health-commission-2'], { kind: 'list', ...keeper });
  const listedOn = today();
  await untilDay(addDays(listedOn, objectsAfterDays));
  // The county stops.
  if (today() < addDays(listedOn, objectsAfterDays)) return;
  const objected = { objectedBy: 'family', objectedOn: today(), paper: '异议申请 1' };
  await act(parts, ['hospital-finance'], { kind: 'record-objection', on: 'arrears', ...objected });
  const lift = { kind: 'unlist', ground: 'objection-upheld', paper: '复核决定 1', ...keeper };
  await act(parts, ['health-commission-3', 'health-commission-4'], lift);
  const liftedOn = today();
  parts.say(arrearsStory({ caseRef, noticedOn, listedOn, liftedOn }));
  await untilDay(addDays(liftedOn, paysAfterDays));
  if (today() < addDays(liftedOn, paysAfterDays)) return;
  await parts.hospital.takePayment(caseRef, openFen, today());
}

const keeper = { on: 'arrears', office: countyOffice };

const waitsFor =
  (code: string) =>
  ({ attention }: StayView): boolean =>
    attention.some((one) => one.code === code);

/** Proposed by one under the stay's revision, and confirmed by another where there is one. */
export async function act(parts: ActingFor, who: readonly string[], wanted: object): Promise<void> {
  const path = `/v1/stays/${parts.caseRef}/resolutions`;
  const [proposer = '', confirmer] = who;
  const hub = clientOf(parts, proposer);
  for (let tries = 1; ; tries += 1)
    try {
      const { revision } = await hub.get<{ revision: number }>(path);
      const body = { ...wanted, evidence: '卷宗 2024-17,存档', revision };
      const { body: done } = await hub.post<{ sequence: number }>(path, body);
      if (confirmer === undefined) return;
      const seen = await hub.get<{ revision: number }>(path);
      const confirm = { revision: seen.revision };
      await clientOf(parts, confirmer).post(`${path}/${done.sequence}/confirm`, confirm);
      return;
    } catch (failure) {
      // A payer's word came in between.
      if (tries === 5 || !String(failure).includes('resolution-stale')) throw failure;
    }
}

/** A person of the hospital by role, or one of the health commission or the insurance bureau by the code of the actor. */
function clientOf({ api, people, institution }: ActingFor, who: string): HubClient {
  const offices = [
    ...(people[countyOffice]?.['health-commission'] ?? []),
    ...(people['medical-insurance']?.bureau ?? []),
  ];
  const found = offices.find(({ actor }) => actor === who) ?? people[institution]?.[who as Role]?.[0];
  return patientClient(hubClient(api, found?.token ?? ''), patienceMs);
}
