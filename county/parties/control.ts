import { z } from 'zod';
import { type Book, table } from '../../adapters/book.ts';
import type { PaymentCalendar } from '../../adapters/claim-book.ts';
import {
  type CountyPerson,
  jsonReply,
  type SimulatedReply,
  type Simulator,
} from '../../adapters/simulation.ts';
import type { CountyClock } from '../../domain/clock.ts';
import type { PartyId } from '../../domain/ids.ts';
import { type Faults, playable } from './faults.ts';
import type { PartyPeople } from './people.ts';

/** What the control routes of a party process can see and change. */
export interface Controlled {
  readonly party: PartyId;
  readonly book: Book;
  readonly clock: CountyClock;
  readonly people: PartyPeople;
  readonly faults: Faults;
  readonly simulator: Simulator;
  calendar: PaymentCalendar;
}

/** The calendar that was set by control: a killed payer pays no earlier for it. */
export const calendars = table<PaymentCalendar>('calendar');

/** Payment calendars as `/control/calendar` and the command line take them. */
export const calendarForm = z.union([z.literal('immediate'), z.strictObject({ days: z.int().min(0) })]);

/**
 * The control routes: `GET health` · `GET|POST|DELETE faults` (`DELETE faults?about=…`: of one stay or person only) · `GET book?table=&<field>=<value>` (effects by default) ·
 * `POST people` (a list of people, added or replaced) · `PUT calendar`.
 */
export function control(
  controlled: Controlled,
  request: { readonly method: string; readonly path: string; readonly body: string },
): SimulatedReply {
  const url = new URL(request.path, 'http://party');
  const route = `${request.method} ${url.pathname.replace('/control/', '')}`;
  const { faults } = controlled;
  switch (route) {
    case 'GET health':
      return jsonReply(200, {
        party: controlled.party,
        today: controlled.clock.today(),
        faults: faults.list(),
      });
    case 'GET book':
      return jsonReply(200, { rows: bookRows(controlled, url.searchParams) });
    case 'GET faults':
      return jsonReply(200, { faults: faults.list() });
    case 'DELETE faults':
      faults.clear(url.searchParams.get('about') ?? undefined);
      return jsonReply(200, { faults: faults.list() });
    case 'POST faults':
      return withBody(request.body, playable(controlled.simulator), (fault) => {
        faults.add(fault);
        return { faults: faults.list() };
      });
    case 'POST people':
      return withBody(
        request.body,
        z.array(z.looseObject({ idNumber: z.string().min(8).max(18) })),
        (people) => {
          controlled.people.put(people as unknown as readonly CountyPerson[]);
          return { people: people.length };
        },
      );
    case 'PUT calendar':
      return withBody(request.body, calendarForm, (calendar) => {
        controlled.calendar = calendar;
        controlled.book.write(calendars, 'current', calendar);
        return { calendar };
      });
    default:
      return jsonReply(404, { message: 'no such control route' });
  }
}

/** Rows of a table of the book whose fields have the given values; what has fallen due is paid first. */
function bookRows({ book, simulator }: Controlled, query: URLSearchParams): readonly unknown[] {
  simulator.payDue();
  const name = query.get('table') ?? 'effects';
  const wanted = [...query].filter(([field]) => field !== 'table');
  return book
    .rows(table<Readonly<Record<string, unknown>>>(name))
    .filter((row) => wanted.every(([field, value]) => String(row[field]) === value));
}

function withBody<Form>(body: string, form: z.ZodType<Form>, act: (value: Form) => unknown): SimulatedReply {
  const parsed = form.safeParse(quietly(body));
  if (parsed.success) return jsonReply(200, act(parsed.data));
  return jsonReply(422, { message: z.prettifyError(parsed.error) });
}

function quietly(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
