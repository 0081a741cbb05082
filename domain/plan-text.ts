import type { LocalDate } from './dates.ts';
import { type Fen, formatYuan } from './money.ts';
import type { Words } from './words.ts';

/** What a plan of instalments waits for, in words. */
export function ofPlanText(
  detail:
    | { readonly kind: 'overdue'; readonly overdueFen: Fen; readonly dueOn: LocalDate }
    | { readonly kind: 'estate'; readonly balanceFen: Fen },
): Words {
  const yuan = formatYuan(detail.kind === 'overdue' ? detail.overdueFen : detail.balanceFen);
  if (detail.kind === 'overdue')
    return { zh: `自 ${detail.dueOn} 起逾期 ${yuan} 元`, en: `${yuan} yuan overdue since ${detail.dueOn}` };
  return {
    zh: `患者已故,尚欠 ${yuan} 元,只可向遗产主张`,
    en: `the patient died; ${yuan} yuan are claimed only against the estate`,
  };
}
