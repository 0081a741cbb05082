import { z } from 'zod';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs, unknown } from '../../reply.ts';
import type { CoreSettlement } from '../port.ts';
import { amountOf } from './amount.ts';
import { openEnvelope, type Question } from './opened.ts';
import { rowsOf, textIn } from './rows.ts';
import { settledAmounts } from './settled-amounts.ts';
import { settlementOutput } from './settlement.ts';
import { visitsOutput } from './visit-query.ts';

type Node = Readonly<Record<string, unknown>>;

const someNode = z.record(z.string(), z.unknown()).catch({});

/** Input of 5201 (visits of a person), made of a registration (2401). */
export function admittedBeforeInput(asked: Node): Node {
  const { psn_no, ipt_no, begntime } = someNode.parse(asked.mdtrtinfo);
  return { data: { psn_no, ipt_no, begntime, mdtrt_id: '' } };
}

/** Reads the reply to it: the visit that this person has at this institution under this admission number. Another one's is no answer. */
export function readAdmittedBefore(
  reply: RawReply,
  question: Question,
): Answer<{ readonly visitRef: string }> {
  const found = visitIn(reply, question, (asked) => {
    const { psn_no, ipt_no } = someNode.parse(asked.mdtrtinfo);
    return { psn_no, ipt_otp_no: ipt_no };
  });
  return found.kind === 'done' ? { kind: 'done', value: { visitRef: found.value.mdtrt_id } } : found;
}

/** Input of 5201, made of the end of a visit (2402). */
export function dischargedBeforeInput(asked: Node): Node {
  const { psn_no, mdtrt_id } = someNode.parse(asked.dscginfo);
  return { data: { psn_no, mdtrt_id } };
}

/** Reads the reply to it: the visit ended on the day that was told. */
export function readDischargedBefore(reply: RawReply, question: Question): Answer<null> {
  const found = visitIn(reply, question, (asked) => {
    const { psn_no, mdtrt_id, endtime } = someNode.parse(asked.dscginfo);
    return { psn_no, mdtrt_id, endtime };
  });
  return found.kind === 'done' ? { kind: 'done', value: null } : found;
}

/** The one visit of the reply that is as was asked for. */
function visitIn(
  reply: RawReply,
  question: Question,
  wanted: (asked: Node) => Node,
): Answer<{ readonly mdtrt_id: string }> {
  const opened = openEnvelope(reply, question, visitsOutput);
  if (opened.kind !== 'output') return opened;
  const names = Object.entries(wanted(opened.input));
  const own = rowsOf(opened.output.mdtrtinfo).find(({ fields }) =>
    names.every(([name, value]) => textIn(fields, name) === value),
  );
  const number = own === undefined ? null : textIn(own.fields, 'mdtrt_id');
  if (number === null) return unknown('another-question', ['mdtrtinfo']);
  return { kind: 'done', value: { mdtrt_id: number } };
}

/** Input of 5203 without the settlement's number, made of a settlement (2304). */
export function settledBeforeInput(asked: Node): Node {
  const { psn_no, mdtrt_id } = someNode.parse(asked.data);
  return { data: { psn_no, mdtrt_id, setl_id: '' } };
}

/** Reads the reply to it: what stands settled of this person, this visit and this total. */
export function readSettledBefore(reply: RawReply, question: Question): Answer<CoreSettlement> {
  const opened = openEnvelope(reply, question, settlementOutput);
  if (opened.kind !== 'output') return opened;
  const { setlinfo } = opened.output;
  const asked = someNode.parse(opened.input.data);
  const names = ['psn_no', 'mdtrt_id', 'medfee_sumamt'];
  const texts = (node: Node) => Object.fromEntries(names.map((name) => [name, textIn(node, name) ?? '']));
  const foreign = notOurs(texts(setlinfo), texts(asked));
  if (foreign !== undefined) return foreign;
  const settlementRef = textIn(setlinfo, 'setl_id');
  if (settlementRef === null || textIn(setlinfo, 'refd_setl_flag') !== '0')
    return unknown('unreadable', ['setlinfo.setl_id']);
  const settled = settledAmounts(opened.output, opened.region, amountOf);
  if (settled.kind === 'unknown') return settled;
  return { kind: 'done', value: { settlementRef, ...settled.amounts } };
}
