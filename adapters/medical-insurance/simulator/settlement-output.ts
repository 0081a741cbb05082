import { addFen, type Fen, subtractFen, sumFen, yuanString } from '../../../domain/money.ts';
import type { CountyPerson } from '../../simulation.ts';
import type { Taken } from './accounts.ts';
import type { Benefit } from './benefit.ts';
import { toldCertificate } from './certificates.ts';
import type { Visit } from './desk.ts';
import { dialectOf } from './dialect.ts';

/** A bill as the insurer reads it: what lies outside the policy in three parts, and what inside. */
export interface Bill {
  readonly totalFen: Fen;
  readonly ownFen: Fen;
  readonly limitFen: Fen;
  readonly firstPayFen: Fen;
  readonly inPolicyFen: Fen;
}

/** Under which codes the accounts have their lines. */
export const accountFunds = { own: '310200', family: '390500' } as const;

interface Told {
  readonly visit: Visit;
  readonly person: CountyPerson;
  readonly bill: Bill;
  readonly benefit: Benefit;
  readonly settlementId: string;
  readonly messageId: string;
  /** What came out of accounts. */
  readonly taken: Taken;
}

/** What 2304 and 2303 answer. */
export function outputOf({ visit, person, settlementId, messageId, bill, benefit, taken }: Told) {
  const paid = (...funds: readonly string[]): string =>
    yuanString(sumFen(benefit.lines.filter((line) => funds.includes(line.fund)).map((line) => line.fen)));
  const patientFen = subtractFen(bill.totalFen, benefit.paidFen);
  const both = addFen(taken.ownFen, taken.familyFen);
  const inside = dialectOf(visit.division).accountsInside;
  const accounts = [
    { fund: accountFunds.own, fen: taken.ownFen },
    { fund: accountFunds.family, fen: taken.familyFen },
  ].filter(({ fen }) => fen > 0);
  return {
    setlinfo: {
      mdtrt_id: visit.visitId,
      setl_id: settlementId,
      psn_no: visit.personNo,
      psn_name: person.name,
      ...toldCertificate(person),
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
      fund_pay_sumamt: yuanString(inside ? addFen(benefit.paidFen, both) : benefit.paidFen),
      psn_part_amt: yuanString(patientFen),
      acct_pay: yuanString(inside ? both : taken.ownFen),
      psn_cash_pay: yuanString(subtractFen(patientFen, both)),
      balc: '0.00',
      acct_mulaid_pay: yuanString(taken.familyFen),
      medins_setl_id: messageId,
      clr_optins: visit.division,
      clr_way: '1',
      clr_type: '21',
    },
    setldetail: [...benefit.lines, ...accounts.map((line) => ({ ...line, refusal: null }))].map((line) => ({
      fund_pay_type: line.fund,
      inscp_scp_amt: yuanString(bill.inPolicyFen),
      crt_payb_lmt_amt: '0.00',
      fund_payamt: yuanString(line.fen),
      fund_pay_type_name: '',
      setl_proc_info: line.refusal ?? '',
    })),
  };
}
