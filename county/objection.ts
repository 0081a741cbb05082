import axios from 'axios';
import type { CountyClock } from '../domain/clock.ts';
import { addDays } from '../domain/dates.ts';
import type { Patient } from './admission-body.ts';
import { type ActingFor, act } from './arrears.ts';
import type { County } from './county.ts';
import { hubClient } from './hub-client.ts';
import type { StayView } from './stay-view.ts';
import { objectionStory } from './story.ts';

/** The court's list names somebody who paid long ago; the window leaves the question to the court. */
export async function listedAtCourt({ addresses }: County, patient: Patient): Promise<Patient> {
  const { person, admittedOn } = patient;
  const record = { keeper: 'court-list', since: addDays(admittedOn, -400), number: '（2023）执88号' };
  await axios.post(`${addresses.parties['court-list']}/control/people`, [{ ...person, records: [record] }]);
  return { ...patient, leftToKeepers: ['judgment-defaulter'] };
}

/**
 * A patient whose deposit is not waived objects from bed: the family brings the paper that the judgment was satisfied, two people of the
 * insurance bureau find the objection right, and the decision is made anew. Gives the stay as it is then.
 */
export async function objectedInCare(
  acting: ActingFor,
  {
    admitted,
    clock,
    say,
  }: { readonly admitted: StayView; readonly clock: CountyClock; readonly say: (line: string) => void },
): Promise<StayView> {
  const { api, people, institution, caseRef } = acting;
  if (admitted.decision?.reasons.some(({ code }) => code === 'judgment-defaulter') !== true) return admitted;
  const objection = { objectedBy: 'family', objectedOn: clock.today(), paper: '异议申请 1' };
  await act(acting, ['window'], { kind: 'object-to-decision', on: 'objection', ...objection });
  const right = { ground: 'judgment-defaulter', paper: '结案证明 7', office: 'medical-insurance' };
  await act(acting, ['bureau-1', 'bureau-2'], { kind: 'uphold-objection', on: 'objection', ...right });
  say(objectionStory({ caseRef, on: clock.today() }));
  const token = people[institution]?.window?.[0]?.token ?? '';
  return hubClient(api, token).get<StayView>(`/v1/stays/${caseRef}`);
}
