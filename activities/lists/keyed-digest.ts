import { createHash, hash } from 'node:crypto';
import type { ListId } from '../../domain/ids.ts';

/** 64 bits that tell whether something was said before, and nothing to whoever lacks the key. */
export function keyedDigest(indexKey: Uint8Array, listId: ListId): (text: string) => bigint {
  const key = createHash('sha256').update('said\n').update(indexKey).update(listId).digest('base64');
  return (text) => hash('sha256', Buffer.from(`${key}${text}`), 'buffer').readBigInt64LE(0);
}

/** Members of a household stand one below the other: the last answer is often the next. */
export function rememberingLast<Value>(answer: (question: string) => Value): (question: string) => Value {
  let last: { readonly question: string; readonly value: Value } | undefined;
  return (question) => {
    if (last?.question !== question) last = { question, value: answer(question) };
    return last.value;
  };
}
