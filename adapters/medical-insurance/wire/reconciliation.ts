import { z } from 'zod';
import { entryOf } from '../../../domain/entry.ts';
import { coverTypes } from '../../../domain/insurance.ts';
import type { InsurerRow, OwnSettlement } from '../../../domain/insurer-reconciliation.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import { addFen, type Fen, subtractFen, sumFen, yuanString, zeroFen } from '../../../domain/money.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { fileInZip } from '../../one-file-zip.ts';
import { unknown } from '../../reply.ts';
import type { InsurerFile, ReconcileDetailRequest, ReconcileTotalRequest } from '../reconciling.ts';
import { amountOf } from './amount.ts';
import { said, strictly } from './envelope.ts';
import { openEnvelope, type Question } from './opened.ts';
import { textIn } from './rows.ts';

const amount = z.string().regex(/^\d+\.\d\d$/);
/** Stays in hospital. */
const inpatient = '21';
/** Refunds are left out on both sides: what was taken back counts for neither. */
const withoutRefunds = '0';

const total = z.strictObject({
  data: z.strictObject({
    insutype: z.enum(coverTypes),
    clr_type: z.literal(inpatient),
    setl_optins: z.string().length(6),
    stmt_begndate: z.string().length(10),
    stmt_enddate: z.string().length(10),
    medfee_sumamt: amount,
    fund_pay_sumamt: amount,
    acct_pay: amount,
    fixmedins_setl_cnt: z.string().regex(/^\d+$/),
    refd_setl_flag: z.literal(withoutRefunds),
  }),
});

/** Input of 3201: the sums of what the hub holds as settled. */
export function totalInput(request: ReconcileTotalRequest, region: InsurerRegion): z.infer<typeof total> {
  const { medfee_sumamt, fund_pay_sumamt, acct_pay } = sumsOf(request.settlements, region);
  return strictly(total, {
    data: {
      ...{ insutype: request.type, ...sameOf(request, region) },
      ...{ medfee_sumamt, fund_pay_sumamt, acct_pay },
    },
  });
}

const totalOutput = z.object({ stmtinfo: z.record(z.string(), z.unknown()) });

/** Reads the reply to 3201: `0` balanced; whatever else is listed says that it is not. */
export function readTotal(reply: RawReply, question: Question): Answer<{ readonly balanced: boolean }> {
  const opened = openEnvelope(reply, question, totalOutput);
  if (opened.kind !== 'output') return opened;
  const verdict = entryOf(verdicts, textIn(opened.output.stmtinfo, 'stmt_rslt') ?? '');
  if (verdict === undefined) return unknown('unlisted-code', ['stmtinfo.stmt_rslt']);
  return { kind: 'done', value: { balanced: verdict === 'balanced' } };
}

const detail = z.strictObject({
  data: z.strictObject({
    setl_optins: z.string().length(6),
    file_qury_no: z.string().min(1),
    stmt_begndate: z.string().length(10),
    stmt_enddate: z.string().length(10),
    medfee_sumamt: amount,
    fund_pay_sumamt: amount,
    cash_payamt: amount,
    fixmedins_setl_cnt: z.string().regex(/^\d+$/),
    clr_type: z.literal(inpatient),
    refd_setl_flag: z.literal(withoutRefunds),
  }),
});

/** Input of 3202, which names the file that was handed over. */
export function detailInput(request: ReconcileDetailRequest, region: InsurerRegion): z.infer<typeof detail> {
  const { medfee_sumamt, fund_pay_sumamt, cash_payamt } = sumsOf(request.settlements, region);
  return strictly(detail, {
    data: {
      ...{ ...sameOf(request, region), file_qury_no: request.fileNo },
      ...{ medfee_sumamt, fund_pay_sumamt, cash_payamt },
    },
  });
}

const detailOutput = z.object({ fileinfo: z.record(z.string(), z.unknown()) });

/** Reads the reply to 3202: where its result lies. */
export function readDetail(reply: RawReply, question: Question): Answer<InsurerFile> {
  const opened = openEnvelope(reply, question, detailOutput);
  if (opened.kind !== 'output') return opened;
  const { fileinfo } = opened.output;
  const [fileNo, filename] = [textIn(fileinfo, 'file_qury_no'), textIn(fileinfo, 'filename')];
  if (fileNo === null || filename === null) return unknown('unreadable', ['fileinfo']);
  return { kind: 'done', value: { fileNo, filename } };
}

/** Far more settlements than a hospital makes in a month, and a bound for a file that grows without end. */
const mostBytes = 64 * 1024 * 1024;
const columns = 10;

/**
 * Reads the reply to 9102: a ZIP file with one text in UTF-8, a row a settlement, its columns parted by tabs. Columns may be empty, so
 * they are counted and never closed up. What is no such file is an envelope with a no.
 */
export function readReconciled(reply: RawReply, question: Question): Answer<readonly InsurerRow[]> {
  if (reply.kind !== 'reply' || reply.status !== 200 || !reply.body.startsWith('PK')) {
    const opened = openEnvelope(reply, question, z.unknown());
    return opened.kind === 'output' ? unknown('unreadable', ['file']) : opened;
  }
  const text = fileInZip(Buffer.from(reply.body, 'latin1'), mostBytes);
  if (text === undefined) return unknown('unreadable', ['file']);
  const rows: InsurerRow[] = [];
  const seen = new Set<string>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || line.startsWith('psn_no\t')) continue;
    const cells = line.split('\t').map((cell) => cell.trim());
    // A settlement that was refunded counts for neither side.
    if (cells.length === columns && cells[5] === '1') continue;
    const row = rowOf(cells);
    if (row === undefined || seen.has(row.settlementRef)) return unknown('unreadable', [`file.${at + 1}`]);
    seen.add(row.settlementRef);
    rows.push(row);
  }
  return { kind: 'done', value: rows };
}

/** `stmt_rslt`, as it was seen in Guangdong. */
const verdicts: Readonly<Record<string, InsurerRow['says']>> = {
  '0': 'balanced',
  '1': 'insurer-has-more',
  '2': 'hospital-has-more',
  '3': 'differs',
};

/** psn_no, mdtrt_id, setl_id, msgid, stmt_rslt, refd_setl_flag, memo, medfee_sumamt, fund_pay_sumamt, acct_pay. */
function rowOf(cells: readonly string[]): InsurerRow | undefined {
  const [, visitRef = '', settlementRef = '', , result = '', , , ...amounts] = cells;
  const says = entryOf(verdicts, result);
  if (cells.length !== columns || settlementRef === '' || says === undefined) return undefined;
  const [totalFen = null, fundFen = null, accountFen = null] = amounts.map((cell) =>
    cell === '' ? null : amountOf(cell),
  );
  const unreadable = amounts.some((cell) => cell !== '' && amountOf(cell) === undefined);
  return unreadable ? undefined : { settlementRef, visitRef, says, totalFen, fundFen, accountFen };
}

/** The text of the file of 9101: setl_id, mdtrt_id, psn_no, medfee_sumamt, fund_pay_sumamt, acct_pay, refd_setl_flag. */
export function listOf(
  settlements: readonly (OwnSettlement & { readonly personNo: string })[],
  region: InsurerRegion,
): string {
  const rows = settlements.map((one) => {
    const { settlementRef, visitRef, personNo } = one;
    const { medfee_sumamt, fund_pay_sumamt, acct_pay } = sumsOf([one], region);
    return [settlementRef, visitRef, personNo, medfee_sumamt, fund_pay_sumamt, acct_pay, '0'].join('\t');
  });
  return rows.map((row) => `${row}\r\n`).join('');
}

function sameOf(
  { fromOn, toOn, settlements }: ReconcileTotalRequest | ReconcileDetailRequest,
  region: InsurerRegion,
) {
  return {
    ...{ clr_type: inpatient, setl_optins: said(region, 'clearingOffice') },
    ...{ stmt_begndate: fromOn, stmt_enddate: toOn, fixmedins_setl_cnt: String(settlements.length) },
    refd_setl_flag: withoutRefunds,
  };
}

/**
 * Sums as this region counts them. Where its cities differ (`as-told`) the funds are told without the account: a total that does not
 * balance for that alone is cleared up by the detail, which takes either.
 */
function sumsOf(settlements: readonly OwnSettlement[], region: InsurerRegion) {
  const accountFen = sumFen(settlements.map((one) => accountOf(one, region)));
  const fundFen = sumFen(settlements.map((one) => one.fundFen));
  const totalFen = sumFen(settlements.map((one) => one.totalFen));
  const others = sumFen(settlements.flatMap((one) => [one.accountFen ?? zeroFen, one.hospitalFen]));
  return {
    medfee_sumamt: yuanString(totalFen),
    fund_pay_sumamt: yuanString(region.fundSum === 'account-inside' ? addFen(fundFen, accountFen) : fundFen),
    acct_pay: yuanString(accountFen),
    cash_payamt: yuanString(subtractFen(subtractFen(totalFen, fundFen), others)),
  };
}

function accountOf({ accountFen, familyFen }: OwnSettlement, { familyAccount }: InsurerRegion): Fen {
  if (accountFen === null) return zeroFen;
  return familyAccount === 'beside' ? subtractFen(accountFen, familyFen) : accountFen;
}
