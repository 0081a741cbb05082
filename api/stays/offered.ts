import { chinaDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { type ClaimRefusalKind, offeredForRefusal } from '../../domain/refusal-kinds.ts';
import { offeredFor, type ResolutionKindCode } from '../../domain/resolutions.ts';
import { type Attention, claimOfStep } from '../../domain/stay.ts';
import type { InsuredStayBy } from '../../domain/waiver.ts';
import { arrearsRule } from '../../policies/admission/arrears-rule.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';

/** By which rules a stay was admitted. */
export interface RuledStay {
  readonly scheme: string;
  readonly admittedOn: string;
  readonly insuredStay: InsuredStayBy | null;
}

/** What a stay waits for. */
export interface OfferedFor {
  readonly attention: Pick<Attention, 'code' | 'step' | 'since' | 'detail'>;
  readonly stay: RuledStay;
}

/** What a payer's no means; null: nobody listed its code. */
interface RefusalMeans {
  readonly kind: ClaimRefusalKind | null;
  readonly passesOn: boolean;
}

/** Whose rules say what fits. */
export type Rules = Pick<ApiDeps, 'schemes' | 'payerRules'>;

/** What a person may do about what waits, and what the no behind it means; of a refused claim only what fits the kind of the refusal and the scheme. */
export function offeredHere(
  rules: Rules,
  about: OfferedFor,
): { readonly offered: readonly ResolutionKindCode[]; readonly refusal: ClaimRefusalKind | null } {
  const means = refusalMeans(rules, about);
  if (means === null)
    return { offered: offeredFor(about.attention.code).filter(mayBeListed(rules, about)), refusal: null };
  return { offered: offeredForRefusal(means.kind, means), refusal: means.kind };
}

/** Where the scheme has no record of malicious arrears nobody applies for one. */
function mayBeListed({ schemes }: Rules, { stay }: OfferedFor): (kind: ResolutionKindCode) => boolean {
  const found = schemes.version(stay.scheme, stay.admittedOn);
  const kept = found.kind === 'in-force' && arrearsRule(found.scheme).kind === 'kept';
  return (kind) => kept || kind !== 'apply-listing';
}

/** Null for what is no refusal of a claim. */
function refusalMeans({ schemes, payerRules }: Rules, { attention, stay }: OfferedFor): RefusalMeans | null {
  const { code, step, since, detail } = attention;
  const claim = claimOfStep(step);
  if (code !== 'payer-refused' || claim === undefined) return null;
  const found = schemes.version(stay.scheme, stay.admittedOn);
  const rule =
    found.kind === 'in-force' ? found.scheme.payers.find(({ payer }) => payer === claim.payer) : undefined;
  const refusal = detail?.kind === 'refusal' ? detail.refusal : '';
  // Funds that no scheme names are the insurer's own.
  const party = rule?.party ?? 'medical-insurance';
  return {
    kind: payerRules.refusalKind(party, refusal, chinaDate(since)),
    // Nobody takes over what an insurer refuses where nobody promised anything.
    passesOn: rule?.refusal.passesOn === true && stay.insuredStay === null,
  };
}

/** Exactly what is offered of a refused claim may be proposed. Throws HubProblem `resolution-unfit`. */
export function expectOffered(
  rules: Rules,
  { stay, attention }: WholeStay,
  { step, kind }: { readonly step: string; readonly kind: ResolutionKindCode },
): void {
  const waits = attention.find((one) => one.step === step && one.code === 'payer-refused');
  if (waits === undefined) return;
  const { offered } = offeredHere(rules, { attention: waits, stay });
  if (!offered.includes(kind))
    throw new HubProblem('resolution-unfit', { detail: `what fits: ${offered.join(', ')}` });
}
