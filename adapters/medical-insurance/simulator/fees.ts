import { entryOf } from '../../../domain/entry.ts';
import { parseYuan, sumFen } from '../../../domain/money.ts';
import { table } from '../../book.ts';
import { type Desk, type Incoming, node, type Outcome, type Transaction, visits } from './desk.ts';
import { dialectOf } from './dialect.ts';
import { malformed, unknownVisit } from './visits.ts';

/** What was uploaded of a visit: yuan by number of the item. */
const uploaded = table<Readonly<Record<string, string>>>('fees');

/** 2301: takes items of a visit, each under its number; one that comes again is the same item. */
export const uploadFees: Transaction = (desk, incoming) => {
  const found = entryOf(incoming.input, 'feedetail');
  const rows = Array.isArray(found) ? found : [];
  const [first] = rows;
  const visit = desk.book.read(visits, first?.mdtrt_id ?? '');
  if (first === undefined) return malformed;
  if (visit === undefined || visit.personNo !== first.psn_no) return unknownVisit;
  if (rows.some((row) => !row.feedetl_sn || !row.med_list_codg || row.mdtrt_id !== visit.visitId))
    return malformed;
  const known = desk.book.read(uploaded, visit.visitId) ?? {};
  const added = rows.map((row) => [row.feedetl_sn ?? '', row.det_item_fee_sumamt ?? ''] as const);
  desk.book.write(uploaded, visit.visitId, { ...known, ...Object.fromEntries(added) });
  return { output: { result: rows.map(({ feedetl_sn }) => ({ feedetl_sn, chrgitm_lv: '1' })) } };
};

/** 2302: deletes all items of a visit that is not settled; there may be none. */
export const cancelFees: Transaction = (desk, incoming) => {
  const found = entryOf(incoming.input, 'data');
  const [row] = Array.isArray(found) ? found : [];
  const visit = desk.book.read(visits, row?.mdtrt_id ?? '');
  if (row?.feedetl_sn !== '0000') return malformed;
  if (visit === undefined || visit.personNo !== row.psn_no) return unknownVisit;
  if (visit.settlementId !== null) return { code: 'E2305', message: '该就诊已结算' };
  desk.book.write(uploaded, visit.visitId, {});
  return { output: null };
};

/** The refusal of a bill whose items were not all uploaded, where this platform looks. */
export function notUploaded(desk: Desk, incoming: Incoming): Outcome | undefined {
  if (!dialectOf(incoming.division).fees || incoming.infno !== '2304') return undefined;
  const { mdtrt_id = '', medfee_sumamt = '' } = node(incoming, 'data');
  const items = Object.values(desk.book.read(uploaded, mdtrt_id) ?? {});
  const whole = items.length > 0 && sumFen(items.map(parseYuan)) === parseYuan(medfee_sumamt);
  return whole ? undefined : { code: 'E2306', message: '费用总额与明细不符' };
}
