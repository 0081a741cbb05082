import type { LocalDate } from '../../domain/dates.ts';
import type { Reason } from '../../domain/decision.ts';
import { entryOf } from '../../domain/entry.ts';
import { HubProblem } from '../../domain/failures.ts';
import { addFen, type Fen, formatYuan, subtractFen, zeroFen } from '../../domain/money.ts';
import { exclusionCodes } from '../codes/codes.ts';
import { fieldError } from '../engine/requests.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';

/** An exclusion that came to light after admission, and the charges on both sides of that day (fen). */
export interface LateExclusion {
  readonly code: string;
  readonly foundOn: LocalDate;
  readonly emergency: boolean;
  /** Charged before that day, and what the payers bear of it. */
  readonly before: { readonly chargedFen: Fen; readonly payersFen: Fen };
  /** Charged from that day on (so far), and what the payers would bear of it. */
  readonly from: { readonly chargedFen: Fen; readonly payersFen: Fen };
  /** What the excluded item or cost itself came to; 0 for a cause or a person. */
  readonly itemFen: Fen;
}

/** What follows: treatment never stops; what ends is the benefit, and from which day. */
export interface LateExclusionEffect {
  readonly benefit: 'kept' | 'ended' | 'review';
  /** The benefit ends from this day on; null when it does not. */
  readonly endsOn: LocalDate | null;
  /** False when insurance does not settle what was charged from that day on. */
  readonly insuranceSettles: boolean;
  readonly owedFen: Fen;
  readonly reason: Reason;
}

// Used by: "in-care (policies/engine/later-work.ts): exclusion found later".
/** What an exclusion found after admission does by the stay's pinned version. Throws HubProblem for an unknown code. */
export function exclusionFound(scheme: SchemeVersion, late: LateExclusion): LateExclusionEffect {
  const known = entryOf(exclusionCodes, late.code);
  if (known === undefined)
    throw new HubProblem('request-invalid', {
      errors: [fieldError('/code', 'exclusion-unknown', late.code)],
    });
  const exclusion = scheme.exclusions.find((candidate) => candidate.rule === late.code);
  const open = scheme.openLists.find((list) => list.level === known.level);
  const spared = late.emergency && exclusion?.emergency === 'never-refuses';
  const source = exclusion ?? open ?? scheme;
  const told = (zh: string, en: string): Reason => ({
    code: late.code,
    article: source.article,
    zh: `${known.zh}：${zh}`,
    en: `${known.en}: ${en}`,
  });
  if ((exclusion === undefined && open !== undefined) || exclusion?.effect === 'review')
    return {
      ...kept(late),
      benefit: 'review',
      reason: told('由人工判断，治疗不停', 'a person decides, treatment goes on'),
    };
  if (exclusion === undefined || exclusion.effect === 'not-payable') {
    const item = formatYuan(late.itemFen);
    return {
      ...kept(late),
      owedFen: late.itemFen,
      reason: told(`仅该项自付 ${item} 元`, `only the item is owed, ${item} yuan`),
    };
  }
  if (spared)
    return { ...kept(late), reason: told('急危重症，待遇不变', 'critical emergency, the benefit stays') };
  // A cause outside the fund is not settled from that day; a person's record or a lost waiver leaves insurance as it is.
  const insuranceSettles = exclusion.effect === 'waiver-lost' || known.level === 'person';
  const ownBefore = subtractFen(late.before.chargedFen, late.before.payersFen);
  const ownFrom = insuranceSettles
    ? subtractFen(late.from.chargedFen, late.from.payersFen)
    : late.from.chargedFen;
  const owedFen = addFen(ownBefore, ownFrom);
  const sum = `${formatYuan(ownBefore)} + ${formatYuan(ownFrom)} = ${formatYuan(owedFen)}`;
  return {
    benefit: 'ended',
    endsOn: late.foundOn,
    insuranceSettles,
    owedFen,
    reason: told(
      `自 ${late.foundOn} 起终止待遇，治疗不停；患者应付 ${sum} 元`,
      `the benefit ends on ${late.foundOn}, treatment goes on; the patient owes ${sum} yuan`,
    ),
  };
}

function kept(_late: LateExclusion): Omit<LateExclusionEffect, 'reason'> {
  return { benefit: 'kept', endsOn: null, insuranceSettles: true, owedFen: zeroFen };
}
