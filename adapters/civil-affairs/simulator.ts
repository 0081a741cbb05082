import { jsonReply, type Simulator, textField } from '../simulation.ts';
import { changed, type ListDesk, listMischiefs, pageRows, snapshotsOf } from '../simulation-lists.ts';

const path = '/api/list/query';

/** Civil affairs' list system. */
export function civilAffairsSimulator(desk: ListDesk): Simulator {
  const snapshots = snapshotsOf('civil-affairs', desk);
  return {
    mischiefs: listMischiefs,
    operationOf: (asked) => (asked === path ? 'listPage' : undefined),
    payDue: () => {},
    handle: (request, mischief) => {
      if (request.path !== path) return jsonReply(404, { code: 404, msg: 'not found' });
      const list = textField(request.body, 'listCode');
      const pageNo = Number(textField(request.body, 'pageNo'));
      const size = Number(textField(request.body, 'pageSize'));
      const asked = textField(request.body, 'snapshotNo');
      if (!(pageNo >= 1) || !(size >= 1 && size <= 5_000))
        return jsonReply(400, { code: 4001, msg: '参数错误' });
      const current = snapshots.current(list);
      if (current === undefined) return jsonReply(200, { code: 4041, msg: '名单不存在', data: null });
      const held = asked === '' ? current : snapshots.byId(list, asked);
      if (held === undefined) return jsonReply(200, { code: 4101, msg: '快照已失效', data: null });
      const snapshot = mischief === 'changed-while-reading' && pageNo > 1 ? changed(held) : held;
      const rows = pageRows(snapshot, { offset: (pageNo - 1) * size, size }, mischief);
      return jsonReply(200, {
        code: 0,
        msg: 'success',
        data: {
          listCode: mischief === 'another-list' ? `${list}-x` : list,
          total: mischief === 'wrong-data' ? 'many' : snapshot.rows.length,
          pageNo: mischief === 'another-page' ? pageNo + 1 : pageNo,
          pageSize: size,
          pages: Math.ceil(snapshot.rows.length / size),
          snapshotNo: snapshot.id,
          dataDate: snapshot.asOf,
          checksum: snapshot.digest,
          rows: rows.map((row) => ({
            sfzh: row.idNumber,
            xm: row.name,
            rylb: row.category,
            rdrq: row.since,
            jzrq: row.until ?? '',
            hbh: row.household ?? '',
            xzqh: row.division,
          })),
        },
      });
    },
  };
}
