import { z } from 'zod';
import { isLocalDate, monthOf } from '../../../domain/dates.ts';
import type { PayerId } from '../../../domain/ids.ts';
import { invariant } from '../../../domain/invariant.ts';
import { yuanString } from '../../../domain/money.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs, unknown, unlisted } from '../../reply.ts';
import type { ClaimPaid, ClaimRequest, ClaimTaken, FollowClaimRequest } from '../port.ts';
import { amountOf } from './amount.ts';
import { strictly } from './envelope.ts';
import { openEnvelope, type Question } from './opened.ts';
import { refusalByCode } from './refusal.ts';

/** Which fund of a settlement is claimed, by the head of its field in `setlinfo`; null: the insurer does not hold this payer's money. */
export const fundClasses: Readonly<Record<PayerId, string | null>> = {
  'basic-insurance': 'hifp',
  'critical-illness-insurance': 'hifmi',
  'critical-illness-supplement': 'hifmi_supl',
  'medical-assistance': 'maf',
  'commercial-supplement': null,
  'red-cross': null,
  'government-guarantee': null,
  'emergency-relief': null,
  charity: null,
  'large-amount-subsidy': 'hifob',
  'civil-servant-subsidy': 'cvlserv',
  'enterprise-supplement': 'hifes',
  'disabled-soldiers': 'hifdm',
  // In which field of the head these two are counted, no source tells; the name of the fund is our own.
  'retired-cadres': 'rtr_cadre',
  'special-care': 'spcl_care',
  hospital: null,
  'hospital-relief': null,
  // What came out of accounts the insurer clears with the funds; `acct_pay` and `acct_mulaid_pay` of the head.
  'personal-account': 'acct',
  'family-account': 'acct_mulaid',
};

const claim = z.strictObject({
  data: z.strictObject({
    clr_type: z.literal('21'),
    setlym: z.string().length(6),
    psntime: z.literal('1'),
    fund_appy_sum: z.string().regex(/^\d+\.\d\d$/),
    setl_id: z.string().min(1),
    fund_clss: z.string(),
    appy_sn: z.string().regex(/^\d+$/),
  }),
});

/** Input of 3203A: the national clearing application (3203) is a month's total; the regional form names one settlement and fund. */
export function claimInput(request: ClaimRequest): z.infer<typeof claim> {
  const fund = fundClasses[request.payer];
  invariant(fund !== null, 'the insurer does not hold the money of this payer');
  return strictly(claim, {
    data: {
      clr_type: '21',
      setlym: monthOf(request.dischargedOn).replace('-', ''),
      psntime: '1',
      fund_appy_sum: yuanString(request.fen),
      setl_id: request.settlementRef,
      fund_clss: fund,
      appy_sn: String(request.claimSequence),
    },
  });
}

const claimOutput = z.object({
  result: z.object({
    clr_appy_evt_id: z.string().nullish(),
    appy_stas: z.string(),
    setl_id: z.string().nullish(),
    fund_clss: z.string().nullish(),
    appy_sn: z.string().nullish(),
  }),
});

/** Reads the reply to 3203A: taken with a number, or still being taken. */
export function readClaim(reply: RawReply, question: Question): Answer<ClaimTaken> {
  const opened = openEnvelope(reply, question, claimOutput);
  if (opened.kind !== 'output') return opened;
  const { setl_id, fund_clss, appy_sn } = claim.parse(opened.input).data;
  const foreign = notOurs(opened.output.result, { setl_id, fund_clss, appy_sn });
  if (foreign !== undefined) return foreign;
  const { clr_appy_evt_id: claimRef, appy_stas: state } = opened.output.result;
  if (state === '1') return { kind: 'pending' };
  if (state !== '0') return unlisted('appy_stas', state);
  return claimRef ? { kind: 'done', value: { claimRef } } : unknown('unreadable');
}

const follow = z.strictObject({ data: z.strictObject({ clr_appy_evt_id: z.string().min(1) }) });

/** Input of 3209A. */
export function followInput(request: FollowClaimRequest): z.infer<typeof follow> {
  return strictly(follow, { data: { clr_appy_evt_id: request.claimRef } });
}

const find = z.strictObject({
  data: z.strictObject({
    setl_id: z.string().min(1),
    fund_clss: z.string(),
    appy_sn: z.string().regex(/^\d+$/),
  }),
});

/** Input of 3209A for a claim that the insurer says it has: by what was claimed, without a number. */
export function findInput(request: ClaimRequest): z.infer<typeof find> {
  const { setl_id, fund_clss, appy_sn } = claimInput(request).data;
  return strictly(find, { data: { setl_id, fund_clss, appy_sn } });
}

/** Reads under which number the insurer has it. */
export function readFound(reply: RawReply, question: Question): Answer<ClaimTaken> {
  const opened = openEnvelope(reply, question, followOutput);
  if (opened.kind !== 'output') return opened;
  const claimRef = opened.output.result.clr_appy_evt_id;
  return claimRef ? { kind: 'done', value: { claimRef } } : unknown('unreadable');
}

const followOutput = z.object({
  result: z.object({
    clr_appy_evt_id: z.string().nullish(),
    pay_stas: z.string(),
    pay_amt: z.string().nullish(),
    pay_date: z.string().nullish(),
    refu_code: z.string().nullish(),
  }),
});

/** Reads the reply to 3209A: not yet, paid, or refused for a reason that the region's table lists. */
export function readFollow(reply: RawReply, question: Question): Answer<ClaimPaid> {
  const opened = openEnvelope(reply, question, followOutput);
  if (opened.kind !== 'output') return opened;
  const foreign = notOurs(opened.output.result, follow.parse(opened.input).data);
  if (foreign !== undefined) return foreign;
  const { pay_stas, pay_amt, pay_date, refu_code } = opened.output.result;
  if (pay_stas === '0') return { kind: 'pending' };
  if (pay_stas === '2') {
    const partyCode = refu_code ?? '';
    const rule = refusalByCode(opened.region, partyCode);
    return rule === undefined
      ? unlisted('refu_code', partyCode)
      : { kind: 'refused', code: rule.code, partyCode };
  }
  if (pay_stas !== '1') return unlisted('pay_stas', pay_stas);
  const paidFen = amountOf(pay_amt ?? '');
  const paidOn = pay_date?.slice(0, 10) ?? '';
  if (paidFen === undefined || !isLocalDate(paidOn)) return unknown('unreadable');
  return { kind: 'done', value: { paidFen, paidOn } };
}
