import { type Dice, diceOf } from '../../county/people/dice.ts';
import type { DecisionOutcome } from '../../domain/decision.ts';
import { type PayerId, payers } from '../../domain/ids.ts';

/** How somebody answers one question in the end, and how often he is late or the step fails before. */
export interface Said<Answer> {
  readonly late: number;
  readonly fails: number;
  readonly answer: Answer;
}

/** One stay of which everything is decided beforehand: each list is what is said one after the other. */
export interface GeneratedStay {
  readonly seed: number;
  readonly cover: Said<'known'>;
  readonly decisions: readonly DecisionOutcome[];
  readonly admission: readonly Said<'refused' | 'answered'>[];
  readonly settlement: readonly Said<'refused' | 'answered'>[];
  readonly bill: readonly ('blocked' | 'settled')[];
  /** By payer what it says to each question. */
  readonly claims: ReadonlyMap<PayerId, readonly Said<'open' | 'paid' | 'refused'>[]>;
  readonly patientPays: boolean;
}

/** The same seed is the same stay. */
export function generatedStay(seed: number): GeneratedStay {
  const roll = diceOf(seed, 0);
  const refusedFirst = (what: string): readonly Said<'refused' | 'answered'>[] => [
    ...(roll(`${what} refused`, 6) === 0 ? [said(roll, `${what} no`, 'refused' as const)] : []),
    said(roll, what, 'answered'),
  ];
  const wanted = roll('payers', 5);
  const several = payers.filter((payer) => roll(`has ${payer}`, payers.length) < wanted);
  return {
    seed,
    cover: said(roll, 'cover', 'known'),
    decisions: decisionsOf(roll),
    admission: refusedFirst('admission'),
    settlement: refusedFirst('settlement'),
    bill: roll('blocked', 8) === 0 ? ['blocked', 'settled'] : ['settled'],
    claims: new Map(several.map((payer) => [payer, claimOf(roll, payer)])),
    patientPays: roll('patient', 3) > 0,
  };
}

function decisionsOf(roll: Dice): readonly DecisionOutcome[] {
  const last: DecisionOutcome = roll('refuse', 10) === 0 ? 'refuse' : 'admit';
  return roll('review', 6) === 0 ? ['review', last] : [last];
}

function claimOf(roll: Dice, payer: PayerId): readonly Said<'open' | 'paid' | 'refused'>[] {
  const questions = Math.max(0, roll(`${payer} questions`, 6) - 2);
  return [
    ...Array.from({ length: questions }, (_, at) => said(roll, `${payer} ${at}`, 'open' as const)),
    said(roll, `${payer} end`, roll(`${payer} refuses`, 6) === 0 ? 'refused' : 'paid'),
  ];
}

function said<Answer>(roll: Dice, what: string, answer: Answer): Said<Answer> {
  return {
    late: Math.max(0, roll(`${what} late`, 8) - 6),
    fails: roll(`${what} fails`, 15) === 0 ? 1 : 0,
    answer,
  };
}
