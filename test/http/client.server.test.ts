import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { clientTypes, type Described } from '../../api/http/client-types.ts';
import { HubRefusal, hubClient } from '../../docs/client/hub.ts';
import { anAdmissionBody, tokens, useDoor } from './door-under-test.ts';

const door = useDoor();

test('the typed client admits, looks by the names of the operations, and hears a refusal with its code', async () => {
  const hub = hubClient(await door().server.listen({ port: 0, host: '127.0.0.1' }), tokens.hospital);
  const { patient, ...admission } = anAdmissionBody();
  const { idNumber, name } = patient as { readonly idNumber: string; readonly name: string };
  const body = { ...admission, patient: { idNumber, name } };
  const { caseRef } = await hub('admit', { body, idempotencyKey: `client-${admission.admissionNo}` });
  const stay = await hub('getStay', { params: { caseRef } });
  expect([stay.admissionNo, stay.stage]).toEqual([admission.admissionNo, 'Arrived']);
  const { stays } = await hub('listStays', { query: { stage: 'Arrived' } });
  expect(stays.map((one) => one.caseRef)).toContain(caseRef);
  const unknown = hub('getStay', { params: { caseRef: 'case_00000000000000000000' } });
  await expect(unknown).rejects.toBeInstanceOf(HubRefusal);
  await expect(unknown).rejects.toMatchObject({ problem: { code: 'case-unknown' } });
});

test('its types are those of docs/openapi.json (npm run docs writes them)', () => {
  const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Described;
  expect(readFileSync('docs/client/types.ts', 'utf8')).toBe(clientTypes(document));
});
