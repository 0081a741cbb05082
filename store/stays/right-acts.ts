import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import type { Carried } from './carried.ts';
import { excuseCondition } from './condition-records.ts';
import { keepCover } from './cover-changes.ts';
import { keepBenefit } from './found-late.ts';
import { askCoverAnew } from './identities.ts';
import { voidStay } from './impersonations.ts';
import { goOnInsured } from './insured-stays.ts';
import { endBenefit } from './waiver-ends.ts';

/** A right that ends in care or was never there, what it asks is let go, and what goes on without it. Throws HubProblem `resolution-unfit`, `amendment-open`. */
export function endRight(
  sealer: Sealer,
  tx: Connection,
  carried: Carried,
  wanted: Extract<
    Wanted,
    {
      kind:
        | 'end-benefit'
        | 'keep-benefit'
        | 'keep-cover'
        | 'ask-cover-anew'
        | 'impersonation'
        | 'excuse-condition'
        | 'insured-stay';
    }
  >,
): Promise<void> {
  switch (wanted.kind) {
    case 'end-benefit':
      return endBenefit(sealer, tx, carried, wanted);
    case 'keep-benefit':
      return keepBenefit(tx, carried);
    case 'keep-cover':
      return keepCover(tx, carried);
    case 'ask-cover-anew':
      return askCoverAnew(sealer, tx, carried);
    case 'impersonation':
      return voidStay(sealer, tx, carried, wanted.foundOn);
    case 'excuse-condition':
      return excuseCondition(tx, carried);
    case 'insured-stay':
      return goOnInsured(sealer, tx, carried);
  }
}
