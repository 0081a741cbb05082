import { entryOf } from '../../../domain/entry.ts';
import { table } from '../../book.ts';
import { bodyObject, firstAnswer } from '../../simulation.ts';
import {
  type Desk,
  type Incoming,
  node,
  type Outcome,
  settlements,
  type Transaction,
  visits,
} from './desk.ts';
import { cancelAdmission, cancelSettlement } from './undo.ts';

/** Messages that were reversed: one that comes late is carried out no more. */
const reversedMessages = table<true>('reversed-messages');

const nothing: Outcome = { code: 'E2601', message: '查无原交易' };

/** What the platform lets be reversed. */
const reversible: readonly string[] = ['2304', '2305', '2401'];

/** 2601: a transaction is undone by its message id, whatever its answer; repeated it is the same yes. No output, as the specification has it. */
export const reverse: Transaction = (desk, incoming) => {
  const { psn_no, omsgid = '', oinfno = '' } = node(incoming, 'data');
  if (!reversible.includes(oinfno) || !omsgid) return { code: 'E9999', message: '入参格式错误' };
  if (incoming.mischief === 'did-nothing') return { output: null };
  const key = `${oinfno}/${omsgid}`;
  if (desk.book.read(reversedMessages, key) === true) return { output: null };
  const undone = undo(desk, incoming, { key, oinfno, personNo: psn_no ?? '' });
  if ('code' in undone && undone.code !== nothing.code) return undone;
  desk.book.write(reversedMessages, key, true);
  return undone;
};

/** Whether this very message was reversed before. */
export function wasReversed(desk: Desk, { infno, msgid }: Incoming): boolean {
  return desk.book.read(reversedMessages, `${infno}/${msgid}`) === true;
}

function undo(
  desk: Desk,
  incoming: Incoming,
  { key, oinfno, personNo }: { readonly key: string; readonly oinfno: string; readonly personNo: string },
): Outcome {
  const said = bodyObject(firstAnswer(desk.book, key)?.body ?? '');
  if (entryOf(said, 'infcode') !== 0) return nothing;
  const output = bodyObject(JSON.stringify(entryOf(said, 'output') ?? {}));
  const { mdtrt_id, setl_id } = bodyObject(JSON.stringify(output.setlinfo ?? output.result ?? {}));
  const visit = desk.book.read(visits, String(mdtrt_id));
  if (visit === undefined || visit.personNo !== personNo) return nothing;
  const data = { mdtrt_id: visit.visitId, psn_no: personNo };
  if (oinfno === '2401') return cancelAdmission(desk, { ...incoming, input: { data } });
  if (desk.book.read(settlements, String(setl_id))?.takenBack === true) return nothing;
  return cancelSettlement(desk, { ...incoming, input: { data: { ...data, setl_id: String(setl_id) } } });
}
