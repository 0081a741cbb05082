import { setTimeout as wait } from 'node:timers/promises';
import { countyClock } from '../domain/clock.ts';
import { addDays, type LocalDate } from '../domain/dates.ts';
import { entryOf } from '../domain/entry.ts';
import type { InstitutionId } from '../domain/ids.ts';
import { fen } from '../domain/money.ts';
import { loadSchemes } from '../policies/schemes.ts';
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
import { counties, type County as Place } from './people/counties.ts';
import { diceOf } from './people/dice.ts';
import { livingIn } from './people/living-in.ts';
import { personOf } from './people/population.ts';
import { settleThemselves } from './seed/institutions.ts';
import type { CountyCredentials } from './seed/register.ts';
import type { Say } from './servers/downloads.ts';
import { settlingItself } from './settling-itself.ts';
import { isSettled, type StayView } from './stay-view.ts';
import { until, untilDay } from './until.ts';
import { patientOf, wards } from './wards.ts';

const admissionEveryMs = 12_000;
/** Every so many admissions one stay meets an insurer that is switched off while it is settled. */
const troubleEvery = 8;

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
    const roll = diceOf(salt, serial);
    const ward = wards[roll('ward', wards.length)];
    const place = counties.find(({ slug }) => slug === ward?.slug);
    if (ward !== undefined && place !== undefined) {
      const trouble = serial % troubleEvery === 2;
      during(oneStay(life, { ward, place, serial: `${salt.toString(36)}-${serial}`, roll, trouble }));
    }
    await wait(admissionEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

interface Somebody {
  readonly ward: (typeof wards)[number];
  readonly place: Place;
  readonly serial: string;
  readonly roll: ReturnType<typeof diceOf>;
  readonly trouble: boolean;
}

async function oneStay(life: Life, { ward, place, serial, roll, trouble }: Somebody): Promise<void> {
  const { county, signal } = life;
  const clock = countyClock(county.clock);
  const hospital = hospitalOf(life, ward.institution as InstitutionId);
  const person = trouble ? personOf(place, populationSeed, 0) : livingIn(place, populationSeed, roll);
  const admittedOn = clock.today();
  const named = { person, admissionNo: serial, admittedOn };
  const listed = ward.courtLists === true && !trouble && roll('court', 4) === 0;
  const usual = patientOf(ward, named, !listed && roll('ground', 3) === 0);
  const patient = listed ? await listedAtCourt(county, usual) : usual;
  await hospital.askBefore(patient);
  const { caseRef } = await hospital.admit(patient);
  const look = { hospital, caseRef, signal };
  const admitted = await until(look, ({ stage }) => stage !== 'Arrived' && stage !== 'Covered');
  if (admitted?.stage !== 'Admitted') return;
  const { people } = life.credentials;
  const acting = { api: county.addresses.api, people, institution: ward.institution };
  const seen = listed
    ? await objectedInCare({ ...acting, caseRef }, { admitted, clock, say: life.say })
    : admitted;
  await hospital.print(caseRef, 'decision');
  const but = ward.forgetful === true && roll('forgets', 2) === 0 ? 'second-check' : undefined;
  await hospital.doWhatIsAsked(seen, person, { on: admittedOn, ...(but && { but }) });
  if (but !== undefined)
    life.during(rememberedLater(hospital, { person, clock, say: life.say }, (done) => until(look, done)));
  const dischargedOn = addDays(admittedOn, trouble ? 1 : 2 + roll('days', 9));
  const totalFen = 300_000 + roll('total', 3_000_000);
  const bill = { totalFen, outOfPolicyFen: Math.floor((totalFen * roll('outside', 12)) / 100) };
  const lists = ward.daily ? dailyLists({ from: admittedOn, to: dischargedOn, bill, ownPermille: 50 }) : [];
  await charged(look, lists, clock);
  if (signal.aborted) return;
  await untilDay(clock, dischargedOn, signal);
  if (trouble) life.during(insurerAway(county, signal));
  // What was paid on account would be too much beside what the insurer takes of the patient's account.
  const accountUsed = !trouble && ward.daily !== true && roll('uses the account', 2) === 0;
  await hospital.discharge(caseRef, dischargedOn, { ...bill, accountUsed });
  if (trouble) await leftFirst(hospital, caseRef, { clock, say: life.say });
  const settled = await until(look, isSettled);
  if (settled !== null) {
    await hospital.doWhatIsAsked(settled, person, { on: clock.today(), from: 'discharge' });
    await hospital.print(caseRef, 'settlement');
  }
  if ((settled?.creditLine ?? null) !== null) {
    const line = {
      ...{ hospital, caseRef, clock, say: life.say },
      until: (done: (view: StayView) => boolean) => until(look, done),
      untilDay: (day: LocalDate) => untilDay(clock, day, signal),
    };
    const bank = hubClient(county.addresses.api, life.credentials.people.bank?.bank?.[0]?.token ?? '');
    return fromCreditLine(line, roll('paid from the line', 3), bank);
  }
  const own = settled?.receivables?.patient.balanceFen ?? 0;
  if (own <= 0) return;
  await payOwnPart({
    ...acting,
    ...{ caseRef, openFen: fen(own), today: clock.today, untilDay: (day) => untilDay(clock, day, signal) },
    ...{ say: life.say, hospital, desk: life.deskOf(ward.institution), until: (done) => until(look, done) },
    way: ward.instalments ? 'instalments' : ward.debtors && roll('debtor', 3) === 0 ? 'never' : 'at-once',
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
    api,
    institution,
    token,
    schemes: loadSchemes(),
    desk: deskOf(institution),
  });
  if (!settleThemselves.includes(institution)) return hospital;
  const desk = ownDesk({ insurer: parties['medical-insurance'], institution, hub: hubClient(api, token) });
  return settlingItself(hospital, desk, { signal, during });
}
