import type { LocalDate } from './dates.ts';
import { type Fen, formatYuan } from './money.ts';
import type { Words } from './words.ts';

/** What a case of arrears waits with, in words. */
export function arrearsText({
  owedFen,
  answers,
  dueOn,
}: {
  readonly owedFen: Fen;
  readonly answers: number;
  readonly dueOn: LocalDate | null;
}): Words {
  const yuan = formatYuan(owedFen);
  const until = dueOn === null ? ['', ''] : [`，${dueOn}前答复`, `, to be decided by ${dueOn}`];
  return {
    zh: `申请时未缴 ${yuan} 元；未处理的申辩、异议 ${answers} 件${until[0]}`,
    en: `${yuan} yuan open at the application; answers and objections not decided: ${answers}${until[1]}`,
  };
}
