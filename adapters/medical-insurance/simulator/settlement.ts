import { entryOf } from '../../../domain/entry.ts';
import { addFen, type Fen, maxFen, parseYuan, subtractFen, sumFen, zeroFen } from '../../../domain/money.ts';
import { table } from '../../book.ts';
import type { CountyPerson } from '../../simulation.ts';
import { recordEffect } from '../../simulation.ts';
import { bookTaken, nothingTaken, type Taken, takenFor } from './accounts.ts';
import { type Benefit, benefitOf } from './benefit.ts';
import {
  assistanceUsed,
  type Desk,
  type Incoming,
  type Node,
  node,
  type Outcome,
  ownNumber,
  settlements,
  type Transaction,
  type Visit,
  visits,
} from './desk.ts';
import { labelsOn } from './people.ts';
import { type BenefitRules, benefitRules } from './rules.ts';
import { accountFunds, type Bill, outputOf } from './settlement-output.ts';
import { lessPaid, partsBefore } from './visit-parts.ts';
import { malformed, unknownVisit } from './visits.ts';

/**
 * 2304: works out the bill of an ended visit, or with `mid_setl_flag` of a part of one that goes on, by the region's rules and books
 * what each fund owes. Parts are worked out together, less what those before came to: no cut of a visit earns more than another.
 */
export const settle: Transaction = (desk, incoming) => {
  const tried = workedOut(desk, incoming);
  if ('code' in tried) return tried;
  const { visit, benefit, bill } = tried;
  const midStay = node(incoming, 'data').mid_setl_flag === '1';
  if (midStay && visit.dischargedOn !== null) return { code: 'E2403', message: '该就诊已办理出院' };
  if (!midStay && visit.dischargedOn === null) return { code: 'E2304', message: '未办理出院,不能结算' };
  const settlementId = ownNumber(desk, 'settlements', visit.division);
  const { taken } = tried;
  const funds: Readonly<Record<string, Fen>> = {
    ...Object.fromEntries(benefit.lines.map((line) => [line.fund, line.fen])),
    ...{ [accountFunds.own]: taken.ownFen, [accountFunds.family]: taken.familyFen },
  };
  const { totalFen, inPolicyFen } = bill;
  const { year } = tried;
  const { deductibleFen } = benefit;
  const booked = { settlementId, visitId: visit.visitId, funds, year, totalFen, inPolicyFen, deductibleFen };
  desk.book.insert(settlements, settlementId, { ...booked, taken });
  bookTaken(desk, visit.personNo, taken, 'out');
  const { takenBack = 0, midStay: parts = [] } = visit;
  const stands = midStay ? { midStay: [...parts, settlementId] } : { settlementId };
  desk.book.write(visits, visit.visitId, { ...visit, ...stands });
  desk.book.write(assistanceUsed, tried.year, addFen(tried.assistanceUsedFen, funds['610100'] ?? zeroFen));
  const { key, msgid: messageId } = incoming;
  const at = desk.clock.now();
  const before = takenBack + parts.length;
  const subject = before === 0 ? visit.visitId : `${visit.visitId}/${before + 1}`;
  recordEffect(desk.book, { operation: 'settle', key, messageId, subject, fen: benefit.paidFen, at });
  const output = outputOf({ ...tried, settlementId, messageId });
  desk.book.insert(settled, settlementId, { personNo: visit.personNo, visitId: visit.visitId, output });
  return { output };
};

/** 2303: what the same bill would come to; nothing is booked, and there is no number. */
export const preSettle: Transaction = (desk, incoming) => {
  const tried = workedOut(desk, incoming);
  if ('code' in tried) return tried;
  return { output: outputOf({ ...tried, settlementId: '', messageId: '' }) };
};

/** 5203: a settlement as it was answered, by all three of its numbers, and whether it was taken back; without its own number, the visit's live one. */
export const findSettlement: Transaction = (desk, incoming) => {
  const { setl_id: named = '', mdtrt_id, psn_no } = node(incoming, 'data');
  const setl_id = named || (desk.book.read(visits, mdtrt_id ?? '')?.settlementId ?? '');
  const found = desk.book.read(settled, setl_id);
  if (found === undefined || found.visitId !== mdtrt_id || found.personNo !== psn_no)
    return { code: 'E3203', message: '结算信息不存在' };
  const { setlinfo, ...rest } = found.output;
  const refd_setl_flag = desk.book.read(settlements, setl_id)?.takenBack === true ? '1' : '0';
  return { output: { ...rest, setlinfo: { ...setlinfo, refd_setl_flag } } };
};

type SettledOutput = ReturnType<typeof outputOf>;

/** Settlements as they were answered. */
export const settled = table<{
  readonly personNo: string;
  readonly visitId: string;
  readonly output: SettledOutput;
}>('settled');

interface Tried {
  readonly visit: Visit;
  readonly person: CountyPerson;
  readonly bill: Bill;
  readonly benefit: Benefit;
  readonly year: string;
  readonly assistanceUsedFen: Fen;
  readonly taken: Taken;
}

function workedOut(desk: Desk, incoming: Incoming): Tried | Extract<Outcome, { readonly code: string }> {
  const data = node(incoming, 'data');
  const visit = desk.book.read(visits, data.mdtrt_id ?? '');
  if (visit === undefined || visit.personNo !== data.psn_no || visit.institution !== incoming.institution)
    return unknownVisit;
  if (visit.settlementId !== null) return { code: 'E2305', message: '该就诊已结算' };
  const person = desk.people.find(visit.idNumber);
  const rules = entryOf(benefitRules, visit.division);
  const bill = billOf(data);
  if (person === undefined || rules === undefined || bill === undefined) return malformed;
  if (sumFen([bill.ownFen, bill.limitFen, bill.firstPayFen, bill.inPolicyFen]) !== bill.totalFen)
    return { code: 'E2306', message: '费用总额与明细不符' };
  const day = visit.dischargedOn ?? desk.clock.today();
  const year = `${visit.personNo}/${day.slice(0, 4)}`;
  const assistanceUsedFen = desk.book.read(assistanceUsed, year) ?? zeroFen;
  const before = partsBefore(desk, visit);
  const totalFen = addFen(bill.totalFen, before.totalFen);
  const inPolicyFen = addFen(bill.inPolicyFen, before.inPolicyFen);
  // What earlier parts of the same visit took is worked out anew with them.
  const othersFen = subtractFen(assistanceUsedFen, before.funds['610100'] ?? zeroFen);
  const about = { type: visit.type, totalFen, inPolicyFen, labels: labelsOn(person, day) };
  const together = benefitOf(incoming.mischief === 'forgets-the-floor' ? withoutFloor(rules) : rules, {
    ...{ ...about, assistanceUsedFen: othersFen },
  });
  const worked = lessPaid(together, before);
  const benefit = incoming.mischief === 'critical-illness-refused' ? withoutCritical(worked) : worked;
  const ownPartFen = maxFen(zeroFen, subtractFen(bill.totalFen, benefit.paidFen));
  const taken = data.acct_used_flag === '1' ? takenFor(desk, person, ownPartFen) : nothingTaken;
  return { visit, person, bill, benefit, year, assistanceUsedFen, taken };
}

/** Nobody is guaranteed anything: what the fund's own rules give. */
function withoutFloor({ critical, ...rules }: BenefitRules): BenefitRules {
  return { ...rules, critical: critical && { ...critical, guarantee: null } };
}

function withoutCritical(benefit: Benefit): Benefit {
  const lines = benefit.lines.map((line) =>
    line.fund === '390200' ? { ...line, fen: zeroFen, refusal: 'P100' } : line,
  );
  return { ...benefit, lines, paidFen: sumFen(lines.map((line) => line.fen)) };
}

function billOf(data: Node): Bill | undefined {
  try {
    return {
      totalFen: parseYuan(data.medfee_sumamt ?? ''),
      ownFen: parseYuan(data.fulamt_ownpay_amt ?? ''),
      limitFen: parseYuan(data.overlmt_selfpay ?? ''),
      firstPayFen: parseYuan(data.preselfpay_amt ?? ''),
      inPolicyFen: parseYuan(data.inscp_scp_amt ?? ''),
    };
  } catch {
    return undefined;
  }
}
