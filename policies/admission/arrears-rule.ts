import type { ArrearsTerms } from '../../domain/arrears.ts';
import type { Words } from '../../domain/words.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';

/** Whether the scheme has a record of malicious arrears, and by which days; `none`: it has not, or names nobody who keeps it. */
export type ArrearsRule =
  | { readonly kind: 'kept'; readonly terms: ArrearsTerms; readonly article: string }
  | ({ readonly kind: 'none' } & Words);

/** Source: the scheme's practice of the kind `arrears`. */
export function arrearsRule({ practice }: Pick<SchemeVersion, 'practice'>): ArrearsRule {
  const rule = [...practice.values()].find((one) => one.kind === 'arrears');
  if (rule?.kind !== 'arrears')
    return { kind: 'none', zh: '文件未写恶意欠费记录', en: 'the text tells of no such record' };
  const { keeper, answerDays, listedMonths, objectionDays, article, zh, en } = rule;
  if (
    keeper === undefined ||
    answerDays === undefined ||
    listedMonths === undefined ||
    objectionDays === undefined
  )
    return { kind: 'none', zh: `未指定管理单位（${zh}）`, en: `nobody is named who keeps it (${en})` };
  return { kind: 'kept', terms: { answerDays, listedMonths, objectionDays }, article };
}
