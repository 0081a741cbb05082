import type { Arrival } from '../../domain/arrival.ts';
import { type Fen, fen } from '../../domain/money.ts';
import type { DischargedFacts } from '../../domain/stay.ts';
import type { redCrossDiseases } from '../../policies/codes/codes.ts';
import { grantOf, redCrossDisease } from '../../policies/codes/icd10.ts';
import type { SettlementRequest } from '../../policies/engine/requests.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';

/** Everything that a live settlement rests on, in the form of a what-if request: nothing is left out and so nothing assumed. */
export interface SettlementFacts {
  readonly stay: DischargedFacts;
  readonly arrival: Arrival;
  readonly answers: SettlementRequest['answers'];
  readonly creditLine: SettlementRequest['creditLine'];
  /** What the county entered for the scheme, by parameter. */
  readonly county: ReadonlyMap<string, unknown>;
}

/** A request, or the names of what is missing: a person must enter it before the stay can be settled. */
export type PreparedSettlement =
  | { readonly kind: 'ready'; readonly request: Omit<SettlementRequest, 'usedThisYear'> }
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] };

/** The question to the scheme's engine, or which of the county's parameters and facts are missing for it. */
export function prepareSettlement(version: SchemeVersion, facts: SettlementFacts): PreparedSettlement {
  const { stay, county } = facts;
  // Institutions that nobody approved are none, which is nothing that a bill waits for.
  const missing = [...version.county.values()]
    .filter(({ rule, unit }) => unit !== 'approved-institutions' && !county.has(rule))
    .map(({ rule }) => rule);
  const diagnosed = facts.arrival.diagnosis?.code;
  const wantsDisease = [...version.county.values()].some(({ unit }) => unit === 'disease-standard');
  if (wantsDisease && needsDoctor(diagnosed)) missing.push('diagnosis');
  if (missing.length > 0) return { kind: 'incomplete', missing };
  const ratio = county.get('commercialRatio');
  const standards = county.get('redCross') as
    | Partial<Record<(typeof redCrossDiseases)[number], Fen>>
    | undefined;
  const grant = diagnosed === undefined ? null : grantOf([diagnosed], standards ?? {});
  return {
    kind: 'ready',
    request: {
      day: stay.admittedOn,
      dischargeDay: stay.dischargedOn,
      bill: { totalFen: stay.totalFen, outOfPolicyFen: stay.outOfPolicyFen },
      answers: facts.answers,
      parameters: {
        ...(typeof ratio === 'string' ? { commercialRatio: ratio } : {}),
        redCross: grant === null ? null : { disease: grant.disease, standardFen: fen(grant.standardFen) },
      },
      creditLine: facts.creditLine,
    },
  };
}

/** An unspecified code does not say whether the Red Cross grants; no code at all says even less. */
function needsDoctor(code: string | undefined): boolean {
  if (code === undefined) return true;
  const { kind } = redCrossDisease(code);
  return kind === 'needs-doctor' || kind === 'not-a-code';
}
