import type { LocalDate } from '../domain/dates.ts';

/** The whole bill (fen) as one item, which is all that a simulated hospital knows of it. */
export function wholeFee(fen: number, chargedOn: LocalDate) {
  const codes = { nationalCode: '001102000010000-110200001', code: 'F1', name: '住院费用' };
  return { ...codes, count: 1, unitFen: fen, fen, chargedOn };
}
