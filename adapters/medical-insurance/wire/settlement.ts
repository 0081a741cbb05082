import { z } from 'zod';
import { entryOf } from '../../../domain/entry.ts';
import { plainIdentityNumber } from '../../../domain/identity-number.ts';
import type { PayerId } from '../../../domain/ids.ts';
import { addFen, type Fen, subtractFen, sumFen, yuanString, zeroFen } from '../../../domain/money.ts';
import type { PersonIdentity } from '../../../domain/person.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs, unknown } from '../../reply.ts';
import type { CoreAnswer, CoreSettlement, SettleRequest } from '../port.ts';
import type { InsurerRegion } from '../regions.ts';
import { amountOf } from './amount.ts';
import { type Opened, openEnvelope, type Question, strictly } from './envelope.ts';
import { insuranceType } from './visit.ts';

const amount = z.string().regex(/^\d+\.\d\d$/);

const settlement = z.strictObject({
  data: z.strictObject({
    psn_no: z.string().min(1),
    mdtrt_cert_type: z.literal('02'),
    mdtrt_cert_no: z.string().length(18),
    medfee_sumamt: amount,
    psn_setlway: z.literal('01'),
    mdtrt_id: z.string().min(1),
    insutype: z.enum(['310', '390']),
    acct_used_flag: z.literal('0'),
    invono: z.string(),
    mid_setl_flag: z.literal('0'),
    fulamt_ownpay_amt: amount,
    overlmt_selfpay: amount,
    preselfpay_amt: amount,
    inscp_scp_amt: amount,
  }),
});

/** Input of 2304. The hub knows the out-of-policy cost as one figure and sends it as wholly self-paid, with the check values. */
export function settlementInput(request: SettleRequest, person: PersonIdentity): z.infer<typeof settlement> {
  return strictly(settlement, {
    data: {
      psn_no: request.personNo,
      mdtrt_cert_type: '02',
      mdtrt_cert_no: person.idNumber,
      medfee_sumamt: yuanString(request.totalFen),
      psn_setlway: '01',
      mdtrt_id: request.visitRef,
      insutype: insuranceType(request.insurance),
      acct_used_flag: '0',
      invono: '',
      mid_setl_flag: '0',
      fulamt_ownpay_amt: yuanString(request.outOfPolicyFen),
      overlmt_selfpay: '0.00',
      preselfpay_amt: '0.00',
      inscp_scp_amt: yuanString(subtractFen(request.totalFen, request.outOfPolicyFen)),
    },
  });
}

const yuan = z.string().transform((text, context): Fen => {
  const fen = amountOf(text);
  if (fen !== undefined) return fen;
  context.addIssue({ code: 'custom', message: 'not an amount' });
  return z.NEVER;
});

const settlementOutput = z.object({
  setlinfo: z.object({
    psn_no: z.string().min(1),
    mdtrt_id: z.string().min(1),
    certno: z.string().nullish(),
    // Which message the settlement was made by.
    medins_setl_id: z.string().nullish(),
    setl_id: z.string().min(1),
    medfee_sumamt: yuan,
    fulamt_ownpay_amt: yuan,
    overlmt_selfpay: yuan,
    preselfpay_amt: yuan,
    inscp_scp_amt: yuan,
    fund_pay_sumamt: yuan,
    psn_part_amt: yuan,
    acct_pay: yuan,
    psn_cash_pay: yuan,
    hosp_part_amt: yuan,
  }),
  setldetail: z.array(
    z.object({
      fund_pay_type: z.string(),
      fund_payamt: yuan,
      setl_proc_info: z.string().nullish(),
    }),
  ),
});

type Output = z.infer<typeof settlementOutput>;

/** Reads the reply to 2304. What does not add up is unreadable; a fund that the region's table does not list is unlisted. */
export function readSettlement(reply: RawReply, question: Question): Answer<CoreSettlement> {
  const opened = openEnvelope(reply, question, settlementOutput);
  if (opened.kind !== 'output') return opened;
  const { output, region } = opened;
  const foreign = ofAnotherBill(opened);
  if (foreign !== undefined) return foreign;
  const funds = fundsOf(output, region);
  if (funds.kind === 'unknown') return funds;
  const info = output.setlinfo;
  // A part that the hospital bears has no payer in any scheme here: a person must look.
  if (info.hosp_part_amt !== 0) return unknown('unlisted-code');
  if (!addsUp(info, region, funds)) return unknown('unreadable');
  return {
    kind: 'done',
    value: {
      settlementRef: info.setl_id,
      totalFen: info.medfee_sumamt,
      inPolicyFen: info.inscp_scp_amt,
      answers: funds.answers,
    },
  };
}

type Settled = Extract<Opened<Output>, { kind: 'output' }>;

/** Undefined when person, visit, message and total are those of the bill that was sent. */
function ofAnotherBill({ output, input, messageId }: Settled): ReturnType<typeof notOurs> {
  const { psn_no, mdtrt_id, certno, medins_setl_id, medfee_sumamt } = output.setlinfo;
  const { data } = settlement.parse(input);
  return notOurs(
    {
      ...{ psn_no, mdtrt_id, medins_setl_id: medins_setl_id || null },
      certno: certno ? plainIdentityNumber(certno) : null,
      medfee_sumamt: yuanString(medfee_sumamt),
    },
    {
      ...{ psn_no: data.psn_no, mdtrt_id: data.mdtrt_id, medins_setl_id: messageId },
      ...{ certno: data.mdtrt_cert_no, medfee_sumamt: data.medfee_sumamt },
    },
  );
}

interface Funds {
  readonly kind: 'funds';
  readonly answers: Partial<Record<PayerId, CoreAnswer>>;
  readonly paidFen: Fen;
  readonly accountFen: Fen;
}

function fundsOf(output: Output, region: InsurerRegion): Funds | ReturnType<typeof unknown> {
  const answers: Partial<Record<PayerId, CoreAnswer>> = {};
  const paid: Fen[] = [];
  const account: Fen[] = [];
  for (const line of output.setldetail) {
    const payer = entryOf(region.fundPayers, line.fund_pay_type);
    if (payer === undefined) return unknown('unlisted-code');
    if (payer === 'patient') {
      account.push(line.fund_payamt);
      continue;
    }
    const refused = entryOf(region.refusals, line.setl_proc_info ?? '');
    if (refused !== undefined && line.fund_payamt !== 0) return unknown('unreadable');
    answers[payer] = joined(
      entryOf(answers, payer),
      refused === undefined ? { paidFen: line.fund_payamt } : { refused },
    );
    paid.push(line.fund_payamt);
  }
  return { kind: 'funds', answers, paidFen: sumFen(paid), accountFen: sumFen(account) };
}

/** A payer may have several fund lines (main code and sub code); one that pays outweighs one that refuses. */
function joined(before: CoreAnswer | undefined, next: CoreAnswer): CoreAnswer {
  if (before === undefined || 'refused' in before) return next;
  return 'refused' in next ? before : { paidFen: addFen(before.paidFen, next.paidFen) };
}

/** The identities of a settlement (国家医疗保障信息平台定点医药机构接口规范), with the region's meaning of the fund sum. */
function addsUp(info: Output['setlinfo'], region: InsurerRegion, funds: Funds): boolean {
  const parts = [info.fulamt_ownpay_amt, info.overlmt_selfpay, info.preselfpay_amt, info.inscp_scp_amt];
  const account = region.fundSumHoldsAccount ? info.acct_pay : zeroFen;
  return (
    sumFen(parts) === info.medfee_sumamt &&
    addFen(info.acct_pay, info.psn_cash_pay) === info.psn_part_amt &&
    addFen(subtractFen(info.fund_pay_sumamt, account), info.psn_part_amt) === info.medfee_sumamt &&
    addFen(funds.paidFen, account) === info.fund_pay_sumamt &&
    funds.accountFen === info.acct_pay
  );
}
