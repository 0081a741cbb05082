import { type FieldError, HubProblem } from '../../domain/failures.ts';
import { isBesidePayer, type PayerId, payers } from '../../domain/ids.ts';
import { type Fen, minFen, subtractFen, zeroFen } from '../../domain/money.ts';
import {
  assertSettled,
  type PatientPart,
  remainder,
  type Settlement,
  type Share,
} from '../../domain/settlement.ts';
import { fieldError, type SettlementRequest } from '../engine/requests.ts';
import type { PayerRule, SchemeVersion } from '../engine/scheme-version.ts';
import { requireVersion, type Schemes } from '../schemes.ts';
import { accountShares, besideShares } from './beside-payers.ts';
import { readRatio } from './county-values.ts';
import { fundsOf } from './settlement-arithmetic.ts';
import { payerShare } from './settlement-steps.ts';

/**
 * Who pays what of one bill, each step with its rule, article and arithmetic, all in fen; what is omitted is listed in `assumed`.
 * Throws HubProblem `scheme-unknown`, `scheme-not-in-force`, or `request-invalid` with every error it can name.
 */
export function settle(schemes: Schemes, schemeId: string, request: SettlementRequest): Settlement {
  return settleByVersion(requireVersion(schemes, schemeId, request.day), request);
}

/** The same by a version that is pinned in a stay. */
export function settleByVersion(scheme: SchemeVersion, request: SettlementRequest): Settlement {
  checkRequest(scheme, request);
  const totalFen = request.bill.totalFen;
  const assumed: string[] = [];
  const bill = {
    totalFen,
    outOfPolicyFen: stated(request.bill.outOfPolicyFen, 'bill.outOfPolicyFen', assumed),
    fundsFen: fundsOf(scheme, totalFen),
    assumed,
  };
  const shares: Share[] = [];
  for (const payer of scheme.payers) {
    // What the core settled in the same answer comes before anybody works a part out of the rest.
    if (payer.tier === 'computed' && shares.every(({ payer: before }) => !isBesidePayer(before)))
      shares.push(...besideShares(scheme, { request, bill, before: shares }));
    shares.push(payerShare(payer, { request, bill, before: shares }));
  }
  if (shares.every(({ payer }) => !isBesidePayer(payer)))
    shares.push(...besideShares(scheme, { request, bill, before: shares }));
  shares.push(...accountShares({ request, bill, before: shares }));
  const patientFen = remainder(totalFen, shares);
  const settlement: Settlement = {
    scheme: scheme.id,
    version: scheme.version,
    totalFen,
    shares,
    patientFen,
    patientParts: patientParts(scheme, request, { patientFen, outOfPolicyFen: bill.outOfPolicyFen, assumed }),
    assumed,
  };
  assertSettled(settlement);
  return settlement;
}

/** Credit line first where the scheme has one, then cash. */
function patientParts(
  scheme: SchemeVersion,
  request: SettlementRequest,
  own: { readonly patientFen: Fen; readonly outOfPolicyFen: Fen; readonly assumed: string[] },
): readonly PatientPart[] {
  const { credit: rule } = scheme;
  if (rule === null) return parts({ credit: zeroFen, cash: own.patientFen });
  if (request.creditLine === undefined) own.assumed.push('creditLine');
  const available = minFen(request.creditLine?.availableFen ?? zeroFen, rule.mostFen as Fen);
  const selfPaid = rule.selfPaidDrawable ? zeroFen : minFen(own.outOfPolicyFen, own.patientFen);
  const credit = minFen(available, subtractFen(own.patientFen, selfPaid));
  return parts({ credit, cash: subtractFen(own.patientFen, credit) });
}

function parts(amounts: { readonly credit: Fen; readonly cash: Fen }): readonly PatientPart[] {
  const all: readonly PatientPart[] = [
    { kind: 'credit', fen: amounts.credit },
    { kind: 'cash', fen: amounts.cash },
  ];
  return all.filter((part) => part.fen > 0);
}

function stated(value: Fen | undefined, path: string, assumed: string[]): Fen {
  if (value !== undefined) return value;
  assumed.push(path);
  return zeroFen;
}

function checkRequest(scheme: SchemeVersion, request: SettlementRequest): void {
  const errors: FieldError[] = [];
  const { totalFen, outOfPolicyFen } = request.bill;
  if (outOfPolicyFen !== undefined && outOfPolicyFen > totalFen)
    errors.push(fieldError('/bill/outOfPolicyFen', 'out-of-policy-above-total'));
  if (request.dischargeDay !== undefined && request.dischargeDay < request.day)
    errors.push(fieldError('/dischargeDay', 'discharge-before-admission'));
  if (request.parameters?.commercialRatio !== undefined) readRatio(request.parameters.commercialRatio);
  const rules = new Map<string, PayerRule>(scheme.payers.map((payer) => [payer.payer, payer]));
  for (const [payer, answer] of Object.entries(request.answers ?? {})) {
    const path = `/answers/${payer}`;
    const rule = rules.get(payer);
    if (rule === undefined && isBesidePayer(payer)) continue;
    if (rule === undefined) errors.push(fieldError(path, unknownPayer(payer), payer));
    else if ('refused' in answer && !rule.mayRefuse)
      errors.push(fieldError(`${path}/refused`, 'payer-cannot-refuse', rule.article));
    else if ('paidFen' in answer && rule.tier === 'computed')
      errors.push(fieldError(`${path}/paidFen`, 'payer-computed', rule.article));
  }
  for (const payer of Object.keys(request.usedThisYear ?? {})) {
    if (!isPayer(payer)) errors.push(fieldError(`/usedThisYear/${payer}`, 'payer-unknown', payer));
  }
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
}

function unknownPayer(payer: string): 'payer-not-in-scheme' | 'payer-unknown' {
  return isPayer(payer) ? 'payer-not-in-scheme' : 'payer-unknown';
}

function isPayer(name: string): name is PayerId {
  return payers.some((payer) => payer === name);
}
