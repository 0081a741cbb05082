import type { CountyClock } from '../../../domain/clock.ts';
import { addDays, type LocalDate } from '../../../domain/dates.ts';
import { addFen, type Fen, fen, subtractFen, sumFen, zeroFen } from '../../../domain/money.ts';
import { type Book, nextNumber, table } from '../../book.ts';
import type { CountyPerson, Mischief } from '../../simulation.ts';

interface Hold {
  readonly holdNo: string;
  readonly idNumber: string;
  readonly fen: Fen;
  readonly expiresOn: LocalDate;
}

interface Draw {
  readonly drawNo: string;
  readonly idNumber: string;
  readonly fen: Fen;
  readonly drawnOn: LocalDate;
  readonly reversedFen: Fen;
  readonly repaid: boolean;
}

const holds = table<Hold>('holds');
const draws = table<Draw>('draws');
const holdDays = 7;
/** The bound card repays a draw by itself so many days after it; well before the 59th. */
const repaidAfterDays = 30;

/** The bank's own book of lines: what is held, what is drawn, what is repaid. */
export interface Lines {
  readonly availableFen: (person: CountyPerson, mischief?: Mischief) => Fen;
  /** A hold that stands today. */
  readonly standing: (holdNo: string) => Hold | undefined;
  readonly hold: (idNumber: string, amount: Fen) => Hold;
  readonly renew: (held: Hold) => Hold;
  readonly release: (holdNo: string) => void;
  readonly draw: (idNumber: string, amount: Fen) => Draw;
  readonly drawOf: (drawNo: string) => Draw | undefined;
  /** Back to the line. */
  readonly reverse: (draw: Draw, amount: Fen) => void;
  readonly repayDue: () => void;
}

/** The simulated bank's lines, worked out from holds and draws in its book. */
export function linesOf(book: Book, clock: CountyClock): Lines {
  const stands = ({ expiresOn }: Hold): boolean => expiresOn >= clock.today();
  const owed = (draw: Draw): Fen => (draw.repaid ? zeroFen : subtractFen(draw.fen, draw.reversedFen));
  return {
    availableFen({ creditLine, idNumber }, mischief) {
      const granted = creditLine?.limitFen ?? zeroFen;
      const limitFen = mischief === 'limit-changed' ? fen(Math.floor(granted / 2)) : granted;
      const mine = <Row extends { readonly idNumber: string }>(rows: readonly Row[]) =>
        rows.filter((row) => row.idNumber === idNumber);
      const held = mine(book.rows(holds)).filter(stands);
      const used = addFen(sumFen(held.map((one) => one.fen)), sumFen(mine(book.rows(draws)).map(owed)));
      return subtractFen(limitFen, used);
    },
    standing(holdNo) {
      const found = book.read(holds, holdNo);
      return found !== undefined && stands(found) ? found : undefined;
    },
    hold(idNumber, amount) {
      const holdNo = numbered('H', nextNumber(book, 'holds'));
      const held = { holdNo, idNumber, fen: amount, expiresOn: addDays(clock.today(), holdDays) };
      book.write(holds, holdNo, held);
      return held;
    },
    renew(held) {
      const renewed = { ...held, expiresOn: addDays(clock.today(), holdDays) };
      book.write(holds, held.holdNo, renewed);
      return renewed;
    },
    release: (holdNo) => book.remove(holds, holdNo),
    draw(idNumber, amount) {
      const drawNo = numbered('D', nextNumber(book, 'draws'));
      const drawn = { drawNo, idNumber, fen: amount, drawnOn: clock.today(), reversedFen: zeroFen };
      book.write(draws, drawNo, { ...drawn, repaid: false });
      return { ...drawn, repaid: false };
    },
    drawOf: (drawNo) => book.read(draws, drawNo),
    reverse: (draw, amount) =>
      book.write(draws, draw.drawNo, { ...draw, reversedFen: addFen(draw.reversedFen, amount) }),
    repayDue() {
      for (const draw of book.rows(draws))
        if (!draw.repaid && addDays(draw.drawnOn, repaidAfterDays) <= clock.today())
          book.write(draws, draw.drawNo, { ...draw, repaid: true });
    },
  };
}

function numbered(letter: string, number: number): string {
  return `${letter}${String(number).padStart(8, '0')}`;
}
