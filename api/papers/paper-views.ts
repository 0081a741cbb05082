import { z } from 'zod';
import {
  type PrintedGround,
  type PrintedKind,
  printedCodes,
  printedGroundCodes,
  printedGrounds,
  printedKinds,
} from '../../domain/printed-papers.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';
import { instant } from '../http/answer-words.ts';
import type { ViewOf } from '../http/view-of.ts';
import { groundOfStay } from './content.ts';

const words = { zh: z.string(), en: z.string() };

/** What can be printed of a stay, and what was. */
export const papersView = z
  .object({
    caseRef: z.string(),
    papers: z.array(
      z.object({
        ...{ kind: z.enum(printedCodes), ...words },
        whyNot: z
          .object({ code: z.enum(printedGroundCodes), ...words })
          .nullable()
          .meta({ description: 'null: it can be printed now' }),
        about: z
          .array(z.string())
          .meta({ description: 'of daily-list: its days; of letter: numbers of the notices' }),
      }),
    ),
    printed: z.array(
      z.object({
        ...{ paper: z.int(), kind: z.enum(printedCodes) },
        about: z.string().meta({ description: 'the day or the notice; empty: the stay' }),
        template: z.string().meta({ description: 'which dated text' }),
        sha256: z.string().meta({ description: 'of the file: a reprint of the same has the same' }),
        pages: z.int(),
        printedBy: z.string().meta({ description: 'who printed it first; the audit trail has every print' }),
        printedAt: instant,
        signed: z.boolean().meta({ description: 'the agreement that was recorded is this paper' }),
      }),
    ),
  })
  .meta({ id: 'Papers' });

/** Each kind of paper with why it cannot be printed now. */
export async function printableOf(
  { stays }: Pick<ApiDeps, 'stays'>,
  whole: WholeStay,
): Promise<ViewOf<typeof papersView>['papers']> {
  const { caseRef } = whole.stay;
  const [days, notices] = await Promise.all([stays.chargeDays(caseRef), stays.noticesOf(caseRef)]);
  const about: Readonly<Partial<Record<PrintedKind, readonly string[]>>> = {
    'daily-list': days.map(({ day }) => day),
    letter: notices.filter(({ state }) => state !== 'moot').map(({ notice }) => String(notice)),
  };
  return printedCodes.map((kind) => {
    const { zh, en } = printedKinds[kind];
    const ground = groundOfStay(whole) ?? groundOf(kind, whole, about[kind] ?? []);
    const whyNot = ground === null ? null : { code: ground, ...printedGrounds[ground] };
    return { kind, zh, en, whyNot, about: about[kind] ?? [] };
  });
}

function groundOf(
  kind: PrintedKind,
  { stay, conditions, settlement }: WholeStay,
  about: readonly string[],
): PrintedGround | null {
  switch (kind) {
    case 'decision':
      return stay.decision === null || stay.decision.outcome === 'review' ? 'not-decided' : null;
    case 'agreement':
      return conditions.some((one) => one.kind === 'agreement') ? null : 'not-asked';
    case 'daily-list':
      return about.length === 0 ? 'no-charges' : null;
    case 'settlement':
      return settlement === null || stay.discharge === null ? 'not-settled' : null;
    case 'letter':
      return about.length === 0 ? 'no-notice' : null;
  }
}
