import { z } from 'zod';
import type { Clinical } from '../../../domain/clinical.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import { type Fen, sumFen, yuanString } from '../../../domain/money.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs } from '../../reply.ts';
import { type FeesRequest, feeRowsPerMessage } from '../port.ts';
import { said, strictly } from './envelope.ts';
import { openEnvelope, type Question } from './opened.ts';
import { requireFilled } from './required.ts';
import { rowsOf, textIn } from './rows.ts';

const amount = z.string().regex(/^\d+\.\d\d$/);
const fees = z.strictObject({
  feedetail: z
    .array(
      z.strictObject({
        feedetl_sn: z.string().min(1).max(30),
        mdtrt_id: z.string().min(1),
        psn_no: z.string().min(1),
        med_type: z.string().min(1).max(6),
        fee_ocur_time: z.string().length(19),
        med_list_codg: z.string().min(1).max(50),
        medins_list_codg: z.string().min(1).max(150),
        det_item_fee_sumamt: amount,
        cnt: z.string().regex(/^\d+(\.\d{1,4})?$/),
        pric: amount,
        bilg_dept_codg: z.string().max(30),
        bilg_dept_name: z.string().max(100),
        bilg_dr_codg: z.string().max(30),
        bilg_dr_name: z.string().max(50),
      }),
    )
    .max(feeRowsPerMessage),
});

/**
 * Input of 2301: one batch of the bill's items, each under its number within the visit, so that a batch that is sent again is
 * the same. Throws FieldsMissing where the region wants items and none were given that make up the bill.
 */
export function feesInput(request: FeesRequest, region: InsurerRegion): z.infer<typeof fees> {
  const { clinical, visitRef, personNo, batch } = request;
  requireFilled(region, '2301', { clinical: ofTheBill(clinical, request.totalFen) });
  const { department, doctor, fees: items = [] } = clinical;
  const first = (batch - 1) * feeRowsPerMessage;
  return strictly(fees, {
    feedetail: items.slice(first, first + feeRowsPerMessage).map((item, at) => ({
      feedetl_sn: String(first + at + 1),
      mdtrt_id: visitRef,
      psn_no: personNo,
      med_type: said(region, 'medType'),
      fee_ocur_time: `${item.chargedOn} 00:00:00`,
      med_list_codg: item.nationalCode,
      medins_list_codg: item.code,
      det_item_fee_sumamt: yuanString(item.fen),
      cnt: String(item.count),
      pric: yuanString(item.unitFen),
      bilg_dept_codg: department?.code ?? '',
      bilg_dept_name: department?.name ?? '',
      bilg_dr_codg: doctor?.code ?? '',
      bilg_dr_name: doctor?.name ?? '',
    })),
  });
}

/** Items that do not make up the bill are none. */
function ofTheBill({ fees: items, ...others }: Clinical, totalFen: Fen): Clinical {
  const whole = items !== undefined && sumFen(items.map(({ fen }) => fen)) === totalFen;
  return whole ? { ...others, fees: items } : others;
}

const output = z.looseObject({ result: z.unknown().optional() }).nullish();

/** Reads the reply to 2301: taken, row by row of ours where the platform tells rows. */
export function readFees(reply: RawReply, question: Question): Answer<null> {
  const opened = openEnvelope(reply, question, output);
  if (opened.kind !== 'output') return opened;
  const { feedetail } = fees.parse(opened.input);
  const numbers = new Set(feedetail.map(({ feedetl_sn }) => feedetl_sn));
  const { psn_no = '', mdtrt_id = '' } = feedetail[0] ?? {};
  for (const { fields } of rowsOf(opened.output?.result)) {
    const names = ['psn_no', 'mdtrt_id', 'feedetl_sn'] as const;
    const said = Object.fromEntries(names.map((name) => [name, textIn(fields, name)]));
    const number = said.feedetl_sn ?? '';
    // A number that is none of this batch's is another's.
    const foreign = notOurs(said, { psn_no, mdtrt_id, feedetl_sn: numbers.has(number) ? number : '' });
    if (foreign !== undefined) return foreign;
  }
  return { kind: 'done', value: null };
}
