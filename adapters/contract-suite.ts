import { setupServer } from 'msw/node';
import { afterAll, beforeAll, describe } from 'vitest';
import { type CountyClock, countyClock } from '../domain/clock.ts';
import { instant, millisOf } from '../domain/dates.ts';
import type { PersonRef } from '../domain/ids.ts';
import { invariant } from '../domain/invariant.ts';
import type { PersonIdentity } from '../domain/person.ts';
import type { Answer } from './answer.ts';
import { type Book, memoryBook } from './book.ts';
import type { Call, MessageHeader } from './call.ts';
import { type PartyHttp, partyHttp } from './http.ts';
import { asInVault, suitePeople } from './people-of-contract-suite.ts';
import { canPlay, type Effect, effects, type Mischief, type People, type Simulator } from './simulation.ts';
import { partyHandlers } from './simulation-msw.ts';
import { serveParty } from './simulation-server.ts';

/** What a contract suite works with: a way to the party, and the party's own book to check what it really did. */
export interface ContractBench {
  readonly http: PartyHttp;
  readonly book: Book;
  readonly effects: () => readonly Effect[];
  /** Sets how the party misbehaves from now on; undefined ends it. */
  readonly misbehave: (mischief: Mischief | undefined) => void;
  readonly passDays: (days: number) => void;
}

/** What a simulator is built from. */
export interface SimulatorParts {
  readonly book: Book;
  readonly clock: CountyClock;
  readonly people: People;
}

/** Runs one suite twice: against the simulator under msw, and against the simulator over real HTTP. */
export function contractSuite(
  name: string,
  simulatorOf: (parts: SimulatorParts) => Simulator,
  suite: (bench: ContractBench) => void,
): void {
  for (const way of ['msw', 'HTTP'] as const) {
    describe(`${name} over ${way}`, () => {
      let mischief: Mischief | undefined;
      let days = 0;
      const start = millisOf(instant('2026-03-02T09:00:00+08:00'));
      const clock = countyClock({ realMs: 0, countyMs: start, speed: 1 }, () => days * 86_400_000);
      const book = memoryBook();
      const simulator = simulatorOf({ book, clock, people: benchPeople });
      const shell = way === 'msw' ? underMsw(simulator, () => mischief) : overHttp(simulator, () => mischief);
      let http: PartyHttp | undefined;
      beforeAll(async () => {
        const baseUrl = await shell.open();
        http = partyHttp({ baseUrl, credential: { kind: 'none' }, timeoutMs: 5_000 });
      });
      afterAll(async () => {
        http?.close();
        await shell.close();
      });
      suite({
        http: {
          post: (...message) => {
            invariant(http !== undefined, 'the suite has begun');
            return http.post(...message);
          },
          close: () => http?.close(),
        },
        book,
        effects: () => book.rows(effects),
        misbehave: (kind) => {
          invariant(kind === undefined || canPlay(simulator, kind), `the party cannot play ${kind}`);
          mischief = kind;
        },
        passDays: (more) => {
          days += more;
          simulator.payDue();
        },
      });
    });
  }
}

interface Shell {
  open(): Promise<string>;
  close(): Promise<void>;
}

function underMsw(simulator: Simulator, mischief: () => Mischief | undefined): Shell {
  const server = setupServer(...partyHandlers('http://party.test', simulator, mischief));
  return {
    open: async () => {
      server.listen({ onUnhandledFrame: 'error' });
      return 'http://party.test';
    },
    close: async () => server.close(),
  };
}

function overHttp(simulator: Simulator, mischief: () => Mischief | undefined): Shell {
  let close = async (): Promise<void> => {};
  return {
    open: async () => {
      const server = await serveParty((request) => simulator.handle(request, mischief()));
      close = server.close;
      return server.baseUrl;
    },
    close: () => close(),
  };
}

/** Writes, sends and reads one message. */
export async function ask<Request, Value>(
  call: Call<Request, Value>,
  request: Request,
  header: MessageHeader,
): Promise<Answer<Value>> {
  const body = await call.write(request, header);
  return call.read(await call.send(body, header), { body, header });
}

/** The people of the suites. */
export const benchPeople: People = suitePeople;

/** Stands for the vault: a ref is 'psn_' and the index of a person of the suites. */
export async function openBenchPerson(ref: PersonRef): Promise<PersonIdentity> {
  const found = benchPeople.all()[Number(ref.slice(4))];
  invariant(found !== undefined, 'the ref names a person of the suites');
  return asInVault(found);
}

/** The ref of the n-th person of the suites. */
export function benchPersonRef(index: number): PersonRef {
  return `psn_${index}` as PersonRef;
}

/** A header with a key and message id of its own. */
export function benchHeader(sequence: number, institution = 'H50015400001'): MessageHeader {
  const messageId = `${institution}20260302090000${String(sequence).padStart(4, '0')}`;
  return { key: `key-${sequence}`, messageId, at: instant('2026-03-02T09:00:00+08:00') };
}
