import { conditionAct, openKinds } from '../../county/conditions.ts';
import type { HubClient } from '../../county/hub-client.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { LocalDate } from '../../domain/dates.ts';
import { refusable } from './care.ts';
import { fileOf } from './command.ts';
import type { DoesStep } from './condition-acts.ts';
import type { Scenario } from './scenario.ts';
import type { Town } from './town.ts';

/** Where it is recorded. */
export interface Recorder {
  readonly town: Town;
  readonly scenario: Scenario;
  readonly caseRef: string;
  readonly hospital: string;
}

/** As the story names it, by the command that OPERATIONS names; without a role the hospital's system. */
export function done(recorder: Recorder, step: DoesStep): Promise<void> {
  const { town, hospital, caseRef } = recorder;
  const { action, body } = conditionAct(step.kind, askedOf(recorder, step.day ?? town.county.today()));
  const more = {
    ...(step.by === undefined ? {} : { [action === 'checks' ? 'checkedBy' : 'doneBy']: step.by }),
    ...(step.day === undefined || action !== 'checks' ? {} : { doneOn: step.day }),
    ...(step.keeps ? { papers: [{ paper: 'identity-card', copied: true, kept: true }] } : {}),
  };
  const as = step.who === 'hospital' ? [] : ['--as', `${hospital}/${step.who}`];
  const words = action === 'checks' ? checkWords({ ...body, ...more }) : [fileOf({ ...body, ...more })];
  const command = { checks: 'check', agreement: 'agreement', conditions: 'record' }[action];
  return refusable(step.refusedWith, () => town.hub(['stay', command, caseRef, ...words, ...as]));
}

function checkWords(body: object): readonly string[] {
  const { by, checkedBy, categories, saw, doneOn } = body as {
    readonly by: string;
    readonly checkedBy: string;
    readonly categories: readonly string[];
    readonly saw: readonly string[];
    readonly doneOn?: string;
  };
  return [
    ...['--by', by, '--who', checkedBy, '--categories', categories.join(','), '--saw', saw.join(',')],
    ...(doneOn === undefined ? [] : ['--on', doneOn]),
  ];
}

/** What a usual window does without being told: all that is asked and open, once the admission is decided, with the day of the admission; what a keeper of records is to answer it leaves to the keeper. True once there is nothing to do. */
export async function doneAsUsual(recorder: Recorder): Promise<boolean> {
  const { town, hospital, caseRef } = recorder;
  const hub: HubClient = town.system(hospital as never);
  const { conditions, decision, stage, admittedOn } = await hub.get<StayView>(`/v1/stays/${caseRef}`);
  if (stage === 'Cancelled') return true;
  if (stage === 'Refused') return false;
  if (decision === null) return false;
  const after = ['Discharged', 'Settled', 'Closed'].includes(stage);
  for (const from of after ? (['admission', 'discharge'] as const) : (['admission'] as const))
    for (const kind of openKinds(conditions, from).filter((one) => !one.endsWith('-answer'))) {
      const { action, body } = conditionAct(
        kind,
        askedOf(recorder, from === 'admission' ? admittedOn : town.county.today()),
      );
      await hub.post(`/v1/stays/${caseRef}/${action}`, body);
    }
  return after || conditions.length === 0;
}

function askedOf({ town, scenario, caseRef, hospital }: Recorder, on: LocalDate) {
  const patient = town.personOf(scenario);
  const categories = [...patient.memberships.map(({ category }) => category), ...scenario.person.papers];
  return { caseRef, institution: hospital, patient, categories, on };
}
