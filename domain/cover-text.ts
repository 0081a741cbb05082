import type { CoverState, CoverType } from './insurance.ts';
import type { Words } from './words.ts';

/** An insurance in codes: what it is, how it stands, where. */
interface CoverCodes {
  readonly type: CoverType | null;
  readonly status: CoverState;
  readonly division: string | null;
}

/** What the insurer said of the admission day beside what it says of the day of the discharge. */
export interface CoverDetail {
  readonly kind: 'cover';
  readonly was: CoverCodes;
  readonly now: CoverCodes;
}

const states: Readonly<Record<CoverState, Words>> = {
  active: { zh: '正常参保', en: 'in force' },
  suspended: { zh: '暂停参保', en: 'suspended' },
  none: { zh: '未参保', en: 'not insured' },
  unclear: { zh: '状态不明', en: 'unclear' },
};

/** True where both say the same. */
export function isSameCover(one: CoverCodes, other: CoverCodes): boolean {
  return one.type === other.type && one.status === other.status && one.division === other.division;
}

/** Both in words. */
export function coverText({ was, now }: CoverDetail): Words {
  const [before, after] = [said(was), said(now)];
  return {
    zh: `入院时${before.zh}，出院时${after.zh}`,
    en: `${before.en} at the admission, ${after.en} at the discharge`,
  };
}

function said({ type, status, division }: CoverCodes): Words {
  const { zh, en } = states[status];
  const codes = [type, division].filter((code) => code !== null).join(', ');
  return codes === '' ? { zh, en } : { zh: `${zh}（${codes}）`, en: `${en} (${codes})` };
}
