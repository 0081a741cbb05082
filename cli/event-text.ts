import { z } from 'zod';

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
    ...events.map(({ at, zh, en, kind, detail }) => `  ${at}  ${zh} · ${en} [${kind}]${ofInsurer(detail)}`),
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
