import { expect, test } from 'vitest';
import { localDate } from './dates.ts';
import { fen } from './money.ts';
import { paidBefore } from './paid-twice.ts';

const day = (text: string) => localDate(`2024-03-${text}`);
const cash = { paymentId: 'P1', fen: fen(340_325), paidOn: day('05'), method: 'cash' } as const;
const transfer = { paymentId: 'P2', fen: fen(340_325), paidOn: day('07'), method: 'transfer' } as const;

test('the same amount at the window and by transfer on near days is paid twice, whichever is told first', () => {
  expect(paidBefore(transfer, [cash], [])).toBe(cash);
  expect(paidBefore(cash, [transfer], [])).toBe(transfer);
  expect(paidBefore(cash, [{ ...transfer, method: 'credit-line' }], [])?.paymentId).toBe('P2');
});

test('another amount, the same way, a far day, or a payment that was made twice before is none', () => {
  expect(paidBefore({ ...transfer, fen: fen(340_324) }, [cash], [])).toBeNull();
  expect(paidBefore({ ...transfer, method: 'mobile' }, [cash], [])).toBeNull();
  expect(paidBefore({ ...transfer, paidOn: day('12') }, [cash], [])).toBe(cash);
  expect(paidBefore({ ...transfer, paidOn: day('13') }, [cash], [])).toBeNull();
  expect(paidBefore(transfer, [cash], ['P1'])).toBeNull();
});

test('of several the latest that was not made twice is meant', () => {
  const later = { ...cash, paymentId: 'P3', paidOn: day('06') };
  expect(paidBefore(transfer, [cash, later], [])).toBe(later);
  expect(paidBefore(transfer, [cash, later], ['P3'])).toBe(cash);
});
