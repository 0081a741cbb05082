import { expect, test } from 'vitest';
import { registrySigner } from '../../api/registry/signature.ts';
import { answerShape, callbacks, faultsOf } from './standard.ts';

const at = '2026-03-01T09:00:00+08:00';
const header = {
  ...{ version: '1.0.0', message_id: 'm1', message_ts: at, action: 'notify', status: 'succ' },
  ...{ total_count: 1, completed_count: 1, sender_id: 'hub', receiver_id: 'a', is_msg_encrypted: false },
};
const line = { event: 'UPDATE', category: 'x' };
const data = {
  ...{ version: '1.0.0', reg_type: 'ns:org:RegistryType:Social', reg_record_type: 'Member' },
  reg_records: { '@type': 'spdci:Member', additional_attributes: [line] },
};
const notice = (more: object = {}) => {
  const event = { reference_id: 'r1', timestamp: at, data: { ...data, ...more } };
  const message = { transaction_id: 't1', notify_event: [event] };
  return { signature: registrySigner(new Uint8Array(32)).sign({ header, message }), header, message };
};
const shape = callbacks.notify?.shape;

test('a notice of an event that the standard does not list leaves the event out', () => {
  expect(faultsOf(shape, notice())).toEqual([]);
  expect(faultsOf(shape, notice({ reg_event_type: 'REGISTER' }))).toEqual([]);
  for (const reg_event_type of ['UPDATE', 'spdci-common:RegistryEventType:REGISTER'])
    expect(faultsOf(shape, notice({ reg_event_type }))[0]).toMatch(
      /^\/message\/notify_event\/0\/data\/reg_event_type/,
    );
});

test('a refusal has the form of its path and status, and an action that is none has no form', () => {
  const error = { code: 'err.request.bad', message: 'request-invalid: …' };
  const refused = { message: { ack_status: 'ERR', timestamp: at, correlation_id: 'c', error } };
  expect(faultsOf(answerShape('/registry/search', 422), refused)).toEqual([]);
  expect(faultsOf(answerShape('/registry/search', 401), refused)).not.toEqual([]);
  expect(faultsOf(answerShape('/registry/sync/search', 422), refused)).not.toEqual([]);
  const problem = { type: 'urn:x', title: 'x', status: 422, code: 'request-invalid' };
  expect(faultsOf(answerShape('/registry/search', 422), problem)).not.toEqual([]);
  const acknowledged = { message: { ack_status: 'ACK', timestamp: at, correlation_id: 'c', error } };
  expect(faultsOf(answerShape('/registry/search', 200), acknowledged)).not.toEqual([]);
  expect(faultsOf(callbacks.none?.shape, notice())).toEqual(['no message of the standard goes here']);
});
