import { setTimeout as wait } from 'node:timers/promises';
import { countyClock } from '../domain/clock.ts';
import { addDays, type LocalDate } from '../domain/dates.ts';
import { entryOf } from '../domain/entry.ts';
import type { InstitutionId } from '../domain/ids.ts';
import { fen } from '../domain/money.ts';
import { loadSchemes } from '../policies/schemes.ts';
import type { Acts } from './acts.ts';
import { actsOf } from './acts-of.ts';
import { announceOnce } from './announcement.ts';
import type { CashDesk } from './cash-desk.ts';
import { countEachMorning, desksOf } from './cash-mornings.ts';
import type { County } from './county.ts';
import { fromCreditLine } from './credit-line.ts';
import { dailyLists } from './daily-lists.ts';
import { type Hospital, simulatedHospital } from './hospital.ts';
import { hubClient } from './hub-client.ts';
import { insurerAway, leftFirst, rememberedLater } from './nobody-waits.ts';
import { listedAtCourt, objectedInCare } from './objection.ts';
import { ownDesk } from './own-desk.ts';
import { payOwnPart } from './own-part.ts';
import { populationSeed } from './party-processes.ts';
import { livingIn } from './people/living-in.ts';
import { settleThemselves } from './seed/institutions.ts';
import type { CountyCredentials } from './seed/register.ts';
import type { Say } from './servers/downloads.ts';
import { settlingItself } from './settling-itself.ts';
import { isSettled, type StayView } from './stay-view.ts';
import { inCareStories } from './story.ts';
import { until, untilDay } from './until.ts';
import { patientOf } from './wards.ts';

const admissionEveryMs = 12_000;

/**
 * The county lives: hospitals admit somebody now and then, discharge them some county days later, patients pay, payers pay
 * on their calendars; now and then the insurer is away, so that there is always a stay that waits to be looked at.
 */
export function liveOn(
  county: County,
  credentials: CountyCredentials,
  say: Say,
): { stop: () => Promise<void> } {
  const ending = new AbortController();
  const running = new Set<Promise<void>>();
  const during = (work: Promise<void>): void => {
    const told = work
      .catch((failure: Error) => {
        if (!ending.signal.aborted) say(failure.message);
      })
      .finally(() => running.delete(told));
    running.add(told);
  };
  const clock = countyClock(county.clock);
  const desks = desksOf(county.addresses.api, credentials, clock.today());
  const deskOf = (institution: string) => desks.get(institution);
  during(admitNowAndThen({ county, credentials, signal: ending.signal, say, during, deskOf }));
  during(announceOnce({ county, credentials, signal: ending.signal, say }));
  const untilMorning = (day: LocalDate) => untilDay(clock, day, ending.signal);
  during(countEachMorning(desks, { clock, untilMorning, signal: ending.signal }));
  return {
    stop: async () => {
      ending.abort();
      await Promise.allSettled(running);
    },
  };
}

interface Life {
  /** What each hospital's cashiers took, by institution. */
  readonly deskOf: (institution: string) => CashDesk | undefined;
  readonly county: County;
  readonly credentials: CountyCredentials;
  readonly signal: AbortSignal;
  readonly say: Say;
  readonly during: (work: Promise<void>) => void;
}

async function admitNowAndThen(life: Life): Promise<void> {
  const { signal, during } = life;
  const salt = Date.now();
  for (let serial = 1; !signal.aborted; serial += 1) {
    during(oneStay(life, `${salt.toString(36)}-${serial}`, actsOf(salt, serial)));
    await wait(admissionEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

async function oneStay(life: Life, admissionNo: string, acts: Acts): Promise<void> {
  const { county, signal, say } = life;
  const { ward } = acts;
  const clock = countyClock(county.clock);
  const hospital = hospitalOf(life, ward.institution as InstitutionId);
  const person = livingIn(acts.place, populationSeed, acts);
  const admittedOn = clock.today();
  const usual = patientOf(ward, { person, admissionNo, admittedOn }, acts.groundFound);
  const patient = acts.courtLists ? await listedAtCourt(county, usual) : usual;
  await hospital.askBefore(patient);
  const { caseRef } = await hospital.admit(patient);
  const look = { hospital, caseRef, signal };
  const admitted = await until(look, ({ stage }) => stage !== 'Arrived' && stage !== 'Covered');
  if (admitted?.stage !== 'Admitted') return;
  const { people } = life.credentials;
  const acting = { api: county.addresses.api, people, institution: ward.institution };
  const seen = acts.courtLists
    ? await objectedInCare({ ...acting, caseRef }, { admitted, clock, say })
    : admitted;
  await hospital.print(caseRef, 'decision');
  const but = acts.deskForgets ? 'second-check' : undefined;
  await hospital.doWhatIsAsked(seen, person, { on: admittedOn, ...(but && { but }) });
  if (but !== undefined)
    life.during(rememberedLater(hospital, { person, clock, say }, (done) => until(look, done)));
  await inCare(life, look, { ...acts, admittedOn });
  if (signal.aborted) return;
  const settled = await until(look, isSettled);
  if (settled === null) return;
  await hospital.doWhatIsAsked(settled, person, { on: clock.today(), from: 'discharge' });
  await hospital.print(caseRef, 'settlement');
  for (const told of inCareStories(settled)) say(told);
  await ownPartOf(life, { settled, look }, acts);
}

/** From the admission to the discharge, and away. */
async function inCare(
  { county, signal, say, during }: Life,
  look: Parameters<typeof until>[0],
  acts: Acts & { readonly admittedOn: LocalDate },
): Promise<void> {
  const { ward, admittedOn, bill, insurerAway: away } = acts;
  const { hospital, caseRef } = look;
  const clock = countyClock(county.clock);
  const dischargedOn = addDays(admittedOn, acts.days);
  const lists = ward.daily ? dailyLists({ from: admittedOn, to: dischargedOn, bill, ownPermille: 50 }) : [];
  await charged(look, lists, clock);
  if (signal.aborted) return;
  await untilDay(clock, dischargedOn, signal);
  if (away) during(insurerAway(county, { caseRef, signal }));
  await hospital.discharge(caseRef, dischargedOn, bill);
  if (away) await leftFirst(hospital, caseRef, { clock, say });
}

/** How what is left of the own part is paid. */
async function ownPartOf(
  life: Life,
  { settled, look }: { readonly settled: StayView; readonly look: Parameters<typeof until>[0] },
  { ward: { institution }, wayOfLine, ownPart: way }: Acts,
): Promise<void> {
  const { county, credentials, say, deskOf } = life;
  const { hospital, caseRef, signal } = look;
  const clock = countyClock(county.clock);
  const waits = {
    until: (done: (view: StayView) => boolean) => until(look, done),
    untilDay: (day: LocalDate) => untilDay(clock, day, signal),
  };
  const { people } = credentials;
  if (settled.creditLine !== null) {
    const bank = hubClient(county.addresses.api, people.bank?.bank?.[0]?.token ?? '');
    return fromCreditLine({ hospital, caseRef, clock, say, ...waits }, wayOfLine, bank);
  }
  const own = settled.receivables?.patient.balanceFen ?? 0;
  if (own <= 0) return;
  await payOwnPart({
    ...{ api: county.addresses.api, people, institution, caseRef, openFen: fen(own), today: clock.today },
    ...{ say, hospital, desk: deskOf(institution), way, ...waits },
  });
}

/** Each daily list on its day; the own part is paid and the stay settled so far as it comes. */
async function charged(
  { hospital, caseRef, signal }: Parameters<typeof until>[0],
  lists: ReturnType<typeof dailyLists>,
  clock: ReturnType<typeof countyClock>,
): Promise<void> {
  for (const list of lists) {
    await untilDay(clock, list.day, signal);
    if (signal.aborted) return;
    await hospital.charge(caseRef, list);
    await hospital.payOnAccount(caseRef, clock.today());
    await hospital.settleSoFar(caseRef, signal);
  }
}

/** The ward's hospital; one that settles itself brings its own system. */
function hospitalOf(
  { county, credentials, signal, during, deskOf }: Life,
  institution: InstitutionId,
): Hospital {
  const { api, parties } = county.addresses;
  const token = entryOf(credentials.hospitals, institution)?.token ?? '';
  const hospital = simulatedHospital({
    ...{ api, institution, token },
    ...{ schemes: loadSchemes(), desk: deskOf(institution) },
  });
  if (!settleThemselves.includes(institution)) return hospital;
  const desk = ownDesk({ insurer: parties['medical-insurance'], institution, hub: hubClient(api, token) });
  return settlingItself(hospital, desk, { signal, during });
}
