import { objectionResolutions } from '../../domain/objection-resolutions.ts';
import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import type { Carried } from './carried.ts';
import { type DecideAnew, keepDecision, objectToDecision, upholdObjection } from './objections.ts';

/** What is done about an objection to the decision of an admission. */
export type ObjectionWanted = Extract<Wanted, { kind: keyof typeof objectionResolutions }>;

/** Whether it is about such an objection. */
export function isObjectionWanted(wanted: Wanted): wanted is ObjectionWanted {
  return Object.hasOwn(objectionResolutions, wanted.kind);
}

/** `decideAnew`: where a second person carries it out. Throws HubProblem `resolution-unfit`, `decided-before`. */
export function carryOutObjection(
  tools: { readonly sealer: Sealer; readonly decideAnew: () => DecideAnew },
  tx: Connection,
  carried: Carried,
  wanted: ObjectionWanted,
): Promise<void> {
  const { sealer } = tools;
  switch (wanted.kind) {
    case 'object-to-decision':
      return objectToDecision(sealer, tx, carried, wanted);
    case 'uphold-objection':
      return upholdObjection({ sealer, decideAnew: tools.decideAnew() }, tx, carried, wanted);
    case 'keep-decision':
      return keepDecision(tx, carried, wanted);
  }
}
