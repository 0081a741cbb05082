import { createHash, hash } from 'node:crypto';
import type { ListId } from '../../domain/ids.ts';

/** 64 bits of a digest as two signed numbers: a BigInt for every row would cost more than the digest. */
export interface Digest {
  readonly high: number;
  readonly low: number;
}

/** 64 bits that tell whether a text came before, and nothing to whoever lacks the key; what has another `purpose` never equals. */
export function keyedDigest(
  indexKey: Uint8Array,
  { listId, purpose }: { readonly listId: ListId; readonly purpose: string },
): (text: string) => Digest {
  const prefix = createHash('sha256')
    .update(indexKey)
    .update(JSON.stringify([listId, purpose]))
    .digest('base64');
  return (text) => {
    const bytes = hash('sha256', prefix + text, 'binary');
    return { high: word(bytes, 0), low: word(bytes, 4) };
  };
}

function word(bytes: string, at: number): number {
  return (
    (bytes.charCodeAt(at) << 24) |
    (bytes.charCodeAt(at + 1) << 16) |
    (bytes.charCodeAt(at + 2) << 8) |
    bytes.charCodeAt(at + 3)
  );
}

/** Members of a household stand one below the other: the last answer is often the next. */
export function rememberingLast<Value>(answer: (question: string) => Value): (question: string) => Value {
  let last: { readonly question: string; readonly value: Value } | undefined;
  return (question) => {
    if (last?.question !== question) last = { question, value: answer(question) };
    return last.value;
  };
}
