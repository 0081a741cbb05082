import { arrearsResolutions } from '../../domain/arrears-resolutions.ts';
import { never } from '../../domain/invariant.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { applyListing, list, serveNotice, unlist } from '../money/arrears.ts';
import { keepListing, recordObjection } from '../money/arrears-objections.ts';
import type { Connection } from '../postgres/database.ts';
import type { Carried } from './carried.ts';

/** What is done on the way to a record of malicious arrears and out of it. */
export type ArrearsWanted = Extract<Wanted, { kind: keyof typeof arrearsResolutions }>;

/** Whether it is about a case of arrears. */
export function isArrearsWanted(wanted: Wanted): wanted is ArrearsWanted {
  return Object.hasOwn(arrearsResolutions, wanted.kind);
}

/** Throws HubProblem `resolution-unfit`, `amendment-open`, `arrears-over`, `decided-before`. */
export async function carryOutArrears(
  tx: Connection,
  carried: Carried,
  wanted: ArrearsWanted,
): Promise<void> {
  switch (wanted.kind) {
    case 'apply-listing':
      return applyListing(tx, carried, wanted);
    case 'serve-notice':
      return serveNotice(tx, carried, wanted);
    case 'record-objection':
      return recordObjection(tx, carried, wanted);
    case 'list':
      return list(tx, carried);
    case 'keep-listing':
      return keepListing(tx, carried);
    case 'unlist':
      return unlist(tx, carried, wanted);
    default:
      return never(wanted);
  }
}
