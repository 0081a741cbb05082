import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IdentityNumber } from '../../domain/identity-number.ts';
import { stayWorkflowId } from '../../domain/ids.ts';
import { people } from '../lists/people.ts';
import { agencyOf, membersAmong } from './agency.ts';
import { institution, until } from './county-under-test.ts';
import { admitted } from './hospitalizations.ts';
import { fileOf } from './list-lanes.ts';
import { startWiredCounty, type WiredCounty } from './worker-on-the-wire.ts';

let wired: WiredCounty | undefined;
let county: WiredCounty['county'];
let wire: WiredCounty['wire'];
let worker: WiredCounty['worker'];

beforeAll(async () => {
  wired = await startWiredCounty();
  ({ county, wire, worker } = wired);
});
afterAll(() => wired?.end());

const victims: Readonly<Record<string, () => Promise<void> | undefined>> = {
  worker: () => worker.kill9(),
  api: () => county.processes.api.kill9(),
  PostgreSQL: () => county.servers.postgres?.kill9(),
  Temporal: () => county.servers.temporal?.kill9(),
};

test.for([
  ['kaizhou-civil-affairs', 'worker'],
  ['shanzhou-civil-affairs', 'api'],
  ['sanmenxia-civil-affairs', 'PostgreSQL'],
  ['henan-civil-affairs', 'Temporal'],
])(
  'right after the commit of a release of %s, kill -9 of %s: released once, with its receipt, and the open stay is told',
  async ([listId = '', victim = '']) => {
    const agency = agencyOf(county, listId);
    const patient = await county.person();
    const caseRef = await admitted(county, patient);
    const listed = [{ idNumber: patient.idNumber as IdentityNumber, name: patient.name }, ...people(9)];
    const crashed = Promise.withResolvers<void>();
    wire.arm('"released_at" =', () => {
      Promise.resolve(victims[victim]?.()).then(crashed.resolve, crashed.reject);
    });
    const { body } = await agency.send(fileOf(agency, listed));
    await crashed.promise;
    await Promise.all([county.servers.postgres?.back(), county.servers.temporal?.back()]);
    expect(await agency.settled(body.version)).toMatchObject({
      state: 'released',
      members: { added: 10, after: 10 },
    });
    const workflow = county.temporal.workflow.getHandle(`list-sync/${listId}/${body.version}`);
    expect(await until('the workflow ends', () => workflow.result())).toBe('released');
    expect(await membersAmong(county, listId, listed)).toEqual(listed);
    const receipt = await agency.receipt(body.version);
    expect(receipt).toMatchObject({ version: body.version, rows: { accepted: 10 }, membersAfter: 10 });
    const stay = county.temporal.workflow.getHandle(stayWorkflowId(institution, caseRef));
    await until('the notice is delivered', async () => {
      const owed = await county.sql(`SELECT FROM outbox WHERE notice_id LIKE 'list/%'`);
      return owed.length === 0;
    });
    const { events } = await stay.fetchHistory();
    const told = (events ?? []).filter(
      (event) =>
        event.workflowExecutionSignaledEventAttributes !== null &&
        event.workflowExecutionSignaledEventAttributes !== undefined,
    );
    expect(told.length).toBeGreaterThan(0);
  },
);
