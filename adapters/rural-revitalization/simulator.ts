import { jsonReply, type Simulator, textField } from '../simulation.ts';
import { changed, type ListDesk, listMischiefs, pageRows, snapshotsOf } from '../simulation-lists.ts';

const path = '/v2/members/search';

/** Rural revitalization's list system. */
export function ruralRevitalizationSimulator(desk: ListDesk): Simulator {
  const snapshots = snapshotsOf('rural-revitalization', desk);
  return {
    mischiefs: [...listMischiefs, 'busy'],
    operationOf: (asked) => (asked === path ? 'listPage' : undefined),
    payDue: () => {},
    handle: (request, mischief) => {
      if (request.path !== path) return jsonReply(404, { status: 'NOT_FOUND' });
      if (mischief === 'busy') return jsonReply(200, { status: 'BUSY' });
      const registry = textField(request.body, 'registry');
      const size = Number(textField(request.body, 'limit'));
      const cursor = /^(.+)\.(\d+)$/.exec(textField(request.body, 'cursor'));
      if (!(size >= 1 && size <= 5_000)) return jsonReply(400, { status: 'BAD_REQUEST' });
      const current = snapshots.current(registry);
      if (current === undefined) return jsonReply(200, { status: 'NO_SUCH_REGISTRY' });
      const [, batch, at] = cursor ?? [];
      const held = batch === undefined ? current : snapshots.byId(registry, batch);
      if (held === undefined) return jsonReply(200, { status: 'CURSOR_EXPIRED' });
      const offset = Number(at ?? 0);
      const snapshot = mischief === 'changed-while-reading' && offset > 0 ? changed(held) : held;
      const end = offset + size;
      return jsonReply(200, {
        status: 'OK',
        result: {
          registry: mischief === 'another-list' ? `${registry}-x` : registry,
          cursor: mischief === 'another-page' ? `${held.id}.${end}` : (cursor?.[0] ?? null),
          items: pageRows(snapshot, { offset, size }, mischief).map((row) => ({
            certNo: row.idNumber,
            fullName: row.name,
            monitorTypes: row.category.split(','),
            effectiveFrom: row.since.replaceAll('-', ''),
            effectiveTo: row.until?.replaceAll('-', '') ?? null,
            familyId: row.household,
            areaCode: row.division,
          })),
          // The cursor goes on in the batch that was begun.
          nextCursor: end < snapshot.rows.length ? `${held.id}.${end}` : null,
          totalCount: mischief === 'wrong-data' ? 'many' : snapshot.rows.length,
          contentHash: snapshot.digest,
          batchId: snapshot.id,
          batchDate: snapshot.asOf.replaceAll('-', ''),
        },
      });
    },
  };
}
