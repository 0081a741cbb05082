import { addDays, type LocalDate } from '../domain/dates.ts';
import { type Fen, fen } from '../domain/money.ts';
import { hubClient } from './hub-client.ts';

/** What the cashiers of a simulated hospital took, in its own book; the hub is told payment by payment. */
export interface CashDesk {
  readonly took: (payment: {
    readonly fen: number;
    readonly paidOn: LocalDate;
    readonly method: string;
  }) => void;
  /** In the morning the hospital's system sends its counts of the last days: a payment may have been told late. */
  readonly count: (today: LocalDate) => Promise<void>;
}

/** The one cashier of a simulated hospital. */
export const cashier = '01';

/** Days that are counted again each morning. */
const daysBack = 3;

interface Sum {
  readonly fen: Fen;
  readonly payments: number;
}

/** A desk that begins its book on a day: that day it does not count, for it saw only a part of it. */
export function cashDesk(hub: {
  readonly api: string;
  readonly institution: string;
  readonly token: string;
  readonly from: LocalDate;
}): CashDesk {
  const book = new Map<LocalDate, Map<string, Sum>>();
  const client = hubClient(hub.api, hub.token);
  return {
    took: ({ fen: some, paidOn, method }) => {
      const day = book.get(paidOn) ?? new Map<string, Sum>();
      const before = day.get(method);
      day.set(method, { fen: fen((before?.fen ?? 0) + some), payments: (before?.payments ?? 0) + 1 });
      book.set(paidOn, day);
    },
    count: async (today) => {
      for (let day = addDays(today, -daysBack); day < today; day = addDays(day, 1)) {
        if (day <= hub.from) continue;
        const totals = [...(book.get(day) ?? [])].map(([method, sum]) => ({ cashier, method, ...sum }));
        await client.put(`/v1/institutions/${hub.institution}/cash-days/${day}`, { totals });
      }
    },
  };
}
