import type { AskedField } from './clinical.ts';
import { type ConditionKind, conditionKinds } from './condition-kinds.ts';
import type { LocalDate } from './dates.ts';
import { roles } from './roles.ts';
import type { Words } from './words.ts';

interface LateCondition {
  readonly record: ConditionKind;
  readonly dueOn: LocalDate;
}

/** Which record is late, by when it is due and who makes it. */
export function conditionText({ record, dueOn }: LateCondition): Words {
  const { zh, en, by } = conditionKinds[record];
  const who = by.map((role) => roles[role]);
  return {
    zh: `${zh}(${dueOn} 前,由${who.map((one) => one.zh).join('或')})`,
    en: `${en} (by ${dueOn}, ${who.map((one) => one.en).join(' or ')})`,
  };
}

/** What the insurer’s form wants. */
export function fieldsText(fields: readonly AskedField[]): Words {
  const named = fields.map(({ zh, en, field }) => ({ zh: `${zh}(${field})`, en: `${en} (${field})` }));
  return {
    zh: `医保要求填写:${named.map(({ zh }) => zh).join('、')}`,
    en: `the insurer wants: ${named.map(({ en }) => en).join(', ')}`,
  };
}
