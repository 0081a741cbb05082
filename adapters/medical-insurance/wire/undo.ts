import { z } from 'zod';
import type { Answer, Found } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs, unknown, unlisted } from '../../reply.ts';
import type { UndoRequest, UndoSettlementRequest } from '../port.ts';
import { strictly } from './envelope.ts';
import { openEnvelope, type Question } from './opened.ts';
import { textIn } from './rows.ts';

const visit = z.strictObject({
  data: z.strictObject({ mdtrt_id: z.string().min(1), psn_no: z.string().min(1) }),
});
/** Person, visit and settlement, under which the insurer keeps a settlement. */
export const settlementNumbers = z.strictObject({
  data: visit.shape.data.extend({ setl_id: z.string().min(1) }),
});

/** Input of 2404 (cancels a registration) and of 2405 (cancels a discharge). */
export function visitUndoInput({ visitRef, personNo }: UndoRequest): z.infer<typeof visit> {
  return strictly(visit, { data: { mdtrt_id: visitRef, psn_no: personNo } });
}

const everyItem = '0000';
const items = z.strictObject({
  data: z.array(visit.shape.data.extend({ feedetl_sn: z.literal(everyItem) })).length(1),
});

/** Input of 2302: all items of a visit. */
export function feesUndoInput({ visitRef, personNo }: UndoRequest): z.infer<typeof items> {
  return strictly(items, { data: [{ mdtrt_id: visitRef, psn_no: personNo, feedetl_sn: everyItem }] });
}

/** Input of 2305 (cancels a settlement) and of 5203 (asks for one). */
export function settlementUndoInput(
  request: Pick<UndoSettlementRequest, 'visitRef' | 'personNo' | 'settlementRef'>,
): z.infer<typeof settlementNumbers> {
  const { visitRef, personNo, settlementRef } = request;
  return strictly(settlementNumbers, {
    data: { mdtrt_id: visitRef, setl_id: settlementRef, psn_no: personNo },
  });
}

const someNode = z.record(z.string(), z.unknown());

// The specification has no output of 2404 and 2405; what a platform sends all the same must not be another visit's.
const undoneOutput = z.object({ result: someNode.nullish() }).nullish().catch(null);

/** Reads the reply to 2404 and 2405. A yes says that it was taken, not that it took effect. */
export function readVisitUndo(reply: RawReply, question: Question): Answer<null> {
  const opened = openEnvelope(reply, question, undoneOutput);
  if (opened.kind !== 'output') return opened;
  const result = opened.output?.result ?? {};
  return ofAnotherVisit(result, opened.input) ?? { kind: 'done', value: null };
}

const settledOutput = z.object({ setlinfo: someNode.nullish() }).nullish();

/** Reads the reply to 2305: a yes, whose amounts are negative. Its own number is another one than the settlement's. */
export function readSettlementUndo(reply: RawReply, question: Question): Answer<null> {
  const opened = openEnvelope(reply, question, settledOutput);
  if (opened.kind !== 'output') return opened;
  const setlinfo = opened.output?.setlinfo ?? {};
  return ofAnotherVisit(setlinfo, opened.input) ?? { kind: 'done', value: null };
}

/** Reads the reply to 5203: whether the settlement stands. One that the insurer does not know, or shows as refunded, does not. */
export function readSettled(reply: RawReply, question: Question): Answer<{ readonly settled: boolean }> {
  const opened = openEnvelope(reply, question, settledOutput);
  if (opened.kind === 'refused' && opened.code === 'settlement-unknown')
    return { kind: 'done', value: { settled: false } };
  if (opened.kind !== 'output') return opened;
  const setlinfo = opened.output?.setlinfo ?? null;
  // A platform that shows nothing says nothing of whether it was ever settled.
  if (setlinfo === null || Object.keys(setlinfo).length === 0) return unknown('unreadable', ['setlinfo']);
  const foreign = ofAnotherVisit(setlinfo, opened.input, ['setl_id']);
  if (foreign !== undefined) return foreign;
  const flag = textIn(setlinfo, 'refd_setl_flag');
  if (flag !== '0' && flag !== '1') return unknown('unlisted-code', ['setlinfo.refd_setl_flag']);
  return { kind: 'done', value: { settled: flag === '0' } };
}

/** What became of a 2305 whose reply was lost, by what is settled: still settled, it did not take effect and may be sent again. */
export function readSettledAsUndo(reply: RawReply, question: Question): Found<null> {
  const answer = readSettled(reply, question);
  if (answer.kind !== 'done')
    return answer.kind === 'refused' ? unlisted('infcode', answer.partyCode) : answer;
  return answer.value.settled ? { kind: 'no-record' } : { kind: 'done', value: null };
}

/** Undefined when person, visit and the further fields that the reply repeats are those that were asked with. */
function ofAnotherVisit(
  said: Readonly<Record<string, unknown>>,
  input: Readonly<Record<string, unknown>>,
  further: readonly string[] = [],
) {
  const [data] = Array.isArray(input.data) ? input.data : [input.data];
  const asked = someNode.catch({}).parse(data);
  const names = ['mdtrt_id', 'psn_no', ...further];
  const texts = (node: Readonly<Record<string, unknown>>) =>
    names.flatMap((name) => {
      const value = textIn(node, name);
      return value === null ? [] : [[name, value] as const];
    });
  return notOurs(Object.fromEntries(texts(said)), Object.fromEntries(texts(asked)));
}
