import type { PayerId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { addFen, type Fen, formatYuan, subtractFen, zeroFen } from '../../domain/money.ts';
import { assertSettled, type Settlement } from '../../domain/settlement.ts';

/** What changes for one payer, in fen; negative when it pays less than before. */
export interface PayerDifference {
  readonly payer: PayerId;
  readonly beforeFen: Fen;
  readonly afterFen: Fen;
  readonly differenceFen: Fen;
  readonly zh: string;
  readonly en: string;
}

/** New entries that stand beside the old ones; nothing is overwritten. */
export interface Amendment {
  readonly scheme: string;
  readonly version: string;
  readonly totalDifferenceFen: Fen;
  /** Only payers whose share changes. */
  readonly payers: readonly PayerDifference[];
  readonly patientDifferenceFen: Fen;
  readonly patientPartDifferences: readonly { readonly kind: 'cash' | 'credit'; readonly fen: Fen }[];
}

/**
 * The difference between what was settled and what the changed bill or the reversed refusal gives by the same scheme version:
 * per payer, and for the patient. The differences add up to the difference of the totals, to the fen.
 */
export function amendment(before: Settlement, after: Settlement): Amendment {
  assertSettled(before);
  assertSettled(after);
  invariant(
    before.scheme === after.scheme && before.version === after.version,
    'an amendment stays with the version that was pinned at admission',
  );
  const payers = after.shares.map((share): PayerDifference => {
    const beforeFen = before.shares.find((old) => old.payer === share.payer)?.fen ?? zeroFen;
    const differenceFen = subtractFen(share.fen, beforeFen);
    const sum = `${formatYuan(share.fen)} − ${formatYuan(beforeFen)} = ${formatYuan(differenceFen)}`;
    return {
      payer: share.payer,
      beforeFen,
      afterFen: share.fen,
      differenceFen,
      zh: `更正：${sum}`,
      en: `amended: ${sum}`,
    };
  });
  const patientDifferenceFen = subtractFen(after.patientFen, before.patientFen);
  const totalDifferenceFen = subtractFen(after.totalFen, before.totalFen);
  const sum = payers.reduce((total, payer) => addFen(total, payer.differenceFen), patientDifferenceFen);
  invariant(sum === totalDifferenceFen, 'the differences do not add up to the difference of the totals');
  return {
    scheme: after.scheme,
    version: after.version,
    totalDifferenceFen,
    payers: payers.filter((payer) => payer.differenceFen !== 0),
    patientDifferenceFen,
    patientPartDifferences: (['credit', 'cash'] as const)
      .map((kind) => ({ kind, fen: subtractFen(part(after, kind), part(before, kind)) }))
      .filter((difference) => difference.fen !== 0),
  };
}

function part(settlement: Settlement, kind: 'cash' | 'credit'): Fen {
  return settlement.patientParts.find((candidate) => candidate.kind === kind)?.fen ?? zeroFen;
}
