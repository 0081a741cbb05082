import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Finding } from '../../cli/finding.ts';
import { systemEnvironment } from '../../config.ts';
import { freePort } from '../../county/servers/ports.ts';
import { instant, localDate } from '../../domain/dates.ts';
import type { CaseRef, ListId, PersonRef } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import { findingTexts } from '../../domain/reconciliation.ts';
import { anAdmissionBody, anIdNumber, hospitals, tokens, useDoor } from '../http/door-under-test.ts';

const door = useDoor();
const folder = mkdtempSync(join(tmpdir(), 'hub-cli-'));
const county = join(folder, 'county');
const script = fileURLToPath(new URL('../../cli/hub.mjs', import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a user would, with whatever Node is at hand. */
function hub(args: readonly string[], input = '', more: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const env = { ...systemEnvironment(), HUB_COUNTY_DIR: county, ...more };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], { env, cwd: folder }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
    child.stdin?.end(input);
  });
}

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

beforeAll(async () => {
  const api = await door().server.listen({ host: '127.0.0.1', port: 0 });
  mkdirSync(county);
  writeFileSync(
    join(county, 'addresses.json'),
    JSON.stringify({ api, docs: `${api}/docs`, temporal: '127.0.0.1:1' }),
  );
  const credentials = {
    operator: { token: tokens.operator },
    hospitals: { [hospitals[0]]: { token: tokens.hospital } },
    agencies: {},
    payers: {},
  };
  writeFileSync(join(county, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('hub stay', () => {
  test('admits from a file and from standard input, shows, discharges', async () => {
    const body = anAdmissionBody();
    const admitted = await hub(['stay', 'admit', file('admission.json', body), '--json']);
    expect(admitted.code).toBe(0);
    const { caseRef, stage } = JSON.parse(admitted.out);
    expect(stage).toBe('Arrived');
    const again = await hub(['stay', 'admit', '-', '--json'], JSON.stringify(body));
    expect(JSON.parse(again.out).caseRef).toBe(caseRef);
    const shown = await hub(['stay', 'show', caseRef]);
    expect(shown.out).toContain(caseRef);
    expect(shown.out).toContain('先行入院,决定随后到达');
    expect(shown.out).toContain('入院登记已受理 · the admission was accepted [admission-accepted]');
    const arrived = ['stay', 'list', '--stage', 'Arrived', '--institution', hospitals[0]];
    expect((await hub(arrived)).out).toContain(caseRef);
    expect(JSON.parse((await hub(['stay', 'list', '--stage', 'Closed', '--json'])).out)).toEqual({
      stays: [],
    });
    const bill = { totalFen: 1_250_000, outOfPolicyFen: 0 };
    const discharge = file('discharge.json', { dischargedOn: '2024-03-09', way: 'cured', bill });
    const discharged = await hub(['--json', 'stay', 'discharge', caseRef, discharge]);
    expect(JSON.parse(discharged.out).discharge).toMatchObject({ totalFen: 1_250_000 });
    expect((await hub(['stay', 'credit-line', caseRef])).out).toContain('没有惠民就医额度');
    const forgotten = await hub([
      'stay',
      'draw',
      caseRef,
      '--forgotten',
      '--as',
      `${hospitals[0]}/nobody`,
      '--json',
    ]);
    expect([forgotten.code, JSON.parse((await hub(['stay', 'draw', caseRef, '--json'])).out).code]).toEqual([
      ...[1, 'command-invalid'],
    ]);
  });

  test('puts right how the patient is reached, once it is certain who that is', async () => {
    const admitted = await hub(['stay', 'admit', file('reached.json', anAdmissionBody()), '--json']);
    const { caseRef } = JSON.parse(admitted.out) as { readonly caseRef: CaseRef };
    const change = ['stay', 'contact', caseRef, '13800138777'];
    const early = await hub([...change, '--json']);
    expect([early.code, JSON.parse(early.out).code]).toEqual([1, 'stage-unfit']);
    await door().db.updateTable('stays').set({ stage: 'Admitted' }).where('caseRef', '=', caseRef).execute();
    expect((await hub(change)).out).toBe('联系电话已更正,尾号 · reached at the number that ends with 8777\n');
  });

  test('shows the credit line, what is held and drawn, and what the window should know', async () => {
    const admitted = await hub(['stay', 'admit', file('on-the-line.json', anAdmissionBody()), '--json']);
    const { caseRef } = JSON.parse(admitted.out) as { readonly caseRef: CaseRef };
    const told = { openedOn: localDate('2024-01-05'), limitFen: fen(500_000), availableFen: fen(0) };
    const at = instant('2024-03-09T09:00:00+08:00');
    const line = { ...told, mandateSignedOn: null, cardBound: true, holds: true, at };
    await door().deps.stays.recordCreditLine(caseRef, line);
    const shown = await hub(['stay', 'credit-line', caseRef]);
    expect(shown.out).toContain('额度 · credit line');
    expect(shown.out).toContain('未签授权,不能支用');
    expect((await hub(['stay', 'show', caseRef])).out).toContain('额度已用完');
  });

  test('delivers a reply of the insurer with its digest, and says who settles', async () => {
    const admitted = await hub(['stay', 'admit', file('own.json', anAdmissionBody()), '--json']);
    const { caseRef } = JSON.parse(admitted.out);
    const said = {
      transaction: '2401',
      messageId: 'M'.repeat(30),
      visitNo: 'V1',
      personNo: 'P1',
      reply: '{}',
    };
    const told = await hub(['stay', 'core-answer', caseRef, file('reply.json', said)]);
    // The digest was right; the hub settles this stay.
    expect([told.code, told.err]).toEqual([1, expect.stringContaining('[hub-settles]')]);
    const wrong = file('wrong.json', { ...said, digest: '0'.repeat(64) });
    expect((await hub(['stay', 'core-answer', caseRef, wrong])).err).toContain('[core-answer-digest]');
    const asked = ['institution', 'settled-by', hospitals[0]];
    expect((await hub(asked)).out).toContain('没有规则');
    const party = hospitals[0];
    const { actors, parties } = door().deps;
    await actors.putActor({
      party,
      actor: 'lead-9',
      role: 'hospital-lead',
      kind: 'person',
      name: '测试人员',
    });
    const token = 'lead-9.'.padEnd(48, '9');
    await parties.putCredential(party, token, 'lead-9');
    const rule = ['hospital', '--rule', 'S-1', '--from', '2030-01-01', '--until', '2031-01-01'];
    const put = await hub([...asked, ...rule], '', { HUB_TOKEN: token });
    expect([put.code, put.out]).toEqual([0, expect.stringContaining('proposed')]);
    // The lists go there by the health commission's rule, to a key that the hospital registers.
    const delivery = await hub(['delivery', 'preview', hospitals[0]]);
    expect([delivery.out, delivery.err]).toEqual([expect.stringContaining('未开通'), '']);
    const { x, y } = { x: 'NrdPzBgYXgXS3nRQYhqSnqtHqAJbQZ6UdXsC8fzQqZY', y: 'A'.repeat(43) };
    const offCurve = file('key.json', { kty: 'EC', crv: 'P-256', x, y });
    const key = await hub(['delivery', 'key', hospitals[0], offCurve]);
    expect(key.err).toContain('[delivery-key-refused]');
    expect((await hub(['delivery', 'status'])).out).toContain('没有下发 · no delivery');
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const registered = await door().call('hospital', {
      ...{ method: 'PUT', url: `/v1/institutions/${hospitals[0]}/delivery-key` },
      payload: publicKey.export({ format: 'jwk' }),
    });
    const { thumbprint } = registered.json() as { readonly thumbprint: string };
    const who = { party: 'county', actor: 'commission-9', role: 'health-commission' } as const;
    await actors.putActor({ ...who, kind: 'person', name: '测试人员' });
    const commission = 'commission-9.'.padEnd(48, '9');
    await parties.putCredential('county', commission, 'commission-9');
    const sent = ['institution', 'list-delivery', hospitals[0], thumbprint, ...rule.slice(1)];
    const proposed = await hub(sent, '', { HUB_TOKEN: commission });
    expect([proposed.err, proposed.out]).toEqual(['', expect.stringContaining(`key ${thumbprint}`)]);
    const nobody = await hub([...asked, 'anybody', ...rule.slice(1)], '', { HUB_TOKEN: token });
    expect(nobody.err).toContain('[request-invalid]');
  });

  test('prints the list of a day for the patient, Chinese first, and what the stay costs so far', async () => {
    const admitted = await hub(['stay', 'admit', file('charged.json', anAdmissionBody()), '--json']);
    const { caseRef } = JSON.parse(admitted.out);
    expect((await hub(['stay', 'charges', caseRef])).out).toContain('尚未上传费用清单');
    expect((await hub(['stay', 'account', caseRef])).out).toContain('尚未结算,也未缴费');
    const item = {
      code: 'X1',
      name: '普通床位费',
      category: 'bed',
      quantity: '2',
      fen: 8_000,
      policy: 'inside',
    };
    const own = { ...item, name: '自费药品', category: 'other', fen: 1_250, policy: 'self-paid' };
    await door().call('hospital', {
      ...{ method: 'POST', url: `/v1/stays/${caseRef}/charges` },
      payload: { listNo: 'D1', day: '2024-03-09', entries: [item, own] },
    });
    const { out } = await hub(['stay', 'charges', caseRef, '--day', '2024-03-09']);
    for (const line of [
      '一日清单 · charges of 2024-03-09',
      '普通床位费',
      '床位费 · bed  80.00 元',
      '缺签字 · not signed',
    ])
      expect(out).toContain(line);
    expect(out).toContain('当日合计 · the day  92.50 元');
    expect(out).toContain('个人负担(预估) · own part, estimated  12.50 元 – 92.50 元');
    expect((await hub(['stay', 'show', caseRef])).out).toContain('累计费用 · charged so far  92.50 元');
    const asJson = JSON.parse((await hub(['stay', 'charges', caseRef, '--json'])).out);
    expect(asJson).toMatchObject({ day: null, days: [{ day: '2024-03-09', totalFen: 9_250 }] });
  });

  test('asks what the bill would come to, and lists what is still to be done for the office that may see it', async () => {
    const admitted = await hub(['stay', 'admit', file('tried.json', anAdmissionBody()), '--json']);
    const { caseRef } = JSON.parse(admitted.out);
    const bill = file('bill.json', { totalFen: 100_000, outOfPolicyFen: 0 });
    const early = await hub(['stay', 'try-bill', caseRef, '--bill', bill, '--json']);
    expect(JSON.parse(early.out)).toMatchObject({ code: 'stage-unfit' });
    const { actors, parties } = door().deps;
    const role = 'health-commission' as const;
    await actors.putActor({ party: 'county', actor: 'commission', role, kind: 'person', name: '测试人员' });
    const HUB_TOKEN = 'commission.'.padEnd(48, '7');
    await parties.putCredential('county', HUB_TOKEN, 'commission');
    expect((await hub(['conditions', '--overdue'], '', { HUB_TOKEN })).out).toContain('没有未办事项');
    expect((await hub(['conditions', '--json'])).code).toBe(1);
  });

  test('a refused command exits with 1, its problem as JSON on standard output', async () => {
    const body = { ...anAdmissionBody(), scheme: 'nowhere-2024' };
    const refused = await hub(['stay', 'admit', file('bad.json', body), '--json']);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ code: 'scheme-unknown', status: 422 });
    const readable = await hub(['stay', 'admit', file('bad.json', body)]);
    expect([readable.code, readable.out]).toEqual([1, '']);
    expect(readable.err).toContain('没有这个方案');
  });
});

describe('hub party revoke', () => {
  test('ends the credential in a file, or all of a caller; says which it wants', async () => {
    const token = 'agency-leaked-'.padEnd(40, 'z');
    await door().deps.parties.putCredential('civil-affairs', token);
    const one = await hub(['party', 'revoke', 'civil-affairs', '--token', '-', '--json'], `${token}\n`);
    expect(JSON.parse(one.out)).toEqual({ id: 'civil-affairs', revoked: 1, left: 1 });
    const all = await hub(['party', 'revoke', 'civil-affairs', '--all', '--reason', 'left']);
    expect(all.out).toContain('已吊销 1 revoked,仍有效 0 still work');
    const neither = await hub(['party', 'revoke', 'civil-affairs', '--json']);
    expect([neither.code, JSON.parse(neither.out).code]).toEqual([1, 'command-invalid']);
  });
});

describe('hub audit list', () => {
  test('tells who did what to what, narrowed down', async () => {
    const { audit, clock } = door().deps;
    const looked = { action: 'identity-shown', subject: 'case_seen', reason: null } as const;
    for (const actor of ['H77/desk-1', 'H77/desk-2'])
      await audit.appendAudit({ ...looked, actor, at: clock.now() });
    const { out } = await hub(['audit', 'list', '--actor', 'H77/desk-2', '--subject', 'case_seen']);
    expect(out).toMatch(/H77\/desk-2 +查看身份信息 · looked at who the patient is +case_seen/);
    expect(out).not.toContain('desk-1');
    const newest = await hub(['audit', 'list', '--actor', 'H77', '--limit', '1']);
    expect(newest.out).toContain('there are earlier ones');
    const wrong = await hub(['audit', 'list', '--action', 'looked', '--json']);
    expect([wrong.code, JSON.parse(wrong.out).code]).toEqual([1, 'request-invalid']);
    expect((await hub(['audit', 'list', '--subject', 'nothing'])).out).toContain('没有这样的记录');
  });
});

describe('hub reconcile', () => {
  /** An api that has just compared. */
  async function comparing(findings: readonly object[]): Promise<Ran> {
    const asked: string[] = [];
    const server = createServer((request, reply) => {
      request.on('data', (body: Buffer) => asked.push(`${request.method} ${request.url} ${body}`));
      request.on('end', () => reply.end(JSON.stringify({ dryRun: true, findings })));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ran = await hub(['reconcile', '--dry-run'], '', { HUB_API_URL: api, HUB_TOKEN: tokens.operator });
    expect(asked).toEqual(['POST /v1/reconciliation {"dryRun":true}']);
    return ran;
  }

  test('prints what, where, whether it was repaired or who must do what; it ends with 1 when people must act', async () => {
    const lost = { kind: 'workflow-lost', ...findingTexts['workflow-lost'] };
    const gone = { kind: 'workflow-gone', ...findingTexts['workflow-gone'] };
    const at = { subject: 'case_1', about: 'stay/H1/case_1', since: '2024-03-10T12:00:00.000+08:00' };
    const ran = await comparing([
      { ...lost, ...at, repaired: true },
      { ...gone, ...at, repaired: false },
    ]);
    expect(ran.code).toBe(1);
    for (const words of ['stay/H1/case_1', '[workflow-lost]', '✓ 已修复', 'hub stay restart', '2 项差异'])
      expect(ran.out).toContain(words);
    expect(await comparing([{ ...lost, ...at, repaired: true }])).toMatchObject({ code: 0 });
    expect(await comparing([])).toMatchObject({ code: 0, out: '一切相符 · all agrees\n' });
  });
});

describe('hub digest', () => {
  test('prints the digest of a day and an organisation, or says that there is none', async () => {
    const madeAt = instant('2024-03-09T06:00:00+08:00');
    const [day, since] = [localDate('2024-03-09'), instant('2024-03-01T09:00:00+08:00')];
    const item = {
      subject: 'case_1',
      step: 'settle',
      code: 'settlement-refused',
      blockedOn: 'hospital',
    } as const;
    const items = [{ ...item, since, due: since, overdue: true, commands: ['hub attention show case_1'] }];
    await door().deps.digests.keep([{ day, organisation: hospitals[0], madeAt, items }], day);
    const one = await hub(['digest', '--day', day, '--of', hospitals[0]]);
    for (const words of [`${day}  ${hospitals[0]}`, '其中已过期限 1 项', '    hub attention show case_1'])
      expect(one.out).toContain(words);
    expect((await hub(['digest', '--day', '2024-03-08'])).out).toContain('该日没有日报');
    expect(JSON.parse((await hub(['digest', '--day', '2024-02-30', '--json'])).out).code).toBe(
      'request-invalid',
    );
  });
});

describe('hub webhook, hub eligibility', () => {
  test('an organisation registers an address, sees how it does, turns its secret, reads what it missed and removes it', async () => {
    const as = {
      HUB_TOKEN: tokens.hospital,
      HUB_API_URL: JSON.parse(readFileSync(join(county, 'addresses.json'), 'utf8')).api,
    };
    const put = await hub(['webhook', 'put', 'his', 'https://8.8.8.8/hub', '--topics', 'stage'], '', as);
    expect([put.code, put.out]).toEqual([0, expect.stringMatching(/whsec_[A-Za-z0-9+/]{43}=/)]);
    expect((await hub(['webhook', 'list'], '', as)).out).toContain(`${hospitals[0]}/his`);
    expect((await hub(['webhook', 'rotate', 'his'], '', as)).out).toContain('whsec_');
    const read = await hub(['webhook', 'events', 'his', '--json'], '', as);
    expect(JSON.parse(read.out)).toEqual({ events: [] });
    expect((await hub(['webhook', 'remove', 'his'], '', as)).code).toBe(0);
    const gone = await hub(['webhook', 'ping', 'his', '--json'], '', as);
    expect(JSON.parse(gone.out).code).toBe('webhook-unknown');
    const asked = file('asked.json', {
      ...{ purpose: { code: 'pre-admission', reference: 'YY1' }, scheme: 'kaizhou-2024', day: '2024-03-11' },
      patient: { idNumber: anIdNumber(998), name: '无名' },
    });
    const told = await hub(['eligibility', asked, '--as', `${hospitals[0]}/window`], '', as);
    expect([told.code, told.out]).toEqual([0, expect.stringContaining('缺少的事实')]);
  });
});

describe('hub announcement', () => {
  test('a bureau sends its numbers, reads what would come of it, and two people release what they saw', async () => {
    const { actors, parties } = door().deps;
    const as: Record<string, Readonly<Record<string, string>>> = {};
    for (const actor of ['desk', 'chief']) {
      const token = `bureau-${actor}-`.padEnd(40, '0');
      await actors.putActor({
        ...{ party: 'medical-insurance', actor, role: 'bureau', kind: 'person', name: '测试人员' },
      });
      await parties.putCredential('medical-insurance', token, actor);
      const { api } = JSON.parse(readFileSync(join(county, 'addresses.json'), 'utf8'));
      as[actor] = { HUB_TOKEN: token, HUB_API_URL: api };
    }
    expect((await hub(['announcement', 'opt-out', '13800001002'], '', as.desk)).out).toContain('已登记');
    const numbers = file('numbers.csv', '手机号\n13800001001\n13800001002\n8220000\n');
    const pushed = await hub(['announcement', 'push', numbers, '--scheme', 'zaoqiang-2021'], '', as.desk);
    expect([pushed.err, pushed.code]).toEqual(['', 0]);
    for (const told of ['将发送 · would be written to: 1', '1 已退订', '4: 不是内地手机号', '【医保局】'])
      expect(pushed.out).toContain(told);
    const [ref = ''] = /ann_\w+/.exec(pushed.out) ?? [];
    const release = ['announcement', 'release', ref, '--texts', '1'];
    expect((await hub(release, '', as.desk)).out).toContain('待另一人');
    expect((await hub(release, '', as.chief)).out).toContain('发送中');
    const stop = ['announcement', 'stop', ref, '--reason', '文本有误'];
    expect((await hub(stop, '', as.chief)).out).toContain('已停止');
    expect((await hub(['announcement', 'list'])).out).toContain(ref);
    expect((await hub(['stay', 'draws-overdue'])).out).toContain('没有逾期');
  });
});

describe('hub attention', () => {
  test('says so when nothing waits', async () => {
    expect(JSON.parse((await hub(['attention', '--json'])).out)).toEqual({ attention: [] });
    expect((await hub(['attention'])).out).toContain('没有病例或名单在等待');
  });
});

describe('hub list nightly', () => {
  test('switches the nightly fetch of a list on and off', async () => {
    const { parties, lists } = door().deps;
    const listId = 'kaizhou-nightly' as ListId;
    await parties.putParty({ party: 'nightly', role: 'agency', name: '民政局', institution: null });
    await parties.putList({
      ...{ listId, party: 'nightly', agency: 'civil-affairs', division: '500154' },
      ...{ categories: ['subsistence-allowance'], shrinkLimitPermille: 100, ageLimitDays: 35 },
    });
    const pulled = vi.spyOn(lists.schedules, 'pullNightly').mockResolvedValue();
    const stopped = vi.spyOn(lists.schedules, 'stopPulling').mockResolvedValue();
    onTestFinished(() => void vi.restoreAllMocks());
    expect((await hub(['list', 'nightly', listId, 'on'])).out).toContain(
      'fetched from its agency every night',
    );
    expect(pulled).toHaveBeenCalledExactlyOnceWith(listId);
    expect(stopped).not.toHaveBeenCalled();
    const off = await hub(['list', 'nightly', listId, 'off', '--json']);
    expect(JSON.parse(off.out)).toEqual({ listId, nightly: false });
    expect(stopped).toHaveBeenCalledExactlyOnceWith(listId);
    expect((await hub(['list', 'nightly', listId, 'often'])).err).toContain('[command-invalid]');
    expect((await hub(['list', 'nightly', 'nowhere', 'on'])).err).toContain('[list-unknown]');
  });
});

describe('hub conflict', () => {
  test('tells who says what of a person, and takes what was found out', async () => {
    await door().deps.lists.conflicts.recordConflict({
      ...{ personRef: 'psn_00000000000000000009' as PersonRef, kind: 'agencies', caseRef: null },
      detail: { 'kaizhou-civil-affairs': [], 'kaizhou-rural-revitalization': ['extreme-poverty'] },
      at: instant('2024-03-10T12:00:00+08:00'),
    });
    const shown = await hub(['conflict', 'list']);
    for (const said of [
      'agencies',
      'kaizhou-civil-affairs: 未列 · names none',
      'rural-revitalization: extreme-poverty',
    ])
      expect(shown.out).toContain(said);
    const number = String(
      JSON.parse((await hub(['conflict', 'list', '--json'])).out).conflicts[0].conflictId,
    );
    expect((await hub(['conflict', 'settle', number, '民政为准'])).out).toContain(`recorded: ${number}`);
    expect((await hub(['conflict', 'list'])).out).toContain('没有待核实的不一致');
    const unknown = await hub(['conflict', 'settle', '99999', '民政为准', '--json']);
    expect([unknown.code, JSON.parse(unknown.out).code]).toEqual([1, 'list-conflict-unknown']);
  });
});

describe('hub settle and hub decide', () => {
  const bill = { totalFen: 4_000_000, outOfPolicyFen: 300_000 };
  const answers = {
    'basic-insurance': { paidFen: 2_200_000 },
    'critical-illness-insurance': { paidFen: 500_000 },
  };
  const linhe = {
    ...{ scheme: 'linhe-2017', day: '2018-03-01', bill, answers },
    parameters: { commercialRatio: '0.50', redCross: null },
    usedThisYear: {},
  };

  test('settle needs no server, and gives the worked example of Linhe to the fen', async () => {
    const ran = await hub(['settle', file('linhe.json', linhe), '--json'], '', {
      HUB_COUNTY_DIR: '/nowhere',
    });
    expect(ran.code).toBe(0);
    const { shares, patientFen } = JSON.parse(ran.out);
    const amounts = shares.map((share: { fen: number }) => share.fen);
    expect(amounts).toEqual([2_200_000, 800_001, 500_000, 0, 99_999, 0]);
    expect(patientFen).toBe(400_000);
    const readable = await hub(['settle', file('linhe.json', linhe)]);
    expect(readable.out).toContain('合计大写 肆万元整');
    expect(readable.out).toMatch(/大病保险 · critical-illness-insurance +8,000\.01\n/);
  });

  test('the command and the api answer the same, right or wrong', async () => {
    const { scheme, ...body } = linhe;
    const wrong = { ...body, bill: { totalFen: -1, outOfPolicyFen: 0.5 }, more: 1 };
    for (const payload of [body, wrong]) {
      const url = `/v1/schemes/${scheme}/settlements`;
      const api = await door().server.inject({ method: 'POST', url, payload });
      const ran = await hub(['settle', '-', '--json'], JSON.stringify({ ...payload, scheme }));
      expect(JSON.parse(ran.out)).toEqual(api.json());
      expect(ran.code).toBe(api.statusCode === 200 ? 0 : 1);
    }
  });

  test('decide explains itself in Chinese', async () => {
    const ran = await hub(['decide', '-'], JSON.stringify({ scheme: 'kaizhou-2024', day: '2024-03-01' }));
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('需人工判定');
  });

  test.each([
    ['a file that is not there', 'nowhere.json', undefined, 'file-unreadable'],
    ['a file that is no JSON', 'broken.json', '{', 'file-unreadable'],
    ['a body without a scheme', 'none.json', { day: '2024-03-01' }, 'request-invalid'],
    ['an unknown scheme', 'unknown.json', { ...linhe, scheme: 'nowhere' }, 'scheme-unknown'],
    ['a day before the scheme', 'early.json', { ...linhe, day: '2016-01-01' }, 'scheme-not-in-force'],
  ])('%s: %s', async (_, name, value, code) => {
    const path = value === undefined ? join(folder, name) : file(name, value);
    const ran = await hub(['settle', path, '--json']);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out).code).toBe(code);
  });
});

describe('hub', () => {
  test.each([[['nonsense']], [['settle']], [['stay', 'admit', 'x', '--colour']]])(
    '%j is a wrong command',
    async (args) => {
      const ran = await hub([...args, '--json']);
      expect(ran.code).toBe(1);
      expect(JSON.parse(ran.out).code).toBe('command-invalid');
    },
  );

  test('says how to start when there is no county', async () => {
    const ran = await hub(['attention'], '', { HUB_COUNTY_DIR: join(folder, 'none') });
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('npm start');
  });

  test('says so when the hub does not answer', async () => {
    const elsewhere = { HUB_API_URL: 'http://127.0.0.1:1', HUB_TOKEN: tokens.operator };
    const ran = await hub(['attention', '--json'], '', elsewhere);
    expect(JSON.parse(ran.out)).toMatchObject({ code: 'hub-unreachable' });
  });

  test('sends the credentials of the county on this disk to no other api', async () => {
    const heard: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      heard.push(request.headers.authorization);
      response.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const HUB_API_URL = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const ran = await hub(['attention', '--json'], '', { HUB_API_URL });
    other.close();
    expect(JSON.parse(ran.out)).toMatchObject({ code: 'county-not-found', detail: 'HUB_TOKEN' });
    expect(heard.filter((authorization) => authorization !== undefined)).toEqual([]);
  });

  test('--help exits with 0', async () => {
    const ran = await hub(['--help']);
    expect([ran.code, ran.out.includes('doctor')]).toEqual([0, true]);
  });
});

describe('hub doctor', () => {
  test('finds what is wrong and says what to do', async () => {
    chmodSync(join(county, 'credentials.json'), 0o644);
    const ran = await hub(['doctor', '--json']);
    chmodSync(join(county, 'credentials.json'), 0o600);
    expect(ran.code).toBe(1);
    const { code, healthy, findings } = JSON.parse(ran.out);
    expect([code, healthy]).toEqual(['doctor-found-faults', false]);
    const states = Object.fromEntries(
      findings.map((one: { part: string; state: string }) => [one.part, one.state]),
    );
    expect(states).toMatchObject({
      'addresses.json': 'ok',
      'credentials.json': 'wrong',
      api: 'ok',
      PostgreSQL: 'ok',
      Temporal: 'wrong',
      '凭证 · credential': 'ok',
      'Temporal gRPC': 'wrong',
    });
    expect(ran.out).toContain('chmod 600');
  });

  test('names each trouble of the hub, since when, and what to do', async () => {
    const { stays, lists, parties, clock } = door().deps;
    const admitted = await door().call('hospital', {
      ...{ method: 'POST', url: '/v1/stays', payload: anAdmissionBody() },
    });
    const { caseRef } = admitted.json() as { caseRef: CaseRef };
    const listId = 'kaizhou-civil-affairs' as ListId;
    await parties.putList({
      ...{ listId, party: 'civil-affairs', agency: 'civil-affairs', division: '500154' },
      ...{ categories: ['subsistence-allowance'], shrinkLimitPermille: 100, ageLimitDays: 35 },
    });
    const since = clock.now();
    const waits = { blockedOn: 'operator', since } as const;
    await sql`UPDATE outbox SET owed_at = clock_timestamp()`.execute(door().db);
    const none = JSON.parse((await hub(['doctor', '--json'])).out).findings;
    await sql`UPDATE outbox SET owed_at = clock_timestamp() - interval '5 minutes'`.execute(door().db);
    await stays.raiseAttention(caseRef, { ...waits, code: 'workflow-gone', step: 'workflow' }, since);
    await stays.raiseAttention(caseRef, { ...waits, code: 'workflow-paused', step: 'workflow/x/1' }, since);
    const silent = { code: 'agency-wait', blockedOn: 'medical-insurance', since, step: 'settle' } as const;
    await stays.raiseAttention(caseRef, silent, since);
    await stays.raiseAttention(caseRef, { ...silent, code: 'hub-fault', step: 'claim' }, since);
    await stays.raiseAttention(caseRef, { ...silent, code: 'worker-absent', step: 'cover' }, since);
    await lists.attention.raise({ listId, version: 3 }, { ...waits, code: 'list-held', step: 'release' });
    const failed = { agency: 'civil-affairs', trouble: 'no-answer', at: since } as const;
    for (let nights = 0; nights < 8; nights += 1) await lists.pullFailures.record(listId, failed);
    const gone = {
      kind: 'workflow-gone',
      subject: caseRef,
      about: `stay/${hospitals[0]}/${caseRef}`,
    } as const;
    const findings = [{ ...gone, since, repaired: false, repairedAt: null }];
    await door().deps.reconciliations.keep({ part: 'workflows', reconciledAt: since, findings });
    const ran = await hub(['doctor', '--json']);
    onTestFinished(async () => {
      await door().db.deleteFrom('reconciliations').execute();
      await door().db.deleteFrom('attention').execute();
      await door().db.deleteFrom('listAttention').execute();
    });
    const told = (findings: readonly Finding[], part: string) => {
      const one = findings.find((finding) => finding.part === part);
      return `${one?.state} ${one?.zh} ${one?.en}`;
    };
    for (const [part, names, todo] of [
      ['outbox', '300 s', 'flow-worker'],
      ['workflow-gone', caseRef, 'hub stay restart'],
      ['workflow-paused', caseRef, 'Unpause'],
      ['list-held', `list/${listId}/3 (${since})`, '由另一人放行'],
      ['list-pull-failed', `list/${listId} (${since})`, 'hub list pull'],
      ['party-silent', 'medical-insurance', '联系该单位'],
      ['hub-fault', caseRef, '勿终止流程'],
      ['worker-absent', caseRef, '启动或检查与外部单位通信的工作进程'],
      ['reconciler', caseRef, 'hub reconcile --dry-run'],
    ] as const) {
      expect(told(none, part), part).toMatch(/^ok /);
      const said = told(JSON.parse(ran.out).findings, part);
      expect(said, part).toMatch(/^wrong /);
      expect(said.replace(/3\d\d s/, '300 s'), part).toContain(names);
      expect(said, part).toContain(todo);
    }
    // Temporal is away here: what only it can tell is not called well.
    for (const part of ['workflow-failing', 'workflow-without-row'])
      expect(told(JSON.parse(ran.out).findings, part)).toMatch(/^unknown /);
    const shown = await hub(['attention']);
    expect(shown.out).toContain(`${listId}  第 3 版 · version 3  /release`);
    expect(shown.out).toContain('连续 8 次未取得(no-answer)');
  });

  /** Without the lines of the health report, but for its being read or not. */
  const partsOf = (out: string) =>
    JSON.parse(out)
      .findings.filter(
        ({ part }: Finding) =>
          !/^(outbox|workflow-|list-|party-|worker-|hub-fault|reconciler|webhooks)/.test(part),
      )
      .map(({ part, state }: Finding) => [part, state]);

  test('looks at an installation by its address alone, and at no county in a box', async () => {
    const { api } = JSON.parse(readFileSync(join(county, 'addresses.json'), 'utf8'));
    const ran = await hub(['doctor', '--json'], '', { HUB_API_URL: api, HUB_TOKEN: tokens.operator });
    expect(partsOf(ran.out)).toEqual([
      ['HUB_API_URL', 'ok'],
      ['api', 'ok'],
      ['PostgreSQL', 'ok'],
      ['Temporal', 'wrong'],
      ['凭证 · credential', 'ok'],
    ]);
    expect([ran.code, ran.out.includes('docker compose logs temporal')]).toEqual([1, true]);
    const nobody = `http://127.0.0.1:${await freePort(0)}`;
    const silent = await hub(['doctor', '--json'], '', { HUB_API_URL: nobody });
    expect(partsOf(silent.out)).toEqual([
      ['HUB_API_URL', 'ok'],
      ['api', 'wrong'],
      ['凭证 · credential', 'unknown'],
      ['health-report', 'unknown'],
    ]);
    expect(silent.out).toContain('ECONNREFUSED');
  });

  test('behind a proxy and without a credential it says what it could not look at, and calls nothing broken', async () => {
    const { api } = JSON.parse(readFileSync(join(county, 'addresses.json'), 'utf8'));
    const proxied = createServer((incoming, outgoing) => {
      const { authorization } = incoming.headers;
      const headers = { 'x-forwarded-for': '203.0.113.9', ...(authorization ? { authorization } : {}) };
      void fetch(new URL(incoming.url ?? '/', api), { headers }).then(async (reply) => {
        outgoing.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? '' });
        outgoing.end(await reply.text());
      });
    });
    await new Promise<void>((resolve) => proxied.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxied.close());
    const HUB_API_URL = `http://127.0.0.1:${(proxied.address() as AddressInfo).port}`;
    const without = await hub(['doctor', '--json'], '', { HUB_API_URL });
    expect([without.code, ...partsOf(without.out)]).toEqual([
      0,
      ['HUB_API_URL', 'ok'],
      ['api', 'ok'],
      ['PostgreSQL', 'unknown'],
      ['Temporal', 'unknown'],
      ['凭证 · credential', 'unknown'],
      ['health-report', 'unknown'],
    ]);
    expect((await hub(['doctor'], '', { HUB_API_URL })).out).toContain('4 项未检查 · nothing wrong, 4 not');
    const hospital = await hub(['doctor', '--json'], '', { HUB_API_URL, HUB_TOKEN: tokens.hospital });
    expect([hospital.code, partsOf(hospital.out).at(-2)]).toEqual([0, ['凭证 · credential', 'ok']]);
    const stranger = await hub(['doctor', '--json'], '', { HUB_API_URL, HUB_TOKEN: 'x'.repeat(40) });
    expect([stranger.code, partsOf(stranger.out).at(-2)]).toEqual([1, ['凭证 · credential', 'wrong']]);
    const operator = await hub(['doctor', '--json'], '', { HUB_API_URL, HUB_TOKEN: tokens.operator });
    expect(partsOf(operator.out).slice(2, 4)).toEqual([
      ['PostgreSQL', 'ok'],
      ['Temporal', 'wrong'],
    ]);
  });
});
