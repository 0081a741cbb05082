import type { PreSettlementName, PreSettlementOutcome } from '../../domain/pre-settlement.ts';
import type { CoreAnswers } from '../../domain/settlement.ts';
import { rulesOfStay } from '../../policies/admission/insured-stay.ts';
import type { PreSettlement } from '../../store/money/pre-settlements.ts';
import type { Activities } from '../contract.ts';
import type { ActivityParts } from '../parts.ts';
import { insurerQuestions } from '../stays/insurer-questions.ts';
import { requireCovered, withBill } from '../stays/stay-facts.ts';
import { toldByCore, workedOut } from './settlement-facts.ts';
import { prepareSettlement } from './settlement-request.ts';

type TriedStay = ReturnType<typeof withBill<Awaited<ReturnType<typeof requireCovered>>>>;

/** One try to hear what a bill would come to; nothing changes at the insurer, so it may run as often as it likes. */
export function preSettlementActivity(parts: ActivityParts): Pick<Activities, 'preSettle'> {
  const { stays, clock } = parts;
  return {
    async preSettle({ last, ...name }) {
      const asked = await stays.preSettlement(name);
      if (asked?.state !== 'asked') return { kind: 'answered' };
      const outcome = await outcomeOf(parts, name, asked);
      if (outcome.state !== 'silent' || last) {
        await stays.answerPreSettlement(name, outcome, clock.now());
        return { kind: 'answered' };
      }
      return { kind: 'waiting' };
    },
  };
}

async function outcomeOf(
  parts: ActivityParts,
  { caseRef, sequence }: PreSettlementName,
  { asOf, totalFen, outOfPolicyFen }: PreSettlement,
): Promise<PreSettlementOutcome> {
  const { stays, insurer, lookUp } = parts;
  const bill = { toDay: asOf, totalFen, outOfPolicyFen };
  const stay = withBill(await requireCovered(stays, caseRef), bill);
  const { personRef, institution, insurance } = stay;
  const { personNo, visitRef, clinical } = await insurerQuestions(parts).registered(stay);
  const request = {
    ...{ personNo, visitRef, clinical, personRef, institution, insurance },
    ...{ dischargedOn: asOf, totalFen, outOfPolicyFen },
  };
  const exchanged = await lookUp(insurer.preSettle, request, `${caseRef}/pre-settle-${sequence}`);
  if (exchanged.kind === 'waiting') return { state: 'silent', code: exchanged.code };
  const { answer } = exchanged;
  if (answer.kind === 'pending') return { state: 'silent', code: 'agency-wait' };
  if (answer.kind === 'refused') return { state: 'refused', code: answer.code };
  return shared(parts, stay, answer.value.answers);
}

/** Every share by the rules of the stay, with what the core said of its own; only that where a figure is missing or breaks a rule. */
async function shared(
  parts: ActivityParts,
  stay: TriedStay,
  core: CoreAnswers,
): Promise<PreSettlementOutcome> {
  const { stays, schemes, countyParameters } = parts;
  const { caseRef, personRef, dischargedOn } = stay;
  const version = rulesOfStay(schemes, stay);
  const part = (code: string) => ({ state: 'part', code, shares: paidBy(core) }) as const;
  const prepared = prepareSettlement(version, {
    ...{
      stay,
      answers: toldByCore(version, [core]),
      arrival: await stays.arrival(caseRef),
      creditLine: null,
    },
    county: await countyParameters.countyParametersOn(stay.scheme, dischargedOn),
  });
  if (prepared.kind === 'incomplete') return part('settlement-incomplete');
  const usedThisYear = await stays.usedUnderCaps({ caseRef, personRef, year: dischargedOn.slice(0, 4) });
  const worked = workedOut(version, { ...prepared.request, usedThisYear: { ...usedThisYear } });
  if (worked.kind === 'broken') return part('settlement-review');
  const { shares, patientFen } = worked.settlement;
  return { state: 'answered', shares: shares.map(({ payer, fen }) => ({ payer, fen })), patientFen };
}

function paidBy(core: CoreAnswers) {
  return Object.entries(core).flatMap(([payer, answer]) =>
    'paidFen' in answer ? [{ payer: payer as keyof CoreAnswers, fen: answer.paidFen }] : [],
  );
}
