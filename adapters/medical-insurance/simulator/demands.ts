import { entryOf } from '../../../domain/entry.ts';
import type { Incoming, Outcome } from './desk.ts';
import { dialectOf } from './dialect.ts';

/** The refusal of a form that lacks what this platform demands; undefined for a form that is filled. */
export function unfilled(incoming: Incoming): Outcome | undefined {
  const lacks = [...dialectOf(incoming.division).demands, ...ofTheDead(incoming)].find((demand) => {
    const [infno, node = '', field = ''] = demand.split('.');
    if (infno !== incoming.infno) return false;
    const found = entryOf(incoming.input, node);
    const rows = Array.isArray(found) ? found : found === undefined ? [] : [found];
    return rows.length === 0 || rows.some((row) => !entryOf(row, field));
  });
  return lacks === undefined ? undefined : { code: 'E1001', message: `${lacks.split('.').at(-1)}不能为空` };
}

/** Whoever died has a day of death. */
function ofTheDead({ infno, input }: Incoming): readonly string[] {
  const leaving = entryOf(input, 'dscginfo');
  const died = infno === '2402' && !Array.isArray(leaving) && leaving?.dscg_way === '5';
  return died ? ['2402.dscginfo.die_date'] : [];
}
