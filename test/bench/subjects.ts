import { setTimeout as wait } from 'node:timers/promises';
import type { CountyPerson } from '../../adapters/simulation.ts';
import { type News, patientClient } from '../../county/hub-client.ts';
import type { StayView } from '../../county/stay-view.ts';
import { type CountyUnderTest, until } from '../county/county-under-test.ts';
import { admissionBody, bill } from '../county/hospitalizations.ts';
import { processorTimes } from './processor-times.ts';

/** What runs hospitalizations, and is measured: the hub, or a peer that does twelve calls of the same kind. */
export interface Subject {
  readonly name: 'hub' | 'dbos' | 'bare';
  /** One case from the window to its end. */
  readonly wholeCase: () => Promise<unknown>;
  /** Prepares an admission; what is given asks for it. */
  readonly admission: () => Promise<() => Promise<Answer>>;
  /** Processor milliseconds so far, by part; the parties that are called are no part of it. */
  readonly busy: () => Readonly<Record<string, number>>;
}

/** With its decision; taken, the decision to come; not taken: to be asked again. */
type Answer = 'decided' | 'later' | 'turned away';

/** The whole product, as a quick hospital uses it. */
export function hubSubject(county: CountyUnderTest): Subject {
  return {
    name: 'hub',
    wholeCase: () => oneStay(county),
    admission: async () => {
      const body = admissionBody(county, await patientOf(county));
      return async () => {
        const answer = await county.hospital.post<StayView>('/v1/stays', body).catch(() => null);
        if (answer === null) return 'turned away';
        return answer.body.decision === null ? 'later' : 'decided';
      };
    },
    busy: () => {
      const { parties: _, ...ours } = processorTimes(county);
      return ours;
    },
  };
}

/** Runs so many, never more than `atOnce` at a time. */
export async function closedLoop(
  one: () => Promise<unknown>,
  { cases, atOnce }: { readonly cases: number; readonly atOnce: number },
): Promise<void> {
  let left = cases;
  const bed = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, bed));
}

/** A hospital's system asks again what was turned away. */
const patienceMs = 60_000;

/** Somebody new; a party that cuts a connection while the machine is busy is told again. */
export function patientOf(county: CountyUnderTest): Promise<CountyPerson> {
  return until('the parties know the patient', () => county.person());
}

/** A stay as a quick hospital runs it: it is told what is new. */
export async function oneStay(county: CountyUnderTest): Promise<StayView> {
  const { today } = county;
  const hospital = patientClient(county.hospital, patienceMs);
  const body = admissionBody(county, await patientOf(county));
  const { caseRef } = (await hospital.post<StayView>('/v1/stays', body)).body;
  const at = `/v1/stays/${caseRef}`;
  const news = async (done: (view: StayView) => boolean): Promise<StayView> => {
    for (let tag: string | null = null; ; ) {
      const told: News<StayView> | null = await hospital.news<StayView>(at, { tag }).catch(() => null);
      if (told !== null && done(told.body)) return told.body;
      // Without an answer it does not ask again at once.
      if (told === null) await wait(200);
      tag = told?.tag ?? tag;
    }
  };
  await news(({ stage }) => stage === 'Admitted');
  await hospital.post(`${at}/discharge`, { dischargedOn: today(), way: 'cured', bill });
  const { settlement } = await news((view) => view.settlement !== null);
  const fen = settlement?.patientFen ?? 0;
  const payment = { paymentId: `${caseRef}-1`, fen, paidOn: today(), method: 'mobile' };
  if (fen > 0) await hospital.post(`${at}/patient-payments`, payment);
  return news(({ stage }) => stage === 'Closed');
}
