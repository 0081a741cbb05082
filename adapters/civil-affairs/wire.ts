import { z } from 'zod';
import { entryOf } from '../../domain/entry.ts';
import type { Answer } from '../answer.ts';
import type { Asked, RawReply } from '../call.ts';
import { askedIn, notOurs, readReply, unknown, unlisted } from '../reply.ts';
import type { ListPage, ListPageRequest, ListRow } from './port.ts';

/** Question of the paged wire: pages are numbered from 1 and belong to a snapshot. */
export const pageQuery = z.strictObject({
  listCode: z.string().min(1),
  pageNo: z.int().min(1),
  pageSize: z.int().min(1).max(5_000),
  snapshotNo: z.string(),
});

/** The question for the next page, in the agency's form. */
export function toPageQuery(request: ListPageRequest, pageSize: number): z.infer<typeof pageQuery> {
  return {
    listCode: request.list,
    pageNo: request.position === null ? 1 : Number(request.position),
    pageSize,
    snapshotNo: request.snapshot ?? '',
  };
}

// Field names are the initials of the Chinese words, as such systems have them: 身份证号, 姓名, 人员类别, 认定日期, 截止日期, 户编号, 行政区划.
const row = z.object({
  sfzh: z.string(),
  xm: z.string(),
  rylb: z.string(),
  rdrq: z.string(),
  jzrq: z.string().nullish(),
  hbh: z.string().nullish(),
  xzqh: z.string(),
});

const page = z.object({
  code: z.int(),
  data: z
    .object({
      listCode: z.string(),
      total: z.int().min(0),
      pageNo: z.int().min(1),
      pages: z.int().min(0),
      snapshotNo: z.string().min(1),
      dataDate: z.string(),
      checksum: z.string().regex(/^[0-9a-f]{64}$/),
      rows: z.array(row),
    })
    .nullish(),
});

const refusals: Readonly<Record<number, string>> = { 4041: 'list-unknown', 4101: 'snapshot-gone' };

/** Reads one page of the list that was asked for; rows are taken as they are written. */
export function readPage(reply: RawReply, asked: Asked): Answer<ListPage> {
  const read = readReply(reply, page);
  if (read.kind === 'unknown') return read;
  const { code, data } = read.message;
  const refused = entryOf(refusals, code);
  if (refused !== undefined) return { kind: 'refused', code: refused };
  if (read.status !== 200 || code !== 0) return unlisted('code', code);
  if (!data) return unknown('unreadable');
  const { listCode, pageNo } = askedIn(asked, pageQuery);
  const foreign = notOurs(
    { listCode: data.listCode, pageNo: String(data.pageNo) },
    { listCode, pageNo: String(pageNo) },
  );
  if (foreign !== undefined) return foreign;
  return {
    kind: 'done',
    value: {
      rows: data.rows.map(rowOf),
      next: data.pageNo < data.pages ? String(data.pageNo + 1) : null,
      total: data.total,
      digest: data.checksum,
      snapshot: data.snapshotNo,
      asOf: data.dataDate,
    },
  };
}

function rowOf(wire: z.infer<typeof row>): ListRow {
  return {
    idNumber: wire.sfzh,
    name: wire.xm,
    category: wire.rylb,
    since: wire.rdrq,
    until: wire.jzrq || null,
    household: wire.hbh || null,
    division: wire.xzqh,
  };
}
