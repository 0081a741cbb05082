import { expect, test } from 'vitest';
import type { CaseRef } from '../../domain/ids.ts';
import type { Role } from '../../domain/roles.ts';
import { anAdmissionBody, hospitals, useDoor } from '../http/door-under-test.ts';
import { aSettlement, at, putInCare } from '../postgres/store-under-test.ts';

const door = useDoor();
const [party] = hospitals;
const secret = (actor: string): string => `${actor}-`.padEnd(40, 'z');

async function employ(actor: string, role: Role): Promise<void> {
  await door().deps.actors.putActor({ party, actor, role, kind: 'person', name: '张敏' });
  await door().deps.parties.putCredential(party, secret(actor), actor);
}

async function post(actor: string, path: string, payload: object): Promise<{ readonly caseRef: CaseRef }> {
  const headers = { authorization: `Bearer ${secret(actor)}` };
  const reply = await door().server.inject({ method: 'POST', url: `/v1/stays${path}`, headers, payload });
  expect(reply.statusCode, reply.body).toBeOneOf([201, 202]);
  return reply.json();
}

test('every act upon a stay tells by its code who did it, and nowhere a name', async () => {
  const { stays } = door().deps;
  await employ('desk-1', 'window');
  await employ('desk-2', 'window');
  await employ('ward-1', 'ward');
  await employ('cash-1', 'hospital-finance');
  const { caseRef } = await post('desk-1', '', anAdmissionBody());
  const path = `/${caseRef}`;
  const check = { checkedBy: '工号 1', categories: ['extreme-poverty'] };
  await post('ward-1', `${path}/checks`, { by: 'doctor', ...check });
  await post('desk-2', `${path}/checks`, { by: 'desk', ...check, checkedBy: '工号 2' });
  await post('desk-2', `${path}/agreement`, {
    ...{ textVersion: 'deferral-1', signedBy: 'patient', signerName: '张敏', signedOn: '2024-03-08' },
    sha256: 'a'.repeat(64),
  });
  await putInCare(stays, caseRef);
  const bill = { totalFen: 1_000_000, outOfPolicyFen: 0 };
  await post('cash-1', `${path}/discharge`, { dischargedOn: '2024-03-10', way: 'cured', bill });
  await stays.recordDischargeTaken(caseRef, at);
  await stays.recordSettlement(aSettlement(caseRef));
  const payment = { paymentId: 'P1', fen: 700, paidOn: '2024-03-10', method: 'cash' };
  await post('cash-1', `${path}/patient-payments`, payment);
  const events = await stays.events(caseRef);
  const acts = events.flatMap(({ kind, detail }) => ('actor' in detail ? [[kind, detail.actor]] : []));
  expect(acts).toEqual([
    ['admission-accepted', `${party}/desk-1`],
    ['category-checked', `${party}/ward-1`],
    ['category-checked', `${party}/desk-2`],
    ['agreement-signed', `${party}/desk-2`],
    ['discharge-accepted', `${party}/cash-1`],
    ['patient-paid', `${party}/cash-1`],
  ]);
  expect(JSON.stringify(events)).not.toContain('张敏');
});
