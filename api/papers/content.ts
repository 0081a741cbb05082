import type { LocalDate } from '../../domain/dates.ts';
import { sumFen } from '../../domain/money.ts';
import type { PrintedGround, PrintedKind } from '../../domain/printed-papers.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';
import { agreementPaper } from './agreement.ts';
import { dailyListPaper } from './daily-list.ts';
import { decisionPaper } from './decision.ts';
import { letterPaper } from './letter.ts';
import type { PaperFacts, PaperOrGround } from './paper-facts.ts';
import { settlementPaper } from './settlement.ts';

/** Nothing at all is printed of such a stay; null: what there is can be. */
export function groundOfStay({ stay }: Pick<WholeStay, 'stay'>): PrintedGround | null {
  if (stay.stage === 'Cancelled' || stay.beingCancelled) return 'stay-over';
  return stay.impersonated === null ? null : 'not-theirs';
}

/** What a paper says, or why it cannot be printed now. */
export async function contentOf(
  { stays }: Pick<ApiDeps, 'stays'>,
  {
    kind,
    facts,
    asked,
  }: {
    readonly kind: PrintedKind;
    readonly facts: PaperFacts;
    readonly asked: { readonly day?: LocalDate | undefined; readonly notice?: number | undefined };
  },
): Promise<PaperOrGround> {
  const ground = groundOfStay(facts.whole);
  if (ground !== null) return ground;
  switch (kind) {
    case 'decision':
      return decisionPaper(facts);
    case 'agreement':
      return agreementPaper(facts);
    case 'settlement':
      return settlementPaper(facts);
    case 'letter': {
      const notices = await stays.noticesOf(facts.whole.stay.caseRef);
      return letterPaper(
        facts,
        notices.find(({ notice }) => notice === asked.notice),
      );
    }
    case 'daily-list':
      return dailyList(stays, facts, asked.day);
  }
}

async function dailyList(
  stays: ApiDeps['stays'],
  facts: PaperFacts,
  only: LocalDate | undefined,
): Promise<PaperOrGround> {
  const { caseRef } = facts.whole.stay;
  const known = await stays.chargeDays(caseRef);
  const wanted = known.filter(({ day }) => only === undefined || day === only);
  const lists = await Promise.all(wanted.map(({ day }) => stays.chargesOfDay(caseRef, day)));
  const days = wanted.map(({ day }, at) => ({ day, lists: lists[at] ?? [] }));
  const upTo = known.filter(({ day }) => only === undefined || day <= only);
  return dailyListPaper(facts, days, {
    about: only ?? '',
    upToFen: sumFen(upTo.map(({ totalFen }) => totalFen)),
  });
}
