import { atOnceActivities, type StaySteps } from '../../activities/at-once/at-once.ts';
import type { Activities, AtOnceActivities, Swept } from '../../activities/contract.ts';
import { instant, localDate } from '../../domain/dates.ts';
import type { CaseRef, PayerId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import type { Attention, AttentionCode } from '../../domain/stay.ts';
import type { GeneratedStay, Said } from './generated-stay.ts';

/** What was said in one stay so far, in the order of each who says it; silences and failures are left out. */
export interface Heard {
  readonly steps: Readonly<Record<'decisions' | 'admission' | 'settlement' | 'bill', string[]>>;
  /** By payer: the answer to each question, by its number. */
  readonly claims: Record<string, Record<number, string>>;
  readonly final: Set<PayerId>;
  /** How often each who is late, or fails, was already. */
  readonly held: Map<string, number>;
  paid: boolean;
}

type StayActivities = StaySteps & AtOnceActivities & Pick<Activities, 'recordTrouble'>;

/** The activities of stays whose every answer is decided beforehand. */
export function scriptedStays(stayOf: (caseRef: CaseRef) => { stay: GeneratedStay; heard: Heard }) {
  const steps = (atOnce: boolean): StaySteps => ({
    async sweepCover({ caseRef }) {
      const { stay, heard } = stayOf(caseRef);
      return late(stay.cover, { heard, name: 'cover', atOnce }) ?? done({ insured: true });
    },
    async decideAdmission({ caseRef }) {
      const { stay, heard } = stayOf(caseRef);
      const outcome = next(stay.decisions, heard.steps.decisions);
      return { outcome, attention: outcome === 'review' ? attention('decision-review', 'decide') : null };
    },
    async sweepAdmission({ caseRef }) {
      const { stay, heard } = stayOf(caseRef);
      return insurer(stay.admission, { heard, name: 'admission', atOnce });
    },
    async sweepSettlement({ caseRef }) {
      const { stay, heard } = stayOf(caseRef);
      return insurer(stay.settlement, { heard, name: 'settlement', atOnce });
    },
    async settleStay({ caseRef }) {
      const { stay, heard } = stayOf(caseRef);
      if (next(stay.bill, heard.steps.bill) === 'blocked')
        return { kind: 'blocked', attention: attention('settlement-incomplete', 'settle') };
      const party = 'medical-insurance' as const;
      const obligations = [...stay.claims.keys()].map((payer) => ({ payer, party, claimSequence: 1 }));
      return { kind: 'settled', obligations };
    },
    async sweepReimbursement({ caseRef, payer, enquiry }) {
      const { stay, heard } = stayOf(caseRef);
      const said = stay.claims.get(payer)?.[enquiry];
      invariant(said !== undefined, `${payer} was asked a question too many`);
      const waits = late(said, { heard, name: `${payer} ${enquiry}`, atOnce });
      if (waits !== undefined) return waits;
      heard.claims[payer] = { ...heard.claims[payer], [enquiry]: said.answer };
      if (said.answer === 'open') return done({ kind: 'open', askAgainInDays: 1 });
      heard.final.add(payer);
      return done({ kind: 'final', outcome: outcomeOf(said.answer) });
    },
    async closeStay({ caseRef }) {
      const { stay, heard } = stayOf(caseRef);
      return { closed: heard.final.size === stay.claims.size && heard.paid };
    },
  });
  return {
    ...steps(false),
    ...atOnceActivities(() => steps(true)),
    recordTrouble: async () => ({ shown: null }),
  } satisfies StayActivities;
}

interface Asked {
  readonly heard: Heard;
  readonly name: string;
  readonly atOnce: boolean;
}

function insurer(answers: readonly Said<'refused' | 'answered'>[], asked: Asked) {
  const said = asked.heard.steps[asked.name as 'admission' | 'settlement'];
  const at = Math.min(said.length, answers.length - 1);
  const answer = answers[at];
  invariant(answer !== undefined, 'an insurer that says nothing');
  const waits = late(answer, { ...asked, name: `${asked.name} ${at}` });
  if (waits !== undefined) return waits;
  if (said.length < answers.length) said.push(answer.answer);
  if (answer.answer === 'answered') return done({ kind: 'answered' as const });
  return done({ kind: 'refused' as const, attention: attention('settlement-refused', asked.name) });
}

/** Fails first, then is late: not so in a local sweep, which the ordinary one follows. Undefined: answers. */
function late({ late, fails }: Said<unknown>, { heard, name, atOnce }: Asked): Swept<never> | undefined {
  const before = heard.held.get(name) ?? 0;
  if (before >= fails + late) return undefined;
  if (!atOnce || before < fails) heard.held.set(name, before + 1);
  if (before < fails) throw new Error('the store is away');
  return { kind: 'waiting', overdue: before % 2 === 1, attention: attention('agency-wait', name) };
}

/** The next of the list, its last again and again. */
function next<One extends string>(list: readonly One[], heard: string[]): One {
  const one = list[Math.min(heard.length, list.length - 1)];
  invariant(one !== undefined, 'a list of nothing');
  if (heard.length < list.length) heard.push(one);
  return one;
}

function done<Value>(value: Value): Extract<Swept<Value>, { kind: 'done' }> {
  return { kind: 'done', value };
}

function outcomeOf(answer: 'paid' | 'refused') {
  return answer === 'paid'
    ? ({ kind: 'paid', fen: fen(100), paidOn: localDate('2026-02-01') } as const)
    : ({ kind: 'refused', code: 'not-covered' } as const);
}

function attention(code: AttentionCode, step: string): Attention {
  return { code, step, blockedOn: 'medical-insurance', since: instant('2026-01-05T09:00:00+08:00') };
}
