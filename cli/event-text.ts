import { z } from 'zod';
import { claimEvents } from '../domain/claim-events.ts';
import { entryOf } from '../domain/entry.ts';
import { fen, formatYuan } from '../domain/money.ts';

/** The parts of an event of a stay that a person reads. */
export const readableEvent = z.looseObject({
  ...{ kind: z.string(), zh: z.string(), en: z.string(), at: z.string() },
});
/** What `GET /v1/stays/{caseRef}/events` answers. */
export const readableEvents = z.looseObject({ events: z.array(readableEvent) });

/** What happened to a stay, a line each. */
export function eventsText(events: readonly z.infer<typeof readableEvent>[]): readonly string[] {
  return [
    '经过 · what happened',
    ...events.map(
      ({ at, zh, en, kind, detail }) =>
        `  ${at}  ${zh} · ${en} [${kind}]${ofInsurer(detail)}${ofClaim(detail)}`,
    ),
  ];
}

/** Of a reply that a hospital delivered: which transaction, and what the insurer said, or showed. */
function ofInsurer(detail: unknown): string {
  const told = delivered.safeParse(detail);
  if (!told.success) return '';
  const { transaction, said, check } = told.data;
  return ` ${transaction} ${check ?? said ?? ''}`.trimEnd();
}
const delivered = z.looseObject({
  ...{ transaction: z.string(), said: z.string().optional(), check: z.string().optional() },
});

/** Of a claim: whose it is, and what happened to it with how much, or else where it stands now. */
function ofClaim(detail: unknown): string {
  const told = aboutClaim.safeParse(detail);
  if (!told.success) return '';
  const { payer, claimSequence, what = '', state = '', fen: some } = told.data;
  const words = entryOf(claimEvents, what);
  const happened = words === undefined ? state : `${words.zh} · ${words.en}`;
  return ` ${payer}/${claimSequence} ${happened}${some === undefined ? '' : ` ${formatYuan(some)}`}`;
}
const aboutClaim = z.looseObject({
  ...{ payer: z.string(), claimSequence: z.int(), what: z.string().optional(), state: z.string().optional() },
  fen: z.int().transform(fen).optional(),
});
