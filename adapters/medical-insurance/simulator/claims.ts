import { entryOf } from '../../../domain/entry.ts';
import { parseYuan, yuanString, zeroFen } from '../../../domain/money.ts';
import { claimOf, claims, fileClaim } from '../../claim-book.ts';
import { paysInstead, refusedLater } from '../../simulation.ts';
import { node, ownNumber, settlements, type Transaction, visits } from './desk.ts';
import { malformed } from './visits.ts';

const fundsOfClass: Readonly<Record<string, readonly string[]>> = {
  hifp: ['310100', '390100'],
  hifmi: ['390200', '330100'],
  hifmi_supl: ['390300'],
  maf: ['610100'],
  acct: ['310200'],
  acct_mulaid: ['390500'],
};

/** 3203A: takes the claim for one fund of one settlement, for exactly what was settled, once; after one that was taken back, for no more than that. */
export const claim: Transaction = (desk, incoming) => {
  const data = node(incoming, 'data');
  const { setl_id, fund_clss, appy_sn } = data;
  const echo = { setl_id, fund_clss, appy_sn };
  // The office is slow to take papers in: it gives no number yet and remembers nothing.
  if (incoming.mischief === 'pending')
    return { output: { result: { ...echo, clr_appy_evt_id: '', appy_stas: '1' } } };
  const settlement = desk.book.read(settlements, data.setl_id ?? '');
  if (settlement === undefined || settlement.takenBack === true)
    return { code: 'E3203', message: '结算信息不存在' };
  const funds = entryOf(fundsOfClass, data.fund_clss ?? '');
  if (funds === undefined || !/^\d+\.\d\d$/.test(data.fund_appy_sum ?? '')) return malformed;
  const settledFen =
    funds.map((fund) => entryOf(settlement.funds, fund)).find((amount) => amount !== undefined) ?? zeroFen;
  const claimedFen = parseYuan(data.fund_appy_sum ?? '');
  // What was claimed under the settlement before counts: only the difference is claimed anew.
  const anew = (desk.book.read(visits, settlement.visitId)?.takenBack ?? 0) > 0;
  const fits = anew ? claimedFen <= settledFen : claimedFen === settledFen;
  if (!fits || claimedFen === 0) return { code: 'E3205', message: '申请金额与结算金额不符' };
  const claimRef = ownNumber(desk, 'claims', incoming.division);
  const filed = fileClaim(desk.book, desk.clock, {
    claimRef,
    key: incoming.key,
    messageId: incoming.msgid,
    subject: `${settlement.settlementId}/${data.fund_clss}/${data.appy_sn}`,
    fen: claimedFen,
    calendar: desk.calendar,
    refusal: refusedLater(incoming.mischief, 'P100'),
    paysFen: paysInstead(incoming.mischief),
    mischief: incoming.mischief,
  });
  if (filed === 'taken' || incoming.mischief === 'filed-before')
    return { code: 'E3204', message: '该结算已申请清算' };
  return { output: { result: { ...echo, clr_appy_evt_id: claimRef, appy_stas: '0' } } };
};

/** 3209A: what became of a claim. */
export const followClaim: Transaction = (desk, incoming) => {
  const { clr_appy_evt_id: asked = '', setl_id, fund_clss, appy_sn } = node(incoming, 'data');
  const found =
    setl_id === undefined
      ? desk.book.read(claims, asked)
      : claimOf(desk.book, `${setl_id}/${fund_clss}/${appy_sn}`);
  if (found === undefined) return { code: 'E3206', message: '清算申请不存在' };
  const { claimRef: clr_appy_evt_id, state } = found;
  if (state === 'refused')
    return { output: { result: { clr_appy_evt_id, pay_stas: '2', refu_code: found.refusal } } };
  if (state === 'open') return { output: { result: { clr_appy_evt_id, pay_stas: '0' } } };
  return {
    output: {
      result: {
        clr_appy_evt_id,
        pay_stas: '1',
        pay_amt: yuanString(found.paidFen),
        pay_date: `${found.paidOn} 10:00:00`,
      },
    },
  };
};
