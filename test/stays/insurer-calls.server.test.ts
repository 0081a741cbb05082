import { expect, test } from 'vitest';
import type { LoggedReply } from '../../activities/exchange/logged-reply.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { messageLog } from '../../store/messages/log.ts';
import { sealer } from '../../store/secrets/sealing.ts';
import { at } from '../postgres/store-under-test.ts';
import { aStayInCare, as, door, hospitalParty } from './resolutions-under-test.ts';

const request = {
  ...{ infno: '2401', msgid: 'M1' },
  input: {
    mdtrtinfo: { psn_no: '50015400000000000001', coner_name: '向䶮', mdtrt_cert_no: '500234198012120034' },
  },
};

/** One message of the stay, with what came back. */
async function logged(caseRef: CaseRef, operation: string, reply: LoggedReply['reply']): Promise<void> {
  const log = messageLog<LoggedReply>({ db: door().db, sealer: sealer(door().vaultKeys) });
  const institution = hospitalParty as InstitutionId;
  const about = { caseRef, institution, party: 'medical-insurance', at } as const;
  const key = `${caseRef}/${operation}`;
  const makeBody = async () => JSON.stringify(request);
  const begun = await log.beginMessage({ ...about, key, operation, makeBody });
  if (begun.kind !== 'send') throw new Error('the message is new');
  const { token } = begun;
  await log.recordReply({ key, token, at, outcome: 'unclear', reply: { to: 'message', reply } });
}

test('the hospital’s own people and the operator see what was refused, with nobody named; what was taken is not shown', async () => {
  const caseRef = await aStayInCare();
  const refused = { infcode: -1, err_msg: '向䶮(500234198012120034)待遇未享受,电话13912345678' };
  await logged(caseRef, 'admit', { kind: 'reply', status: 200, body: JSON.stringify(refused) });
  await logged(caseRef, 'identify', { kind: 'reply', status: 200, body: '{"infcode":"0","output":{}}' });
  await logged(caseRef, 'settle', { kind: 'no-reply', reason: 'timeout' });
  const url = `/v1/stays/${caseRef}/insurer-calls`;
  const shown = await as('operator', 'GET', url);
  expect(shown).toMatchObject({
    calls: [
      { operation: 'admit', transaction: '2401', httpStatus: 200 },
      { operation: 'settle', httpStatus: null, reply: null },
    ],
  });
  const text = JSON.stringify(shown);
  expect(text).toContain('待遇未享受');
  expect(text).toContain('****0034');
  for (const known of ['向䶮', '500234198012120034', '13912345678', '50015400000000000001'])
    expect(text).not.toContain(known);
  expect((await as('window', 'GET', url)).status).toBe(403);
  expect(await as('otherHospital', 'GET', url)).toMatchObject({ status: 404, code: 'case-unknown' });
  const audited = await door().db.selectFrom('auditEntries').select(['action', 'subject']).execute();
  expect(audited).toContainEqual({ action: 'insurer-calls-shown', subject: caseRef });
});
