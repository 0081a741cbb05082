import { allHandlersFinished, condition, setHandler } from '@temporalio/workflow';
import type { Attention } from '../domain/stay.ts';
import { attentionAttributes, attentionSign } from './attention-sign.ts';
import { shapeOfRun } from './lean-shape.ts';
import { notice } from './stay.messages.ts';
import { anyUnsealed } from './unsealed.ts';
import type { Parking } from './waiting.ts';

/** The state of a run that hears notices and nothing else: a claim, or a plan of instalments. `renewed` continues it as new once nothing is under way. */
export function noticed(
  carried: Attention | null,
  own: Pick<Parking, 'recordTrouble'> & { readonly renewed: (parking: Parking) => Promise<never> },
): Parking {
  let wakeUps = 0;
  const shape = shapeOfRun(attentionAttributes(carried));
  const sign = attentionSign(carried, shape.write);
  setHandler(notice, (what) => {
    if (anyUnsealed([what])) sign.ignore('clear-text');
    else wakeUps += 1;
  });
  const parking: Parking = {
    ...{ shape, sign, recordTrouble: own.recordTrouble },
    wakeUps: () => wakeUps,
    renew: async () => {
      await condition(allHandlersFinished);
      shape.rest();
      return own.renewed(parking);
    },
  };
  return parking;
}
