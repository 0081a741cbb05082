import type { PaymentCalendar } from '../../adapters/claim-book.ts';
import { jsonReply } from '../../adapters/simulation.ts';
import { type PartyServer, serveParty } from '../../adapters/simulation-server.ts';
import { type ClockSetting, countyClock } from '../../domain/clock.ts';
import type { PartyId } from '../../domain/ids.ts';
import { type Controlled, calendars, control } from './control.ts';
import { partyFaults } from './faults.ts';
import { partyPeople } from './people.ts';
import { simulatorOf } from './simulators.ts';
import { sqliteBook } from './sqlite-book.ts';

export interface PartyProcessOptions {
  readonly party: PartyId;
  /** 0 takes a free port. */
  readonly port: number;
  readonly bookFile: string;
  readonly peopleFile: string | undefined;
  readonly clock: ClockSetting;
  /** The calendar at first; one set by control since is kept in the book. */
  readonly calendar: PaymentCalendar;
  /** Bearer token that the hub must show; undefined asks for none. */
  readonly token: string | undefined;
}

/** Runs one simulated party: real HTTP, a durable book, faults and the book's view under `/control/`. */
export async function runParty(options: PartyProcessOptions): Promise<PartyServer> {
  const { party, port, token } = options;
  const book = sqliteBook(options.bookFile);
  const clock = countyClock(options.clock);
  const people = await partyPeople(book, options.peopleFile);
  const faults = partyFaults();
  const current = { calendar: book.read(calendars, 'current') ?? options.calendar };
  const simulator = simulatorOf(party, {
    book,
    people,
    clock,
    get calendar() {
      return current.calendar;
    },
  });
  const controlled: Controlled = Object.assign(current, { party, book, clock, people, faults, simulator });
  const server = await serveParty((request) => {
    if (isFromPage(request.headers)) return jsonReply(403, { message: 'not from a web page' });
    if (request.path.startsWith('/control/')) return control(controlled, request);
    if (request.method !== 'POST') return jsonReply(405, { message: 'POST only' });
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return jsonReply(401, { message: 'unknown caller' });
    return faults.answer(simulator, request);
  }, port);
  // Payments fall due whether or not anybody asks.
  const payments = setInterval(() => simulator.payDue(), 1_000).unref();
  return {
    ...server,
    close: async () => {
      clearInterval(payments);
      await server.close();
      book.close();
    },
  };
}

/** True for what a browser sends for a page: nobody but programs and `hub` writes to a party. */
function isFromPage(headers: Readonly<Record<string, string | undefined>>): boolean {
  const site = headers['sec-fetch-site'];
  return headers.origin !== undefined || (site !== undefined && site !== 'none');
}
