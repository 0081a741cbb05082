import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import type { Carried } from './carried.ts';
import { voidStay } from './impersonations.ts';
import { goOnInsured } from './insured-stays.ts';
import { endBenefit } from './waiver-ends.ts';

/** A right that ends in care, or was never there, and what goes on without it. Throws HubProblem `resolution-unfit`, `amendment-open`. */
export function endRight(
  sealer: Sealer,
  tx: Connection,
  carried: Carried,
  wanted: Extract<Wanted, { kind: 'end-benefit' | 'impersonation' | 'insured-stay' }>,
): Promise<void> {
  if (wanted.kind === 'insured-stay') return goOnInsured(sealer, tx, carried);
  return wanted.kind === 'end-benefit'
    ? endBenefit(sealer, tx, carried, wanted)
    : voidStay(sealer, tx, carried, wanted.foundOn);
}
