import { isLocalDate } from '../../../domain/dates.ts';
import { entryOf } from '../../../domain/entry.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import { codeText } from '../../reply.ts';
import type { InsurerLabel, SetAside } from '../port.ts';
import { type Row, rowsOf, textIn } from './rows.ts';

/** Reads `idetinfo`: the insurer's own labels of a person. A label that the region's file does not list, or without a first day, is set aside. */
export function labelsIn(
  node: unknown,
  region: InsurerRegion,
): { readonly labels: readonly InsurerLabel[]; readonly setAside: readonly SetAside[] } {
  const read = rowsOf(node).map((row) => readRow(row, region));
  return {
    labels: read.flatMap((one) => ('label' in one ? [one.label] : [])),
    setAside: read.flatMap((one) => ('aside' in one ? [one.aside] : [])),
  };
}

function readRow(
  { at, fields }: Row,
  region: InsurerRegion,
): { readonly label: InsurerLabel } | { readonly aside: SetAside } {
  const aside = (name: string, reason: SetAside['reason'], says = '') => ({
    aside: { field: `idetinfo.${at}.${name}`, reason, says: says === '' ? '' : codeText(says) },
  });
  const code = textIn(fields, 'psn_idet_type');
  if (code === null) return aside('psn_idet_type', 'unreadable');
  const listed = entryOf(region.labels, code);
  if (listed === undefined) return aside('psn_idet_type', 'unlisted', code);
  const from = textIn(fields, 'begntime')?.slice(0, 10) ?? '';
  if (!isLocalDate(from)) return aside('begntime', from === '' ? 'empty' : 'unreadable');
  const end = textIn(fields, 'endtime')?.slice(0, 10) ?? '';
  // An empty end is open, and so is the last day of all time.
  if (end === '' || end === '9999-12-31') return { label: { code, ...listed, from, until: null } };
  return isLocalDate(end) ? { label: { code, ...listed, from, until: end } } : aside('endtime', 'unreadable');
}
