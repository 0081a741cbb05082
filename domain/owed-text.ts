import type { PayerId } from './ids.ts';
import { type Fen, formatYuan } from './money.ts';
import type { Words } from './words.ts';

type Owed =
  | { readonly kind: 'other-amount'; readonly owedFen: Fen; readonly paidFen: Fen }
  | { readonly kind: 'unpaid'; readonly balanceFen: Fen }
  | { readonly kind: 'owed-back'; readonly debtor: PayerId | 'patient'; readonly owedFen: Fen };

/** Who owes what, and what was paid of it. */
export function owedText(detail: Owed): Words {
  switch (detail.kind) {
    case 'other-amount': {
      const [owed, paid] = [formatYuan(detail.owedFen), formatYuan(detail.paidFen)];
      return { zh: `应付 ${owed} 元,到账 ${paid} 元`, en: `owed ${owed} yuan, paid ${paid} yuan` };
    }
    case 'unpaid': {
      const balance = formatYuan(detail.balanceFen);
      return { zh: `未缴 ${balance} 元`, en: `${balance} yuan unpaid` };
    }
    case 'owed-back': {
      const yuan = formatYuan(detail.owedFen);
      return { zh: `应退 ${detail.debtor} ${yuan} 元`, en: `${yuan} yuan go back to ${detail.debtor}` };
    }
  }
}
