import { z } from 'zod';
import { entryOf } from '../../domain/entry.ts';
import type { Answer } from '../answer.ts';
import type { Asked, RawReply } from '../call.ts';
import { askedIn, notOurs, readReply, unknown, unlisted } from '../reply.ts';
import type { ListPage, ListPageRequest, ListRow } from './port.ts';

/** Question of the cursor wire: a cursor belongs to its batch and says where to go on. */
export const memberSearch = z.strictObject({
  registry: z.string().min(1),
  cursor: z.string().nullable(),
  limit: z.int().min(1).max(5_000),
});

/** The question for the next page, in the agency's form. */
export function toMemberSearch(request: ListPageRequest, limit: number): z.infer<typeof memberSearch> {
  return { registry: request.list, cursor: request.position, limit };
}

const item = z.object({
  certNo: z.string(),
  fullName: z.string(),
  monitorTypes: z.array(z.string()),
  effectiveFrom: z.string(),
  effectiveTo: z.string().nullish(),
  familyId: z.string().nullish(),
  areaCode: z.string(),
});

const reply = z.object({
  status: z.string(),
  result: z
    .object({
      registry: z.string(),
      // The cursor that the page answers; null for the first page.
      cursor: z.string().nullable(),
      items: z.array(item),
      nextCursor: z.string().nullish(),
      totalCount: z.int().min(0),
      contentHash: z.string().regex(/^[0-9a-f]{64}$/),
      batchId: z.string().min(1),
      batchDate: z.string(),
    })
    .nullish(),
});

const refusals: Readonly<Record<string, string>> = {
  NO_SUCH_REGISTRY: 'list-unknown',
  CURSOR_EXPIRED: 'snapshot-gone',
};

/** Reads one page of a batch of the registry that was asked for. */
export function readMembers(raw: RawReply, asked: Asked): Answer<ListPage> {
  const read = readReply(raw, reply);
  if (read.kind === 'unknown') return read;
  const { status, result } = read.message;
  if (status === 'BUSY') return unknown('server-error');
  const refused = entryOf(refusals, status);
  if (refused !== undefined) return { kind: 'refused', code: refused };
  if (read.status !== 200 || status !== 'OK') return unlisted('status', status);
  if (!result) return unknown('unreadable');
  const { registry, cursor } = askedIn(asked, memberSearch);
  const foreign = notOurs(
    { registry: result.registry, cursor: result.cursor ?? '' },
    { registry, cursor: cursor ?? '' },
  );
  if (foreign !== undefined) return foreign;
  return {
    kind: 'done',
    value: {
      rows: result.items.map(rowOf),
      next: result.nextCursor || null,
      total: result.totalCount,
      digest: result.contentHash,
      snapshot: result.batchId,
      asOf: dashed(result.batchDate),
    },
  };
}

function rowOf(wire: z.infer<typeof item>): ListRow {
  return {
    idNumber: wire.certNo,
    name: wire.fullName,
    category: wire.monitorTypes.join(','),
    since: dashed(wire.effectiveFrom),
    until: wire.effectiveTo ? dashed(wire.effectiveTo) : null,
    household: wire.familyId || null,
    division: wire.areaCode,
  };
}

/** Eight digits as a day with dashes; anything else as it is, to be told as the row's error. */
function dashed(day: string): string {
  return day.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
}
