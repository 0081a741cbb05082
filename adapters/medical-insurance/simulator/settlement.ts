import { entryOf } from '../../../domain/entry.ts';
import {
  addFen,
  type Fen,
  parseYuan,
  subtractFen,
  sumFen,
  yuanString,
  zeroFen,
} from '../../../domain/money.ts';
import type { CountyPerson } from '../../simulation.ts';
import { recordEffect } from '../../simulation.ts';
import { type Benefit, benefitOf } from './benefit.ts';
import {
  assistanceUsed,
  type Incoming,
  type Node,
  node,
  ownNumber,
  settlements,
  type Transaction,
  type Visit,
  visits,
} from './desk.ts';
import { labelsOn } from './people.ts';
import { benefitRules } from './rules.ts';
import { malformed, unknownVisit } from './visits.ts';

interface Bill {
  readonly totalFen: Fen;
  readonly ownFen: Fen;
  readonly limitFen: Fen;
  readonly firstPayFen: Fen;
  readonly inPolicyFen: Fen;
}

/** 2304: works out the bill of an ended visit by the region's rules and books what each fund owes. */
export const settle: Transaction = (desk, incoming) => {
  const data = node(incoming, 'data');
  const visit = desk.book.read(visits, data.mdtrt_id ?? '');
  if (visit === undefined || visit.personNo !== data.psn_no || visit.institution !== incoming.institution)
    return unknownVisit;
  if (visit.dischargedOn === null) return { code: 'E2304', message: '未办理出院,不能结算' };
  if (visit.settlementId !== null) return { code: 'E2305', message: '该就诊已结算' };
  const person = desk.people.find(visit.idNumber);
  const rules = entryOf(benefitRules, visit.division);
  const bill = billOf(data);
  if (person === undefined || rules === undefined || bill === undefined) return malformed;
  if (sumFen([bill.ownFen, bill.limitFen, bill.firstPayFen, bill.inPolicyFen]) !== bill.totalFen)
    return { code: 'E2306', message: '费用总额与明细不符' };
  const year = `${visit.personNo}/${visit.dischargedOn.slice(0, 4)}`;
  const assistanceUsedFen = desk.book.read(assistanceUsed, year) ?? zeroFen;
  const labels = labelsOn(person, visit.dischargedOn);
  const worked = benefitOf(rules, {
    type: visit.type,
    totalFen: bill.totalFen,
    inPolicyFen: bill.inPolicyFen,
    labels,
    assistanceUsedFen,
  });
  const benefit = incoming.mischief === 'critical-illness-refused' ? withoutCritical(worked) : worked;
  const settlementId = ownNumber(desk, 'settlements', visit.division);
  const funds = Object.fromEntries(benefit.lines.map((line) => [line.fund, line.fen]));
  desk.book.insert(settlements, settlementId, { settlementId, visitId: visit.visitId, funds });
  desk.book.write(visits, visit.visitId, { ...visit, settlementId });
  desk.book.write(assistanceUsed, year, addFen(assistanceUsedFen, funds['610100'] ?? zeroFen));
  const { key, msgid: messageId } = incoming;
  const at = desk.clock.now();
  const { takenBack = 0 } = visit;
  const subject = takenBack === 0 ? visit.visitId : `${visit.visitId}/${takenBack + 1}`;
  recordEffect(desk.book, { operation: 'settle', key, messageId, subject, fen: benefit.paidFen, at });
  return { output: outputOf(incoming, { visit, person, settlementId, bill, benefit }) };
};

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

interface Settled {
  readonly visit: Visit;
  readonly person: CountyPerson;
  readonly settlementId: string;
  readonly bill: Bill;
  readonly benefit: Benefit;
}

function outputOf(incoming: Incoming, settled: Settled): unknown {
  const { visit, person, settlementId, bill, benefit } = settled;
  const paid = (...funds: readonly string[]): string =>
    yuanString(sumFen(benefit.lines.filter((line) => funds.includes(line.fund)).map((line) => line.fen)));
  const patientFen = subtractFen(bill.totalFen, benefit.paidFen);
  return {
    setlinfo: {
      mdtrt_id: visit.visitId,
      setl_id: settlementId,
      psn_no: visit.personNo,
      psn_name: person.name,
      certno: person.idNumber,
      insutype: visit.type,
      medfee_sumamt: yuanString(bill.totalFen),
      fulamt_ownpay_amt: yuanString(bill.ownFen),
      overlmt_selfpay: yuanString(bill.limitFen),
      preselfpay_amt: yuanString(bill.firstPayFen),
      inscp_scp_amt: yuanString(bill.inPolicyFen),
      act_pay_dedc: yuanString(benefit.deductibleFen),
      hifp_pay: paid('310100', '390100'),
      cvlserv_pay: '0.00',
      hifes_pay: '0.00',
      hifmi_pay: paid('390200', '390300'),
      hifob_pay: '0.00',
      maf_pay: paid('610100'),
      hosp_part_amt: '0.00',
      oth_pay: '0.00',
      fund_pay_sumamt: yuanString(benefit.paidFen),
      psn_part_amt: yuanString(patientFen),
      acct_pay: '0.00',
      psn_cash_pay: yuanString(patientFen),
      balc: '0.00',
      acct_mulaid_pay: '0.00',
      medins_setl_id: incoming.msgid,
      clr_optins: visit.division,
      clr_way: '1',
      clr_type: '21',
    },
    setldetail: benefit.lines.map((line) => ({
      fund_pay_type: line.fund,
      inscp_scp_amt: yuanString(bill.inPolicyFen),
      crt_payb_lmt_amt: '0.00',
      fund_payamt: yuanString(line.fen),
      fund_pay_type_name: '',
      setl_proc_info: line.refusal ?? '',
    })),
  };
}
