import type { SaidEstimate } from '../../domain/charges.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { PayerId } from '../../domain/ids.ts';
import { addFen, type Fen, maxFen, scaleFen, subtractFen, zeroFen } from '../../domain/money.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';

/** Who will pay what of a stay that goes on, as far as somebody knows; amounts in fen. */
export interface RunningEstimate {
  /** Whose figures: the hospital's own system, the insurer's pre-settlement, or the rules of the scheme before any payer has answered. */
  readonly source: SaidEstimate['source'] | 'scheme';
  /** The day of which the figures speak; null of the scheme. */
  readonly day: LocalDate | null;
  /** The cost of which they speak. */
  readonly totalFen: Fen;
  /** The own part lies between the two. */
  readonly patient: { readonly atLeastFen: Fen; readonly atMostFen: Fen };
  /** Null: nobody knows it yet. */
  readonly shares: readonly { readonly payer: PayerId; readonly fen: Fen | null }[];
  /** Payers whose part only their own answer will tell. */
  readonly unknown: readonly PayerId[];
}

/** What a stay has cost, in fen. */
interface Cost {
  readonly totalFen: Fen;
  readonly selfPaidFen: Fen;
}

/**
 * The figures of hospital or insurer where one gave some. What was charged since is nobody's yet: it may all become the patient's, and what
 * was taken off may have been. Else what the scheme says without an answer of the core.
 */
export function runningEstimate(
  scheme: SchemeVersion,
  cost: Cost,
  said: SaidEstimate | null,
): RunningEstimate {
  if (said === null) return schemeEstimate(scheme, cost);
  const sinceFen = subtractFen(cost.totalFen, said.totalFen);
  return {
    ...{ source: said.source, day: said.day, totalFen: said.totalFen },
    patient: {
      atLeastFen: sinceFen < 0 ? maxFen(zeroFen, addFen(said.patientFen, sinceFen)) : said.patientFen,
      atMostFen: sinceFen > 0 ? addFen(said.patientFen, sinceFen) : said.patientFen,
    },
    shares: Object.entries(said.shares).map(([payer, fen]) => ({ payer: payer as PayerId, fen })),
    unknown: [],
  };
}

/** A fixed share of the patient is known to the fen; elsewhere at least what the patient signed to pay alone, at most all. */
function schemeEstimate(
  { patient, payers }: SchemeVersion,
  { totalFen, selfPaidFen }: Cost,
): RunningEstimate {
  const fixed = patient.pays === 'own-part' ? null : scaleFen(totalFen, patient.ratio);
  return {
    ...{ source: 'scheme', day: null, totalFen },
    patient: { atLeastFen: fixed ?? selfPaidFen, atMostFen: fixed ?? totalFen },
    shares: payers.map(({ payer }) => ({ payer, fen: null })),
    unknown: payers.map(({ payer }) => payer),
  };
}
