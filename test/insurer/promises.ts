import { readFileSync } from 'node:fs';
import { asked } from '../../adapters/medical-insurance/questions-for-tests.ts';
import { readPerson } from '../../adapters/medical-insurance/wire/person.ts';
import { readSettlement } from '../../adapters/medical-insurance/wire/settlement.ts';
import { invariant } from '../../domain/invariant.ts';
import { triedBill } from './field-bills.ts';
import { type Dice, mutated } from './mutations.ts';
import { triedOther } from './other-replies.ts';

const sample = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../adapters/medical-insurance/samples/${name}.json`, import.meta.url), 'utf8'),
  );
const samples = { person: sample('1101-reply'), settlement: sample('2304-reply') };
const reply = (body: string) => ({ kind: 'reply', status: 200, body }) as const;

/** What became of one mutated reply, or the promise that it broke. */
export interface Outcome {
  readonly kind: string;
  readonly broken: string | null;
  readonly body: string;
}

const right = {
  person: done(readPerson(reply(JSON.stringify(samples.person)), asked['1101']())),
  settlement: done(readSettlement(reply(JSON.stringify(samples.settlement)), asked['2304']())),
};

/** Mutates one reply and reads it: ours to 1101 and 2304, a stranger's to both, a captured settlement of some region, or the reply to any other transaction. */
export function tried(dice: Dice): Outcome {
  const which = dice(3);
  if (which === 0) return named('settlement of a region', triedBill(dice));
  if (which === 1) return triedOther(dice);
  const [isPerson, isOurs] = [dice(2) === 0, dice(4) > 0];
  const { body, sameMeaning } = mutated(isPerson ? samples.person : samples.settlement, dice);
  if (isPerson) {
    // The same record is a stranger's to who asked about somebody else.
    const answer = readPerson(reply(body), asked['1101'](isOurs ? 0 : 1));
    const broken = answer.kind === 'done' ? personBroken(answer.value, { isOurs, sameMeaning }) : null;
    return { kind: `1101 ${answer.kind}`, broken, body };
  }
  const text = isOurs
    ? body
    : body.replaceAll('V0001', 'V0002').replaceAll('131121198902280042', '11010519491231002X');
  const answer = readSettlement(reply(text), asked['2304']());
  const broken = answer.kind === 'done' ? settlementBroken(answer.value, { isOurs, sameMeaning }) : null;
  return { kind: `2304 ${answer.kind}`, broken, body: text };
}

function named(of: string, outcome: Outcome): Outcome {
  return { ...outcome, kind: `${of} ${outcome.kind}` };
}

interface Case {
  readonly isOurs: boolean;
  readonly sameMeaning: boolean;
}

function personBroken(value: typeof right.person, { isOurs, sameMeaning }: Case): string | null {
  if (value.personNo === null) return null;
  if (!isOurs) return 'another person was taken for ours';
  if (!sameMeaning) return null;
  if (value.personNo !== right.person.personNo) return 'another number of the person';
  const { type, status, division } = value.insurance;
  const { insurance } = right.person;
  // A state that was dropped asks a person.
  const same = type === insurance.type && division === insurance.division;
  return same && (status === insurance.status || status === 'unclear') ? null : 'another cover';
}

function settlementBroken(value: typeof right.settlement, { isOurs, sameMeaning }: Case): string | null {
  if (!isOurs) return 'another stay was taken for ours';
  const paid = Object.values(value.answers).map((said) => ('paidFen' in said ? said.paidFen : 0));
  const parts = [...paid, value.accountFen, value.familyAccountFen, value.cashFen];
  if (parts.some((part) => part < 0)) return 'a negative part';
  if (parts.reduce<number>((sum, part) => sum + part, 0) !== right.settlement.totalFen)
    return 'money beyond the bill';
  if (value.totalFen !== right.settlement.totalFen) return 'another total';
  const same = JSON.stringify(value.answers) === JSON.stringify(right.settlement.answers);
  return same || !sameMeaning ? null : 'other payers';
}

function done<Value>(answer: { readonly kind: string; readonly value?: Value }): Value {
  invariant(answer.kind === 'done' && answer.value !== undefined, 'the sample is read');
  return answer.value;
}
