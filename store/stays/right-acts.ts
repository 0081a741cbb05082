import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import type { Carried } from './carried.ts';
import { excuseCondition } from './condition-records.ts';
import { voidStay } from './impersonations.ts';
import { endBenefit } from './waiver-ends.ts';

/** A right that ends in care or was never there, or what it asks is let go. Throws HubProblem `resolution-unfit`, `amendment-open`. */
export function endRight(
  sealer: Sealer,
  tx: Connection,
  carried: Carried,
  wanted: Extract<Wanted, { kind: 'end-benefit' | 'impersonation' | 'excuse-condition' }>,
): Promise<void> {
  switch (wanted.kind) {
    case 'end-benefit':
      return endBenefit(sealer, tx, carried, wanted);
    case 'impersonation':
      return voidStay(sealer, tx, carried, wanted.foundOn);
    case 'excuse-condition':
      return excuseCondition(tx, carried);
  }
}
