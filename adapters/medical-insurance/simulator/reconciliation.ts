import { addDays, isLocalDate } from '../../../domain/dates.ts';
import { addFen, type Fen, fen, parseYuan, sumFen, yuanString, zeroFen } from '../../../domain/money.ts';
import { nextNumber, table } from '../../book.ts';
import { fileInZip, zipOfOne } from '../../one-file-zip.ts';
import {
  type Desk,
  type Incoming,
  node,
  type Outcome,
  settlements,
  type Transaction,
  visits,
} from './desk.ts';
import { settled } from './settlement.ts';
import { malformed } from './visits.ts';

/** A settlement as the book of the insurer has it, or the hospital's list says. */
interface Listed {
  readonly setl_id: string;
  readonly mdtrt_id: string;
  readonly psn_no: string;
  readonly msgid: string;
  readonly type: string;
  readonly totalFen: Fen;
  readonly fundFen: Fen;
  readonly accountFen: Fen;
}

/** Files that were handed over or made, as Base64. */
const files = table<{ readonly institution: string; readonly filename: string; readonly bytes: string }>(
  'files',
);
const noFile = { code: 'E9102', message: '文件不存在' };

/** 3201: holds the hospital's sums of some days against the own book. */
export const reconcileTotal: Transaction = (desk, incoming) => {
  const data = node(incoming, 'data');
  const own = settledIn(desk, incoming, data);
  if (own === undefined) return malformed;
  const counted = own.filter(({ type }) => type === data.insutype);
  const same =
    data.medfee_sumamt === yuanString(sumFen(counted.map((one) => one.totalFen))) &&
    data.fund_pay_sumamt === yuanString(sumFen(counted.map((one) => one.fundFen))) &&
    data.acct_pay === yuanString(sumFen(counted.map((one) => one.accountFen))) &&
    data.fixmedins_setl_cnt === String(counted.length);
  const [stmt_rslt, stmt_rslt_dscr] = same ? ['0', '对账平'] : ['1', '对账不平'];
  return { output: { stmtinfo: { setl_optins: data.setl_optins, stmt_rslt, stmt_rslt_dscr } } };
};

/** 9101: keeps a file of the hospital's. */
export const uploadFile: Transaction = (desk, incoming) => {
  const { in: bytes, filename } = incoming.input.fsUploadIn as { in?: unknown; filename?: unknown };
  const base64 = Array.isArray(bytes) ? Buffer.from(bytes as number[]).toString('base64') : bytes;
  if (typeof base64 !== 'string' || typeof filename !== 'string') return malformed;
  return { output: { file_qury_no: kept(desk, incoming, filename, base64) } };
};

/** 3202: holds the hospital's list against the own book, settlement by settlement; the result is a file. */
export const reconcileDetail: Transaction = (desk, incoming) => {
  const data = node(incoming, 'data');
  const own = settledIn(desk, incoming, data);
  const file = desk.book.read(files, data.file_qury_no ?? '');
  if (file?.institution !== incoming.institution) return noFile;
  const text = fileInZip(Buffer.from(file.bytes, 'base64'), 10_000_000);
  if (own === undefined || text === undefined) return malformed;
  const told = text
    .split('\r\n')
    .filter((line) => line !== '')
    .map(listedOf);
  const result = verdicts(told, own)
    .map((cells) => cells.join('\t'))
    .join('\r\n');
  const filename = `对账结果${data.stmt_begndate}.zip`;
  const bytes = zipOfOne('result.txt', result).toString('base64');
  const file_qury_no = kept(desk, incoming, filename, bytes);
  return { output: { fileinfo: { file_qury_no, filename, dld_endtime: addDays(desk.clock.today(), 7) } } };
};

/** 9102: a file, a character a byte. */
export function fileOf(desk: Desk, incoming: Incoming): Outcome | { readonly bytes: string } {
  const { file_qury_no = '', filename } = node(incoming, 'fsDownloadIn');
  const file = desk.book.read(files, file_qury_no);
  if (file?.institution !== incoming.institution || file.filename !== filename) return noFile;
  return { bytes: Buffer.from(file.bytes, 'base64').toString('latin1') };
}

function kept(desk: Desk, { division, institution }: Incoming, filename: string, bytes: string): string {
  const number = `${division}F${String(nextNumber(desk.book, 'files')).padStart(8, '0')}`;
  desk.book.insert(files, number, { institution, filename, bytes });
  return number;
}

/** What stands settled of the hospital's inpatients in the days; undefined for days that are none. Mischief: `misses-one`, `has-one-more`, `counts-otherwise`. */
function settledIn(
  desk: Desk,
  { division, institution, mischief }: Incoming,
  { stmt_begndate: from = '', stmt_enddate: to = '' }: Readonly<Record<string, string | undefined>>,
): readonly Listed[] | undefined {
  if (!isLocalDate(from) || !isLocalDate(to) || to < from) return undefined;
  const key = (day: string): string => `${division}${day.replaceAll('-', '')}`;
  const found = desk.book
    .rows(settled, { from: key(from), below: key(addDays(to, 1)) })
    .flatMap(({ output: { setlinfo: of } }) => {
      if (desk.book.read(visits, of.mdtrt_id)?.institution !== institution) return [];
      if (desk.book.read(settlements, of.setl_id)?.takenBack === true) return [];
      const { setl_id, mdtrt_id, psn_no, medins_setl_id: msgid, insutype: type } = of;
      const [totalFen, fundFen] = [parseYuan(of.medfee_sumamt), parseYuan(of.fund_pay_sumamt)];
      return [
        { setl_id, mdtrt_id, psn_no, msgid, type, totalFen, fundFen, accountFen: parseYuan(of.acct_pay) },
      ];
    });
  const [first, ...others] = found;
  if (mischief === 'has-one-more')
    return [...found, { ...elsewhere, setl_id: `${key(from)}99999999`, mdtrt_id: `${key(from)}88888888` }];
  if (mischief === 'misses-one') return others;
  if (mischief === 'counts-otherwise' && first !== undefined)
    return [{ ...first, fundFen: addFen(first.fundFen, fen(1_00)) }, ...others];
  return found;
}

/** A settlement of a patient whom the hospital treats without the hub. */
const elsewhere = {
  ...{ psn_no: 'ANOTHER', msgid: '', type: '390' },
  ...{ totalFen: fen(500_00), fundFen: fen(300_00), accountFen: zeroFen },
};

function listedOf(line: string): Omit<Listed, 'msgid' | 'type'> {
  const [setl_id = '', mdtrt_id = '', psn_no = '', total = '', fund = '', account = ''] = line.split('\t');
  const [totalFen, fundFen, accountFen] = [parseYuan(total), parseYuan(fund), parseYuan(account)];
  return { setl_id, mdtrt_id, psn_no, totalFen, fundFen, accountFen };
}

/** psn_no, mdtrt_id, setl_id, msgid, stmt_rslt, refd_setl_flag, memo, medfee_sumamt, fund_pay_sumamt, acct_pay. */
function verdicts(
  told: readonly Omit<Listed, 'msgid' | 'type'>[],
  own: readonly Listed[],
): readonly (readonly string[])[] {
  const row = (of: Omit<Listed, 'msgid' | 'type'>, msgid: string, result: string) => [
    ...[of.psn_no, of.mdtrt_id, of.setl_id, msgid, result, '0', ''],
    ...[yuanString(of.totalFen), yuanString(of.fundFen), yuanString(of.accountFen)],
  ];
  const theirs = new Map(own.map((one) => [one.setl_id, one]));
  const listed = new Set(told.map(({ setl_id }) => setl_id));
  const compared = told.map((one) => {
    const known = theirs.get(one.setl_id);
    if (known === undefined) return row(one, '', '2');
    const same =
      known.totalFen === one.totalFen && known.fundFen === one.fundFen && known.accountFen === one.accountFen;
    return row(known, known.msgid, same ? '0' : '3');
  });
  const more = own.filter(({ setl_id }) => !listed.has(setl_id)).map((one) => row(one, one.msgid, '1'));
  return [...compared, ...more];
}
