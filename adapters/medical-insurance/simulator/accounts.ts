import { addFen, type Fen, minFen, subtractFen, sumFen, zeroFen } from '../../../domain/money.ts';
import { table } from '../../book.ts';
import type { CountyPerson } from '../../simulation.ts';
import { type Desk, personNumber } from './desk.ts';

/** What comes out of a person's own account and out of the family's. */
export interface Taken {
  readonly ownFen: Fen;
  readonly familyFen: Fen;
}

export const nothingTaken: Taken = { ownFen: zeroFen, familyFen: zeroFen };

/** What settlements took so far, by person. */
const spent = table<Taken>('accounts-spent');

/** What is left in both accounts. */
export function balanceOf(desk: Desk, person: CountyPerson): Taken {
  const { ownFen, familyFen } = person.accounts ?? nothingTaken;
  const used = desk.book.read(spent, personNumber(person)) ?? nothingTaken;
  return { ownFen: subtractFen(ownFen, used.ownFen), familyFen: subtractFen(familyFen, used.familyFen) };
}

/** What the accounts pay of an own part: the person's own first, then the family's. */
export function takenFor(desk: Desk, person: CountyPerson, ownPartFen: Fen): Taken {
  const left = balanceOf(desk, person);
  const ownFen = minFen(left.ownFen, ownPartFen);
  return { ownFen, familyFen: minFen(left.familyFen, subtractFen(ownPartFen, ownFen)) };
}

/** Books what was taken; `back`: it goes back into the accounts. */
export function bookTaken(desk: Desk, personNo: string, taken: Taken, way: 'out' | 'back'): void {
  if (sumFen([taken.ownFen, taken.familyFen]) === 0) return;
  const used = desk.book.read(spent, personNo) ?? nothingTaken;
  const moved = way === 'out' ? addFen : subtractFen;
  desk.book.write(spent, personNo, {
    ownFen: moved(used.ownFen, taken.ownFen),
    familyFen: moved(used.familyFen, taken.familyFen),
  });
}
