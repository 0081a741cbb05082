import { readFileSync } from 'node:fs';
import type { Answer } from '../../adapters/answer.ts';
import type { RawReply } from '../../adapters/call.ts';
import { sampleMessageId } from '../../adapters/medical-insurance/questions-for-tests.ts';
import { readClaim, readFollow } from '../../adapters/medical-insurance/wire/claim.ts';
import { readFees } from '../../adapters/medical-insurance/wire/fees.ts';
import { readUpload } from '../../adapters/medical-insurance/wire/files.ts';
import { readFiling } from '../../adapters/medical-insurance/wire/filing.ts';
import { parseDigits, type Question } from '../../adapters/medical-insurance/wire/opened.ts';
import {
  readDetail,
  readReconciled,
  readTotal,
} from '../../adapters/medical-insurance/wire/reconciliation.ts';
import { readShownSettlement } from '../../adapters/medical-insurance/wire/settlement-query.ts';
import { readSettlementUndo, readVisitUndo } from '../../adapters/medical-insurance/wire/undo.ts';
import { readAdmission, readDischarge } from '../../adapters/medical-insurance/wire/visit.ts';
import { readRegistered } from '../../adapters/medical-insurance/wire/visit-query.ts';
import { zipOfOne } from '../../adapters/one-file-zip.ts';
import { instant } from '../../domain/dates.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { type Dice, mutated } from './mutations.ts';

const ours = { psn_no: 'P0000001', mdtrt_id: 'V0001', setl_id: 'S0001' };
const person = { psn_no: ours.psn_no };
const visit = { ...person, mdtrt_id: ours.mdtrt_id };
const claim = { setl_id: ours.setl_id, fund_clss: 'hifp', appy_sn: '1' };
const shown = (
  JSON.parse(
    readFileSync(
      new URL('../../adapters/medical-insurance/samples/2304-reply.json', import.meta.url),
      'utf8',
    ),
  ) as { output: { setlinfo: object; setldetail: object } }
).output;

interface Transaction {
  readonly infno: string;
  readonly read: (reply: RawReply, question: Question) => Answer<unknown>;
  readonly input: object;
  readonly output: unknown;
  /** What of a `done` value is no more what the reply says; undefined: it holds. `sameMeaning`: no value got another field's name. */
  readonly broken: (value: unknown, sameMeaning: boolean) => string | undefined;
}

const sameAs =
  (right: unknown) =>
  (value: unknown, sameMeaning: boolean): string | undefined =>
    !sameMeaning || JSON.stringify(value) === JSON.stringify(right) ? undefined : 'another value';
const yes = sameAs(null);

/** Every reply that the product reads beside 1101 and 2304, each in its own form. */
const transactions: readonly Transaction[] = [
  {
    ...{ infno: '2401', read: readAdmission, input: { mdtrtinfo: { ...person, ipt_no: 'A-1' } } },
    ...{ output: { result: { ...visit, ipt_no: 'A-1' } }, broken: sameAs({ visitRef: 'V0001' }) },
  },
  { infno: '2402', read: readDischarge, input: { dscginfo: visit }, output: { result: visit }, broken: yes },
  {
    ...{ infno: '2301', read: readFees, output: { result: [{ ...visit, feedetl_sn: '1' }] }, broken: yes },
    input: {
      feedetail: [
        {
          ...visit,
          ...{ feedetl_sn: '1', med_type: '21', fee_ocur_time: '2026-03-09 00:00:00' },
          ...{
            med_list_codg: '001',
            medins_list_codg: 'F1',
            det_item_fee_sumamt: '1.00',
            cnt: '1',
            pric: '1.00',
          },
          ...{ bilg_dept_codg: '', bilg_dept_name: '', bilg_dr_codg: '', bilg_dr_name: '' },
        },
      ],
    },
  },
  {
    ...{ infno: '2302', read: readVisitUndo, input: { data: [{ ...visit, feedetl_sn: '0000' }] } },
    ...{ output: { result: visit }, broken: yes },
  },
  { infno: '2404', read: readVisitUndo, input: { data: visit }, output: { result: visit }, broken: yes },
  { infno: '2405', read: readVisitUndo, input: { data: visit }, output: { result: visit }, broken: yes },
  {
    ...{ infno: '2305', read: readSettlementUndo, input: { data: ours } },
    ...{ output: { setlinfo: { ...visit, setl_id: 'S0002' } }, broken: yes },
  },
  {
    ...{ infno: '2501', read: readFiling, input: { refmedin: person } },
    ...{ output: { result: { ...person, trt_dcla_detl_sn: 'T1' } }, broken: yes },
  },
  {
    ...{ infno: '2507', read: readFiling, input: { data: visit } },
    ...{ output: { result: { ...visit, trt_dcla_detl_sn: 'T1' } }, broken: yes },
  },
  {
    ...{ infno: '5201', read: readRegistered, output: { mdtrtinfo: [visit] } },
    input: {
      data: { ...visit, begntime: '2026-03-02 00:00:00', endtime: '2026-03-09 23:59:59', med_type: '21' },
    },
    // A list without the visit says that it is not registered.
    broken: () => undefined,
  },
  {
    ...{ infno: '5203', read: readShownSettlement, input: { data: ours } },
    output: { ...shown, setlinfo: { ...shown.setlinfo, ...ours, refd_setl_flag: '0' } },
    broken: (value) => {
      const { standing } = value as { standing: Record<string, number> & { answers: object } };
      if (standing === null) return undefined;
      const paid = Object.values(standing.answers).map((said: { paidFen?: number }) => said.paidFen ?? 0);
      const parts = [...paid, standing.accountFen, standing.familyAccountFen, standing.cashFen] as number[];
      if (parts.some((part) => part < 0)) return 'a negative part';
      return parts.reduce((sum, part) => sum + part, 0) === standing.totalFen ? undefined : 'beyond the bill';
    },
  },
  {
    ...{ infno: '3201', read: readTotal, input: { data: {} } },
    ...{
      output: { stmtinfo: { setl_optins: '131199', stmt_rslt: '1' } },
      broken: sameAs({ balanced: false }),
    },
  },
  {
    ...{ infno: '3202', read: readDetail, input: { data: {} } },
    output: { fileinfo: { file_qury_no: 'F2', filename: 'r.zip' } },
    broken: sameAs({ fileNo: 'F2', filename: 'r.zip' }),
  },
  {
    ...{ infno: '9101', read: readUpload, input: { fsUploadIn: {} } },
    ...{ output: { file_qury_no: 'F1' }, broken: sameAs({ fileNo: 'F1' }) },
  },
  {
    ...{
      infno: '3203A',
      read: readClaim,
      output: { result: { ...claim, clr_appy_evt_id: 'C1', appy_stas: '0' } },
    },
    input: { data: { ...claim, clr_type: '21', setlym: '202603', psntime: '1', fund_appy_sum: '1.00' } },
    broken: sameAs({ claimRef: 'C1' }),
  },
  {
    ...{ infno: '3209A', read: readFollow, input: { data: { clr_appy_evt_id: 'C1' } } },
    output: {
      result: { clr_appy_evt_id: 'C1', pay_stas: '1', pay_amt: '76.56', pay_date: '2026-04-01 10:00:00' },
    },
    broken: sameAs({ paidFen: 7656, paidOn: '2026-04-01' }),
  },
];

export interface OtherOutcome {
  readonly kind: string;
  readonly broken: string | null;
  readonly body: string;
}

/** Mutates one of these replies, ours or a stranger's, and reads it. */
export function triedOther(dice: Dice): OtherOutcome {
  const at = dice(transactions.length + 1);
  const of = transactions[at];
  return of === undefined ? triedFile(dice) : triedEnvelope(of, dice);
}

function triedEnvelope({ infno, read, input, output, broken }: Transaction, dice: Dice): OtherOutcome {
  const isOurs = dice(4) > 0;
  const { body: changed, sameMeaning } = mutated({ infcode: 0, err_msg: '', output }, dice);
  const body = isOurs ? changed : changed.replaceAll('P0000001', 'P0000002').replaceAll('V0001', 'V0002');
  const answer = read({ kind: 'reply', status: 200, body }, questionOf(infno, input));
  const kind = `${infno} ${answer.kind}`;
  if (answer.kind !== 'done') return { kind, broken: null, body };
  if (!isAccepted(body)) return { kind, broken: 'what was not accepted was taken for done', body };
  if (!isOurs && sameMeaning && namesStranger(infno, body) && !isEmptyList(answer.value))
    return { kind, broken: 'a stranger’s reply was taken for ours', body };
  return { kind, broken: isOurs ? (broken(answer.value, sameMeaning) ?? null) : null, body };
}

/** The row of a settlement in the file of 9102 is what it says, or nothing. */
function triedFile(dice: Dice): OtherOutcome {
  const row = ['P0000001', 'V0001', 'S0001', 'M1', '3', '0', '', '100.00', '70.00', '5.00'];
  const cells = [...row];
  for (let left = dice(3); left > 0; left -= 1) {
    const [at, to] = [dice(cells.length), dice(cells.length)];
    const way = dice(4);
    if (way === 0) cells.splice(at, 1);
    else if (way === 1) cells.splice(at, 0, cells[to] ?? '');
    else if (way === 2) [cells[at], cells[to]] = [cells[to] ?? '', cells[at] ?? ''];
    else cells[at] = ['', '-1.00', '1e9', '1.005', '7O.00'][dice(5)] ?? '';
  }
  const text = `${cells.join('\t')}\r\n`;
  const zip = zipOfOne('r.txt', text).toString('latin1');
  const body = dice(6) === 0 ? zip.slice(0, dice(zip.length)) : zip;
  const answer = readReconciled({ kind: 'reply', status: 200, body }, questionOf('9102', {}));
  const kind = `9102 ${answer.kind}`;
  if (answer.kind !== 'done') return { kind, broken: null, body: text };
  const wrong = answer.value.filter(({ settlementRef, totalFen, fundFen, accountFen }) => {
    const said = [totalFen, fundFen, accountFen].map((fen) => (fen === null ? 0 : fen / 100));
    const same = said.every((yuan, column) => yuan === Number(cells[7 + column]));
    return cells.length !== row.length || cells[2] !== settlementRef || !same;
  });
  return { kind, broken: wrong.length > 0 ? 'a row that the file does not have' : null, body: text };
}

function questionOf(infno: string, input: object): Question {
  const header = {
    ...{ key: 'case_1/step', messageId: sampleMessageId },
    at: instant('2026-03-09T10:00:00+08:00'),
  };
  const body = JSON.stringify({ infno, msgid: sampleMessageId, mdtrtarea_admvs: '131121', input });
  return { asked: { body, header }, regions: loadInsurerRegions() };
}

function isAccepted(body: string): boolean {
  return Number((parseDigits(body) as { infcode?: string }).infcode ?? Number.NaN) === 0;
}

/** Whether a field that names somebody still holds the stranger's number; under another name nothing names anybody. */
function namesStranger(infno: string, body: string): boolean {
  // A registration gives the visit its number: nobody asked with one.
  const named = infno === '2401' ? /"psn_no":"P0000002"/ : /"psn_no":"P0000002"|"mdtrt_id":"V0002"/;
  return !body.includes('_x"') && named.test(body);
}

/** A list of another visit's rows says that ours is not there. */
function isEmptyList(value: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify({ registered: false });
}
