import type { InsurerRegion } from './insurer-region.ts';
import type { Wording } from './words.ts';

/** How soon after a discharge another stay at the same hospital began, by the insurer's own number of days. */
export interface Readmission {
  readonly state: 'within' | 'beyond' | 'no-rule';
  readonly withinDays: number | null;
  /** Where the rule stands. */
  readonly source: string | null;
}

export const readmissionWords = {
  within: {
    zh: '规定天数内再次入院：病历写明理由，不得分解住院',
    en: 'readmitted within the days of the rule: the record says why; one stay is not cut in two',
  },
  beyond: { zh: '已超过再次入院的规定天数', en: 'beyond the days of the rule' },
  'no-rule': {
    zh: '未见公布再次入院的天数，由医保经办机构确认',
    en: 'no number of days is published; ask the insurance bureau',
  },
} as const satisfies Wording<Readmission['state']>;

/** By the rule of the insurer of the hospital on the admission day; `undefined`: it has no tables. */
export function readmissionOf(
  daysBefore: number,
  region: Pick<InsurerRegion, 'id' | 'speech'> | undefined,
): Readmission {
  const withinDays = region?.speech.readmissionDays ?? null;
  if (region === undefined || withinDays === null)
    return { state: 'no-rule', withinDays: null, source: null };
  const state = daysBefore <= withinDays ? 'within' : 'beyond';
  return { state, withinDays, source: `policies/insurers/, ${region.id}` };
}
