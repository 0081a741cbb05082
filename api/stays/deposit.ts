import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  type DepositStandards,
  depositAtMost,
  depositText,
  type StandardsInForce,
} from '../../domain/deposit.ts';
import type { Stage } from '../../domain/stay.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { ownWholeStay } from './stay-view.ts';

/** How much deposit may be asked of a patient in care whose deposit is not waived. The figure tells the disease, so only the hospital reads it. */
export function depositRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/deposit', shown, async (request) => {
    const whole = await ownWholeStay(deps.stays, request.caller, request.params.caseRef);
    const { caseRef } = whole.stay;
    if (!mayBeAsked(whole))
      return { ...nothing, caseRef, state: 'none', ...depositText({ kind: 'none' }, null) };
    const [standards, { diagnosis }] = await Promise.all([
      standardsOf(deps, whole),
      deps.stays.arrival(caseRef),
    ]);
    const deposit = depositAtMost(standards, diagnosis?.code ?? null, whole.onAccountFen);
    const said = { ...nothing, caseRef, state: deposit.kind, ...depositText(deposit, standards) };
    if (deposit.kind !== 'at-most' || standards === null) return said;
    const { atMostFen, onAccountFen, stillFen, of } = deposit;
    const { ruleNo, validFrom, period } = standards;
    return { ...said, atMostFen, onAccountFen, stillFen, of: { ...of, ruleNo, validFrom, period } };
  });
}

const nothing = { atMostFen: null, onAccountFen: null, stillFen: null, of: null };

const inCare: readonly Stage[] = ['Admitted', 'Refused', 'Covered', 'Identified'];

/** While nothing is decided nobody asks for a deposit, and after the discharge it is the bill that counts. */
function mayBeAsked({ stay, waiverEnd }: WholeStay): boolean {
  const denied = stay.decision?.outcome === 'refuse' || waiverEnd !== null || stay.impersonated !== null;
  return denied && stay.discharge === null && inCare.includes(stay.stage);
}

/** By the rule of the admission day, as two people put it; null: none is in force. */
async function standardsOf(
  { institutionRules }: Pick<ApiDeps, 'institutionRules'>,
  { stay: { institution, admittedOn } }: WholeStay,
): Promise<StandardsInForce | null> {
  const rules = await institutionRules.institutionRules(institution, 'deposit-standard');
  const found = rules.find(
    ({ confirmedBy, validFrom, validUntil }) =>
      confirmedBy !== null && validFrom <= admittedOn && admittedOn < validUntil,
  );
  if (found === undefined) return null;
  const { ruleNo, validFrom, rule } = found;
  return { ...(rule as DepositStandards), ruleNo, validFrom };
}

const day = z.string().meta({ format: 'date' });
const fen = z.int().nullable().meta({ description: 'fen' });

const shown = operation({
  id: 'getDeposit',
  zh: '不免押金时预交金的上限及算式',
  en: 'the most that may be asked as a deposit where it is not waived, with its arithmetic',
  tag: 'stays',
  params: caseParams,
  replies: {
    200: {
      about: 'as it stands now',
      schema: z
        .object({
          caseRef: z.string(),
          state: z.enum(['none', 'no-figure', 'at-most']),
          ...{ atMostFen: fen, onAccountFen: fen, stillFen: fen },
          of: z
            .object({
              ...{ disease: z.string(), stays: z.int(), ownPartFen: z.int(), period: z.string() },
              ...{ ruleNo: z.string(), validFrom: day },
            })
            .nullable()
            .meta({ description: 'the hospital’s own figures behind it' }),
          ...{ zh: z.string(), en: z.string() },
        })
        .meta({ id: 'Deposit' }),
    },
  },
  problems: ['case-unknown'],
});
