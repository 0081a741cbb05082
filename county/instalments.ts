import { createHash } from 'node:crypto';
import { addDays, type LocalDate } from '../domain/dates.ts';
import type { CaseRef } from '../domain/ids.ts';
import { type Fen, fen, subtractFen } from '../domain/money.ts';
import type { Role } from '../domain/roles.ts';
import { type CashDesk, cashier } from './cash-desk.ts';
import { type HubClient, hubClient, patientClient } from './hub-client.ts';
import type { ActingPeople } from './seed/people-who-act.ts';
import { planStory } from './story.ts';

/** How long people of the hospital ask again while the hub has no store (real time). */
const patienceMs = 60_000;
/** County days: to the first instalment, from there to the second, and by how much the first is late. */
const [firstIn, secondIn, late] = [2, 6, 2];

interface Deferring {
  readonly api: string;
  readonly people: ActingPeople;
  readonly institution: string;
  readonly caseRef: CaseRef;
  readonly openFen: Fen;
  readonly today: () => LocalDate;
  readonly untilDay: (day: LocalDate) => Promise<void>;
  readonly say: (line: string) => void;
  readonly desk?: CashDesk | undefined;
}

/**
 * A family that cannot pay at once signs for two instalments, and the patient goes home. The first is missed and made up some days later,
 * the second paid on its day; then it is told.
 */
export async function inInstalments(parts: Deferring): Promise<void> {
  const { caseRef, openFen, today, untilDay } = parts;
  const signedOn = today();
  const firstFen = fen(Math.ceil(openFen / 2));
  const instalments = [
    { dueOn: addDays(signedOn, firstIn), fen: firstFen },
    { dueOn: addDays(signedOn, secondIn), fen: subtractFen(openFen, firstFen) },
  ].filter((one) => one.fen > 0);
  await agree(parts, signedOn, instalments);
  const paidOn: LocalDate[] = [];
  for (const [at, { dueOn, fen: some }] of instalments.entries()) {
    const day = at === 0 ? addDays(dueOn, late) : dueOn;
    await untilDay(day);
    // The county stops.
    if (today() < day) return;
    const paid = { paymentId: `${caseRef}-${at + 1}`, fen: some, paidOn: today(), method: 'mobile' };
    const to = `/v1/stays/${caseRef}/patient-payments`;
    const { status } = await clientOf(parts, 'hospital-finance').post(to, { ...paid, cashier });
    if (status === 201) parts.desk?.took(paid);
    paidOn.push(today());
  }
  const kept = instalments.map((one, at) => ({ ...one, paidOn: paidOn[at] }));
  parts.say(planStory({ caseRef, signedOn, instalments: kept }));
}

/** Proposed by finance under the stay's revision, confirmed by the person in charge. */
async function agree(parts: Deferring, signedOn: LocalDate, instalments: readonly object[]): Promise<void> {
  const path = `/v1/stays/${parts.caseRef}/resolutions`;
  const paper = `延期（分期）还款协议书 ${parts.caseRef}`;
  const agreement = {
    ...{ template: '本院延期（分期）还款协议书', textVersion: 'deferral-2024-1', signedBy: 'family' },
    ...{ signerName: '家属', signedOn, sha256: createHash('sha256').update(paper).digest('hex') },
  };
  const wanted = {
    kind: 'defer',
    on: 'patient-account',
    evidence: '家庭困难说明,存档',
    agreement,
    instalments,
  };
  const finance = clientOf(parts, 'hospital-finance');
  for (let tries = 1; ; tries += 1)
    try {
      const { revision } = await finance.get<{ revision: number }>(path);
      const { body } = await finance.post<{ sequence: number }>(path, { ...wanted, revision });
      const seen = await finance.get<{ revision: number }>(path);
      await clientOf(parts, 'hospital-lead').post(`${path}/${body.sequence}/confirm`, {
        revision: seen.revision,
      });
      return;
    } catch (failure) {
      // The payers' last word came in between.
      if (tries === 5 || !String(failure).includes('resolution-stale')) throw failure;
    }
}

function clientOf({ api, people, institution }: Deferring, role: Role): HubClient {
  const token = people[institution]?.[role]?.[0]?.token ?? '';
  return patientClient(hubClient(api, token), patienceMs);
}
