import { subtractFen, zeroFen } from '../../../domain/money.ts';
import { bookTaken, nothingTaken } from './accounts.ts';
import {
  assistanceUsed,
  cancelledAdmissions,
  type Desk,
  type Incoming,
  node,
  noteEffect,
  type Outcome,
  settlements,
  type Transaction,
  type Visit,
  visitByAdmission,
  visits,
} from './desk.ts';
import { unknownVisit } from './visits.ts';

const cleared: Outcome = { code: 'E2307', message: '结算期已清算,不能撤销' };
const unknownSettlement: Outcome = { code: 'E3203', message: '结算信息不存在' };

/** 2305: takes the live settlement of a visit back, or of a part of it the newest; what it took of the year's assistance is free again. */
export const cancelSettlement: Transaction = (desk, incoming) => {
  const { setl_id = '' } = node(incoming, 'data');
  const visit = visitOf(desk, incoming);
  if (visit === undefined) return unknownVisit;
  const settlement = desk.book.read(settlements, setl_id);
  const { takenBack = 0, midStay = [] } = visit;
  const isPart = midStay.includes(setl_id);
  if (settlement === undefined || (visit.settlementId !== setl_id && !isPart)) return unknownSettlement;
  if (isPart && (visit.settlementId !== null || midStay.at(-1) !== setl_id)) return settledAlready;
  if (incoming.mischief === 'period-cleared') return cleared;
  const output = { setlinfo: { mdtrt_id: visit.visitId, psn_no: visit.personNo, setl_type: '2' } };
  if (incoming.mischief === 'did-nothing') return { output };
  desk.book.write(settlements, setl_id, { ...settlement, takenBack: true });
  const left = isPart ? { midStay: midStay.slice(0, -1) } : { settlementId: null };
  desk.book.write(visits, visit.visitId, { ...visit, ...left, takenBack: takenBack + 1 });
  const year = settlement.year ?? `${visit.personNo}/${visit.dischargedOn?.slice(0, 4)}`;
  const used = desk.book.read(assistanceUsed, year) ?? zeroFen;
  desk.book.write(assistanceUsed, year, subtractFen(used, settlement.funds['610100'] ?? zeroFen));
  bookTaken(desk, visit.personNo, settlement.taken ?? nothingTaken, 'back');
  noteEffect(desk, incoming, { operation: 'cancelSettlement', subject: setl_id });
  return { output };
};

/** 2405: a visit that had ended is open again; not while it is settled. */
export const cancelDischarge: Transaction = (desk, incoming) => {
  const visit = visitOf(desk, incoming);
  if (visit === undefined) return unknownVisit;
  if (visit.dischargedOn === null) return { code: 'E2304', message: '未办理出院,不能撤销' };
  if (visit.settlementId !== null) return settledAlready;
  if (incoming.mischief === 'period-cleared') return cleared;
  if (incoming.mischief === 'did-nothing') return { output: null };
  desk.book.write(visits, visit.visitId, { ...visit, dischargedOn: null });
  noteEffect(desk, incoming, { operation: 'cancelDischarge', subject: visit.visitId });
  return { output: null };
};

/** 2404: a visit that has not ended is gone; its admission number serves again. */
export const cancelAdmission: Transaction = (desk, incoming) => {
  const visit = visitOf(desk, incoming);
  if (visit === undefined) return unknownVisit;
  if (isSettled(visit)) return settledAlready;
  if (visit.dischargedOn !== null) return { code: 'E2403', message: '该就诊已办理出院' };
  if (incoming.mischief === 'period-cleared') return cleared;
  if (incoming.mischief === 'did-nothing') return { output: null };
  desk.book.remove(visits, visit.visitId);
  desk.book.remove(visitByAdmission, visit.admission);
  const before = desk.book.read(cancelledAdmissions, visit.admission) ?? 0;
  desk.book.write(cancelledAdmissions, visit.admission, before + 1);
  noteEffect(desk, incoming, { operation: 'cancelAdmission', subject: visit.visitId });
  return { output: null };
};

const settledAlready: Outcome = { code: 'E2305', message: '该就诊已结算' };

/** The whole of it, or a part. */
function isSettled({ settlementId, midStay = [] }: Visit): boolean {
  return settlementId !== null || midStay.length > 0;
}

function visitOf(desk: Desk, incoming: Incoming): Visit | undefined {
  const { mdtrt_id = '', psn_no } = node(incoming, 'data');
  const visit = desk.book.read(visits, mdtrt_id);
  return visit?.personNo === psn_no && visit?.institution === incoming.institution ? visit : undefined;
}
