import type { ArrearsTerms } from '../../domain/arrears.ts';
import type { Reason } from '../../domain/decision.ts';
import { entryOf } from '../../domain/entry.ts';
import type { Wording, Words } from '../../domain/words.ts';
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

/** What warns a hospital early of own parts that may stay unpaid. */
const arrearsWarningKinds = {
  'first-instalment-missed': {
    zh: '第一期分期款即已逾期，请尽快与患者联系',
    en: 'the very first instalment was missed: talk with the patient soon',
  },
  'long-unpaid': {
    zh: '出院后久未结清，请核实是否有困难',
    en: 'unpaid long after the discharge: find out whether there is hardship',
  },
} as const satisfies Wording;

/** The warnings that the scheme's rule gives, with its article; none where it has no such rule. They change nothing for the person. */
export function arrearsWarnings(
  { practice }: Pick<SchemeVersion, 'practice'>,
  { missedFirst, unpaidDays }: { readonly missedFirst: boolean; readonly unpaidDays: number },
): readonly Reason[] {
  const rule = [...practice.values()].find((one) => one.kind === 'arrears');
  if (rule?.kind !== 'arrears') return [];
  const { warnsOf = [], warnsAfterDays, article } = rule;
  const given = {
    'first-instalment-missed': missedFirst,
    'long-unpaid': warnsAfterDays !== undefined && unpaidDays >= warnsAfterDays,
  };
  return warnsOf
    .filter((code) => entryOf(given, code) === true)
    .map((code) => ({ code, article, ...arrearsWarningKinds[code] }));
}
