import type { ObjectionDecider } from '../../domain/objection-resolutions.ts';
import type { Words } from '../../domain/words.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';

/** Who decides about an objection to a decision of the admission, and within how many days; null: the scheme has no such rule. */
export type ObjectionRule = Words & {
  readonly article: string;
  readonly decides: ObjectionDecider;
  readonly dueDays: number;
};

/** Source: the scheme's practice of the kind `objection`. */
export function objectionRule({ practice }: Pick<SchemeVersion, 'practice'>): ObjectionRule | null {
  const rule = [...practice.values()].find((one) => one.kind === 'objection');
  if (rule?.kind !== 'objection') return null;
  const { article, zh, en, decides, dueDays } = rule;
  return { article, zh, en, decides, dueDays };
}
