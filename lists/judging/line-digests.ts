import type { LineDigests } from '../readers/listed-rows.ts';
import { readingRules } from '../readers/reading-rules.ts';
import { type Digest, keyedDigest } from './keyed-digest.ts';
import type { ListedLine, ListedLines } from './listed-lines.ts';
import type { StagingFor } from './row-judge.ts';

/**
 * Digests of a file's lines, and whether the list that serves has them. A line is the same only under the same header, read by
 * the same rules for the same list; a delta's lines say something else.
 */
export function lineDigests(
  known: ListedLines,
  {
    target,
    agency,
    indexKey,
  }: { readonly target: StagingFor; readonly agency: string; readonly indexKey: Uint8Array },
): LineDigests<Digest, ListedLine> | undefined {
  if (target.kind === 'delta') return undefined;
  const { listId, categories } = target;
  let under: readonly string[] | undefined;
  let digest: ((text: string) => Digest) | undefined;
  return {
    digest(text, header) {
      if (digest === undefined || header !== under) {
        under = header;
        const purpose = JSON.stringify(['line', readingRules, agency, categories, header]);
        digest = keyedDigest(indexKey, { listId, purpose });
      }
      return digest(text);
    },
    find: (line) => known.find(line),
  };
}
