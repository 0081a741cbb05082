import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { countyClock } from '../../domain/clock.ts';
import { localDate } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { memoryBook } from '../book.ts';
import { benchHeader, benchPeople, benchPersonRef, openBenchPerson } from '../contract-suite.ts';
import { asked, sampleMessageId } from './questions-for-tests.ts';
import { insurerSimulator } from './simulator.ts';
import { readClaim, readFollow } from './wire/claim.ts';
import { writeEnvelope } from './wire/envelope.ts';
import { readMessageQuery } from './wire/message-query.ts';
import { parseDigits } from './wire/opened.ts';
import { personQuery, readPerson } from './wire/person.ts';
import { readSettlement } from './wire/settlement.ts';
import { readAdmission, readDischarge } from './wire/visit.ts';

const sample = (name: string): string =>
  readFileSync(new URL(`./samples/${name}.json`, import.meta.url), 'utf8');
const reply = (body: string) => ({ kind: 'reply', status: 200, body }) as const;

/** A sample with one place of its text changed. */
const settled = (from: string | RegExp, to: string) => {
  const changed = sample('2304-reply').replace(from, to);
  expect(changed).not.toBe(sample('2304-reply'));
  return readSettlement(reply(changed), asked['2304']());
};

describe('1101', () => {
  test('takes the valid insurance, skips maternity, keeps an open label open', () => {
    expect(readPerson(reply(sample('1101-reply')), asked['1101']())).toEqual({
      kind: 'done',
      value: {
        personNo: '50000020000000000001000001',
        name: '向䶮',
        insurance: { type: '390', status: 'active', division: '500154' },
        covers: [{ type: '390', status: 'active', division: '500154' }],
        additions: [{ type: '510', status: 'active' }],
        labels: [
          { code: '5002', category: 'subsistence-allowance', from: '2025-01-01', until: null },
          { code: '7001', category: null, from: '2020-06-01', until: '2026-12-31' },
        ],
        setAside: [{ field: 'insuinfo.1.psn_insu_stas', reason: 'not-in-force', says: '4' }],
      },
    });
  });

  test('somebody whom the insurer does not know has no number and no cover', () => {
    const body = sample('refusal').replace('E2401', 'E1101');
    expect(readPerson(reply(body), asked['1101']())).toMatchObject({
      kind: 'done',
      value: { personNo: null, insurance: { type: null, status: 'none' } },
    });
  });

  const insured = (...rows: readonly object[]) => {
    const message = JSON.parse(sample('1101-reply')) as { output: { insuinfo: unknown } };
    message.output.insuinfo = rows;
    return readPerson(reply(JSON.stringify(message)), asked['1101']());
  };
  const row = { insutype: '390', psn_insu_stas: '1', insuplc_admdvs: '500154' };

  test.each([
    ['a type that no file lists', { insutype: '888' }, 'insutype', 'unlisted', '888'],
    ['a state that no file lists', { psn_insu_stas: '7' }, 'psn_insu_stas', 'unlisted', '7'],
    ['no state', { psn_insu_stas: null, insutype: '310' }, 'psn_insu_stas', 'empty', ''],
    ['no type', { insutype: null }, 'insutype', 'unreadable', ''],
    ['no place', { insuplc_admdvs: '50' }, 'insuplc_admdvs', 'unreadable', ''],
    ['an end', { psn_insu_stas: '3' }, 'psn_insu_stas', 'not-in-force', '3'],
  ])('a row with %s is set aside, and the row in force counts', (_what, odd, field, reason, says) => {
    expect(insured({ ...row, ...odd }, row)).toMatchObject({
      kind: 'done',
      value: {
        covers: [{ type: '390', status: 'active', division: '500154' }],
        setAside: [{ field: `insuinfo.0.${field}`, reason, says }],
      },
    });
  });

  test('where nothing is in force, an odd row may be what is, and nothing follows', () => {
    const suspended = { ...row, psn_insu_stas: '2' };
    expect(insured({ ...row, insutype: '888' }, suspended)).toEqual({
      kind: 'unknown',
      reason: 'unlisted-code',
      missing: ['insuinfo.0.insutype: 888'],
    });
    expect(insured({ ...row, psn_insu_stas: null }, suspended)).toMatchObject({
      kind: 'done',
      value: { insurance: { type: '390', status: 'unclear', division: '500154' } },
    });
    expect(insured({ ...row, psn_insu_stas: '' }, { ...row, insutype: '310', psn_insu_stas: null })).toEqual({
      kind: 'unknown',
      reason: 'unreadable',
      missing: ['insuinfo.0.psn_insu_stas', 'insuinfo.1.psn_insu_stas'],
    });
  });

  test('a third kind of cover has its name; the employees count before the residents, and both before it', () => {
    const types = (...codes: readonly string[]) =>
      insured(...codes.map((insutype) => ({ ...row, insutype })));
    expect(types('340')).toMatchObject({ value: { insurance: { type: '340', status: 'active' } } });
    expect(types('340', '390', '310', '320')).toMatchObject({
      value: { covers: [{ type: '310' }, { type: '390' }, { type: '340' }], additions: [{ type: '320' }] },
    });
  });
});

describe('a reply belongs to its question', () => {
  const foreign = (...differs: readonly string[]) => ({
    kind: 'unknown',
    reason: 'another-question',
    differs,
  });

  test('the record of another person is not taken for the patient, in whatever spelling the number comes', () => {
    const spelled = (certno: string) =>
      readPerson(reply(sample('1101-reply').replace('500234198012120034', certno)), asked['1101']());
    expect(spelled('150802196503150016')).toEqual(foreign('certno'));
    expect(readPerson(reply(sample('1101-reply')), asked['1101'](1))).toEqual(foreign('certno'));
    expect(spelled('５００２３４１９８０１２１２００３４').kind).toBe('done');
    expect(spelled('').kind).toBe('unknown');
  });

  test.each([
    ['psn_no', '"psn_no": "50000020000000000001000001"', '"psn_no": "ANOTHER-PERSON"'],
    ['mdtrt_id', '"mdtrt_id": "V0001"', '"mdtrt_id": "ANOTHER-VISIT"'],
    ['certno', '"certno": "131121198902280042"', '"certno": "11010519491231002X"'],
    ['medins_setl_id', 'H13112100001202603091000000007', 'H13112100001202603091000000008'],
  ])('a settlement whose %s is another is not used', (field, from, to) => {
    expect(settled(from, to)).toEqual(foreign(field));
  });

  test('a settlement of another total is of another bill, though it adds up', () => {
    expect(readSettlement(reply(sample('2304-reply')), asked['2304'](10_000_11))).toEqual({
      ...foreign('medfee_sumamt', 'inscp_scp_amt'),
      missing: ['medfee_sumamt: 10000.10 / 10000.11', 'inscp_scp_amt: 9000.05 / 9000.06'],
    });
  });

  test('visit, discharge, claim and enquiry are held against their numbers too', () => {
    const said = (result: object) =>
      reply(JSON.stringify({ infcode: '0', inf_refmsgid: 'x', output: { result } }));
    expect(readAdmission(said({ mdtrt_id: 'V1', psn_no: 'P-OTHER' }), asked['2401']())).toEqual(
      foreign('psn_no'),
    );
    expect(readAdmission(said({ mdtrt_id: 'V1', ipt_no: 'A-2' }), asked['2401']())).toEqual(
      foreign('ipt_no'),
    );
    expect(readDischarge(said({ mdtrt_id: 'V0002' }), asked['2402']())).toEqual(foreign('mdtrt_id'));
    expect(readDischarge(said({}), asked['2402']()).kind).toBe('done');
    expect(
      readClaim(said({ clr_appy_evt_id: 'C1', appy_stas: '0', setl_id: 'S0002' }), asked['3203A']()),
    ).toEqual(foreign('setl_id'));
    expect(
      readClaim(
        said({ clr_appy_evt_id: 'C1', appy_stas: '0', fund_clss: 'maf', appy_sn: '2' }),
        asked['3203A'](),
      ),
    ).toEqual(foreign('fund_clss', 'appy_sn'));
    const paid = { pay_stas: '1', pay_amt: '1.00', pay_date: '2026-03-09' };
    expect(readFollow(said({ ...paid, clr_appy_evt_id: 'C0002' }), asked['3209A']())).toEqual(
      foreign('clr_appy_evt_id'),
    );
    expect(readFollow(said({ ...paid, clr_appy_evt_id: 'C0001' }), asked['3209A']()).kind).toBe('done');
  });

  test('that another message never arrived proves nothing of ours; its stored answer is held against ours', () => {
    const found = (result: object) =>
      readMessageQuery(
        reply(JSON.stringify({ infcode: '0', output: { result } })),
        asked['2304'](),
        readSettlement,
      );
    expect(found({ omsgid: 'H13112100001202603091000000008', fond_flag: '0' })).toEqual(foreign('omsgid'));
    expect(found({ omsgid: sampleMessageId, fond_flag: '0' })).toEqual({ kind: 'no-record' });
    const stored = sample('2304-reply').replace('"V0001"', '"V0002"');
    expect(found({ fond_flag: '1', orgn_rslt: stored })).toEqual(foreign('mdtrt_id'));
    expect(found({ fond_flag: '1', orgn_rslt: sample('2304-reply') }).kind).toBe('done');
  });

  test('the tables are those of whom we asked, whatever centre answers', () => {
    const ofTheProvince = sample('1101-reply').replace('"500154202603', '"500000202603');
    expect(readPerson(reply(ofTheProvince), asked['1101']()).kind).toBe('done');
    expect(readAdmission(reply('{"infcode":-1,"err_msg":"[E2401]x"}'), asked['2401']())).toMatchObject({
      kind: 'refused',
      code: 'admission-number-used',
    });
  });
});

describe('2304', () => {
  test('reads amounts digit by digit and leaves the account out of the fund sum, as Hengshui does', () => {
    expect(readSettlement(reply(sample('2304-reply')), asked['2304']())).toEqual({
      kind: 'done',
      value: {
        settlementRef: 'S0001',
        totalFen: 10_000_10,
        inPolicyFen: 9_000_05,
        answers: { 'basic-insurance': { paidFen: 7_656_04 } },
        accountFen: 500_00,
        familyAccountFen: 0,
        cashFen: 1_844_06,
      },
    });
  });

  test.each([
    [
      'the fund sum',
      '"fund_pay_sumamt": 7656.04',
      '"fund_pay_sumamt": 8156.04',
      'fund_pay_sumamt: 8156.04 / 7656.04',
    ],
    [
      'cash',
      '"psn_cash_pay": 1844.06',
      '"psn_cash_pay": 1844.05',
      'acct_pay + psn_cash_pay: 2344.05 / 2344.06',
    ],
    ['first payment', '"preselfpay_amt": 400', '"preselfpay_amt": 401', 'medfee_sumamt: 10000.10 / 10001.10'],
    ['a fund of the head', '"hifp_pay": 7656.04', '"hifp_pay": 656.04', 'hifp_pay: 656.04 / 7656.04'],
    ['the same money elsewhere', '"maf_pay": 0', '"maf_pay": 7656.04', 'maf_pay: 7656.04 / 0.00'],
    [
      'the part of the person',
      '"psn_part_amt": 2344.06',
      '"psn_part_amt": 2344',
      'psn_part_amt: 2344.00 / 2344.06',
    ],
  ])('%s that does not fit is told with both figures', (_what, from, to, figures) => {
    const read = settled(from, to);
    expect(read).toMatchObject({ kind: 'unknown', reason: 'does-not-add-up' });
    expect(read.kind === 'unknown' && read.missing).toContain(figures);
  });

  test('an in-policy amount that is not the bill’s is told with both figures', () => {
    expect(settled('"inscp_scp_amt": 9000.05', '"inscp_scp_amt": 9000.06')).toEqual({
      kind: 'unknown',
      reason: 'does-not-add-up',
      missing: ['inscp_scp_amt: 9000.06 / 9000.05'],
    });
  });

  test.each([
    ['a third decimal', '"fund_payamt": 7656.04', '"fund_payamt": 7656.041', 'setldetail.0.fund_payamt'],
    [
      'an exponent that is no whole fen',
      '"fund_payamt": 500,',
      '"fund_payamt": 5e-3,',
      'setldetail.1.fund_payamt',
    ],
    [
      'a negative amount',
      '"overlmt_selfpay": 100.05',
      '"overlmt_selfpay": -100.05',
      'setlinfo.overlmt_selfpay',
    ],
    ['a missing field', /"acct_pay": 500,\s+/, '', 'setlinfo.acct_pay'],
  ])('%s is unreadable, and named', (_what, from, to, field) => {
    expect(settled(from, to)).toEqual({ kind: 'unknown', reason: 'unreadable', missing: [field] });
  });

  test('an unlisted fund that pays goes to a person; one that pays nothing moves nothing', () => {
    expect(settled('"310100"', '"888888"')).toEqual({
      kind: 'unknown',
      reason: 'unlisted-code',
      missing: ['setldetail.0.fund_pay_type: 888888'],
    });
    const zero = '"setldetail": [{ "fund_pay_type": "888888", "fund_payamt": 0 },';
    expect(settled('"setldetail": [', zero).kind).toBe('done');
  });

  test('what the hospital bears is its own part, by its line or by the head alone', () => {
    const hospital = sample('2304-reply')
      .replace('"hosp_part_amt": 0', '"hosp_part_amt": 44.06')
      .replace('"psn_cash_pay": 1844.06', '"psn_cash_pay": 1800')
      .replace('"psn_part_amt": 2344.06', '"psn_part_amt": 2300');
    const line = '"setldetail": [{ "fund_pay_type": "999996", "fund_payamt": 44.06 },';
    for (const body of [hospital, hospital.replace('"setldetail": [', line)])
      expect(readSettlement(reply(body), asked['2304']())).toMatchObject({
        kind: 'done',
        value: { answers: { hospital: { paidFen: 44_06 } }, cashFen: 1_800_00 },
      });
    expect(settled('"hosp_part_amt": 0', '"hosp_part_amt": 1').kind).toBe('unknown');
  });
});

describe('the envelope', () => {
  test('a listed refusal is a refusal; any other failure says nothing', () => {
    expect(readAdmission(reply(sample('refusal')), asked['2401']())).toEqual({
      kind: 'refused',
      code: 'admission-number-used',
      partyCode: 'E2401',
    });
    expect(
      readAdmission(
        reply(sample('refusal').replace(/"err_msg": "[^"]*"/, '"err_msg": "别的"')),
        asked['2401'](),
      ),
    ).toEqual({ kind: 'unknown', reason: 'unlisted-code', missing: ['err_msg'] });
  });

  test('output as text inside a string is opened too', () => {
    const message = JSON.parse(sample('1101-reply')) as { output: unknown };
    const body = JSON.stringify({ ...message, output: JSON.stringify(message.output) });
    expect(readPerson(reply(body), asked['1101']()).kind).toBe('done');
  });

  test.each([
    [{ kind: 'no-reply', reason: 'timeout' }, 'timeout'],
    [{ kind: 'no-reply', reason: 'connection' }, 'no-reply'],
    [{ kind: 'reply', status: 502, body: sample('refusal') }, 'server-error'],
    [{ kind: 'reply', status: 200, body: '<html>' }, 'unreadable'],
    [{ kind: 'reply', status: 200, body: '' }, 'unreadable'],
    [{ kind: 'reply', status: 401, body: sample('refusal') }, 'our-setting'],
    [{ kind: 'reply', status: 404, body: '<html>' }, 'our-setting'],
    [{ kind: 'reply', status: 429, body: '' }, 'server-error'],
    [{ kind: 'reply', status: 302, body: sample('refusal') }, 'unlisted-code'],
    [{ kind: 'reply', status: 200, body: '{"code":403,"message":"x"}' }, 'our-setting'],
    [{ kind: 'reply', status: 200, body: '{"infcode":7}' }, 'unlisted-code'],
  ] as const)('%o is unknown', (raw, reason) => {
    expect(readAdmission(raw, asked['2401']())).toMatchObject({ kind: 'unknown', reason });
  });

  test('has the 18 keys of the specification in its order, and an id of 30 characters', async () => {
    const region = loadInsurerRegions().on('500154', '2026-03-02');
    invariant(region !== undefined, 'the region is entered');
    const person = await openBenchPerson(benchPersonRef(0));
    const body = writeEnvelope({
      infno: '1101',
      header: benchHeader(1),
      sender: { code: 'H50015400001', name: '区人民医院', division: '500154' },
      region,
      insuredDivision: null,
      input: personQuery(person, { on: localDate('2026-03-02') }, region),
    });
    expect(Object.keys(JSON.parse(body) as object)).toEqual(
      (
        'infno msgid mdtrtarea_admvs insuplc_admdvs recer_sys_code dev_no dev_safe_info cainfo signtype infver ' +
        'opter_type opter opter_name inf_time fixmedins_code fixmedins_name sign_no input'
      ).split(' '),
    );
  });
});

test('a fact that does not fit is told by its field, never by its value', async () => {
  const region = loadInsurerRegions().on('500154', '2026-03-02');
  invariant(region !== undefined, 'the region is entered');
  const person = await openBenchPerson(benchPersonRef(0));
  const name = '向'.repeat(51);
  let message = '';
  try {
    personQuery({ ...person, name }, { on: localDate('2026-03-02') }, region);
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('data.psn_name');
  expect(message).not.toContain('向');
});

test('the simulator speaks in the shape of the samples', async () => {
  const clock = countyClock({ realMs: 0, countyMs: Date.parse('2026-03-02T01:00:00Z'), speed: 1 }, () => 0);
  const simulator = insurerSimulator({
    book: memoryBook(),
    people: benchPeople,
    clock,
    calendar: 'immediate',
  });
  const region = loadInsurerRegions().on('500154', '2026-03-02');
  invariant(region !== undefined, 'the region is entered');
  const person = await openBenchPerson(benchPersonRef(0));
  const body = writeEnvelope({
    infno: '1101',
    header: benchHeader(1),
    sender: { code: 'H50015400001', name: '区人民医院', division: '500154' },
    region,
    insuredDivision: null,
    input: personQuery(person, { on: localDate('2026-03-02') }, region),
  });
  const answer = simulator.handle({ path: '/fsi/api/1101', headers: {}, body });
  const said = parseDigits(answer.body) as Message;
  const expected = parseDigits(sample('1101-reply')) as Message;
  for (const key of Object.keys(said)) expect(expected).toHaveProperty(key);
  expect(said.inf_refmsgid).toHaveLength(expected.inf_refmsgid.length);
  expect(said.refmsg_time).toHaveLength(expected.refmsg_time.length);
  for (const node of ['insuinfo', 'idetinfo'] as const)
    expect(Object.keys(said.output[node][0] ?? {})).toEqual(Object.keys(expected.output[node][0] ?? {}));
});

interface Message {
  readonly inf_refmsgid: string;
  readonly refmsg_time: string;
  readonly output: Readonly<Record<'insuinfo' | 'idetinfo', readonly object[]>>;
}
