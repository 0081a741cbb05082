import type { Certificate } from '../../domain/certificate.ts';
import type { CoreTransaction } from '../../domain/core-answers.ts';
import type { Instant } from '../../domain/dates.ts';
import type { InsurerRegions } from '../../domain/insurer-region.ts';
import { never } from '../../domain/invariant.ts';
import { type Fen, yuanString } from '../../domain/money.ts';
import type { Answer } from '../answer.ts';
import type { RawReply } from '../call.ts';
import type { CoreSettlement } from './port.ts';
import type { Question } from './wire/opened.ts';
import { readPreSettlement } from './wire/other-settlements.ts';
import { readSettlement } from './wire/settlement.ts';
import { readSettlementUndo, readVisitUndo } from './wire/undo.ts';
import { readAdmission } from './wire/visit.ts';

/** What a hospital's own system asked the insurer, as far as the hub knows the stay. */
export interface DeliveredQuestion {
  readonly transaction: CoreTransaction;
  /** The msgid of the hospital's message. */
  readonly messageId: string;
  /** Division (6 digits) whose tables the reply is read by, on the day of `at`. */
  readonly division: string;
  readonly at: Instant;
  readonly personNo: string;
  readonly admissionNo: string;
  readonly visitNo: string;
  /** Of a settlement: the certificate, and the bill once it is known. */
  readonly certificate: Certificate | null;
  readonly bill: { readonly totalFen: Fen; readonly inPolicyFen: Fen } | null;
  /** Of a settlement that is taken back. */
  readonly settlementRef: string | null;
}

/** What the reply tells, by the reader of the wire. */
export type DeliveredReply =
  | { readonly of: 'visit'; readonly answer: Answer<{ readonly visitRef: string }> }
  | { readonly of: 'settlement'; readonly answer: Answer<CoreSettlement> }
  | { readonly of: 'yes'; readonly answer: Answer<unknown> };

/**
 * Reads a reply that a hospital delivers, word for word, as the product reads its own: by the tables of the region, against its
 * question. `body` is that question, in the form in which the message log keeps what was asked. Never throws.
 */
export function readDelivered(
  reply: string,
  question: DeliveredQuestion,
  regions: InsurerRegions,
): { readonly body: string; readonly told: DeliveredReply } {
  const { transaction, messageId, division, at } = question;
  const body = JSON.stringify({
    ...{ infno: transaction, msgid: messageId, mdtrtarea_admvs: division, input: inputOf(question) },
  });
  const raw: RawReply = { kind: 'reply', status: 200, body: reply };
  return {
    body,
    told: toldBy(transaction, raw, { asked: { body, header: { key: '', messageId, at } }, regions }),
  };
}

function toldBy(transaction: CoreTransaction, reply: RawReply, asked: Question): DeliveredReply {
  switch (transaction) {
    case '2401':
      return { of: 'visit', answer: readAdmission(reply, asked) };
    case '2303':
      return { of: 'yes', answer: readPreSettlement(reply, asked) };
    case '2304':
      return { of: 'settlement', answer: readSettlement(reply, asked) };
    case '2305':
      return { of: 'yes', answer: readSettlementUndo(reply, asked) };
    case '2404':
      return { of: 'yes', answer: readVisitUndo(reply, asked) };
    default:
      return never(transaction);
  }
}

/** The fields of the question that its reply repeats; nothing of what only the hospital knows. */
function inputOf(question: DeliveredQuestion): Readonly<Record<string, unknown>> {
  const { transaction, personNo: psn_no, admissionNo: ipt_no, visitNo: mdtrt_id, settlementRef } = question;
  switch (transaction) {
    case '2401':
      return { mdtrtinfo: { psn_no, ipt_no } };
    case '2303':
    case '2304':
      return { data: { psn_no, mdtrt_id, ...certificateOf(question), ...amountsOf(question) } };
    case '2305':
      return { data: { psn_no, mdtrt_id, setl_id: settlementRef } };
    case '2404':
      return { data: { psn_no, mdtrt_id } };
    default:
      return never(transaction);
  }
}

/** As the hub itself asks; by which card or voucher the hospital asked, it need not say. */
function certificateOf({ certificate }: DeliveredQuestion) {
  if (certificate === null) return {};
  const { kind, number } = certificate;
  return kind === 'resident-id' ? { mdtrt_cert_type: '02', mdtrt_cert_no: number } : { certno: number };
}

function amountsOf({ bill }: DeliveredQuestion) {
  if (bill === null) return {};
  return { medfee_sumamt: yuanString(bill.totalFen), inscp_scp_amt: yuanString(bill.inPolicyFen) };
}
