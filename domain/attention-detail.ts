import { arrearsText } from './arrears-text.ts';
import { conditionText, fieldsText } from './asked-text.ts';
import type { AskedField } from './clinical.ts';
import type { ConditionKind } from './condition-kinds.ts';
import type { CoreTransaction } from './core-answers.ts';
import { type CoverDetail, coverText } from './cover-text.ts';
import type { LocalDate } from './dates.ts';
import { doubtText } from './doubt-text.ts';
import { faultText } from './fault-text.ts';
import type { InsurerOnName } from './identity-doubt.ts';
import type { PayerId } from './ids.ts';
import { never } from './invariant.ts';
import { type KeeperDetail, keeperText, objectionText } from './keeper-text.ts';
import { type Fen, formatYuan } from './money.ts';
import { nightlyText } from './nightly-text.ts';
import { owedText } from './owed-text.ts';
import { ofPlanText } from './plan-text.ts';
import { refusalText } from './refusals.ts';
import type { Words } from './words.ts';

/** Who would pay what of a bill (fen). */
export interface ForeseenBill {
  readonly shares: readonly { readonly payer: PayerId; readonly fen: Fen }[];
  readonly patientFen: Fen;
}

/** Why exactly a stay waits: codes and amounts (fen) only. What a party wrote in free text stays sealed in the message log. */
export type AttentionDetail =
  /** A party's explicit no: the hub's code, and the party's own where it has another. */
  | {
      readonly kind: 'refusal';
      readonly refusal: string;
      readonly partyCode: string | null;
      /** Until when the hospital may answer a deduction. */
      readonly answerUntil?: LocalDate;
    }
  /** Names of county parameters, or `diagnosis`. */
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  /** What the insurer's form wants and nobody gave, by the place's own names. */
  | { readonly kind: 'fields'; readonly fields: readonly AskedField[] }
  /** What the core answered beside what the scheme allows, payer by payer. */
  | {
      readonly kind: 'broken-rule';
      readonly answers: readonly BrokenAnswer[];
      /** What the bill would come to if they counted as answered, by what the payers had paid this year when it was raised. */
      readonly ifAccepted?: ForeseenBill;
    }
  /** What does not fit, each as `place: code`. */
  | { readonly kind: 'unfit'; readonly codes: readonly string[] }
  | { readonly kind: 'other-amount'; readonly owedFen: Fen; readonly paidFen: Fen }
  | { readonly kind: 'unpaid'; readonly balanceFen: Fen }
  /** What of a plan of instalments was due and is not paid, and since which day. */
  | { readonly kind: 'overdue'; readonly overdueFen: Fen; readonly dueOn: LocalDate }
  /** The patient died: what is open is claimed against the estate. */
  | { readonly kind: 'estate'; readonly balanceFen: Fen }
  /** What the hospital says is owed, how many answers of the person are not decided yet, and by when the first is to be. */
  | {
      readonly kind: 'arrears';
      readonly owedFen: Fen;
      readonly answers: number;
      readonly dueOn: LocalDate | null;
    }
  /** What a keeper of records said, and what the window ticked; null: nothing. */
  | KeeperDetail
  /** By when an objection is to be decided. */
  | { readonly kind: 'objection'; readonly objection: number; readonly dueOn: LocalDate }
  | { readonly kind: 'owed-back'; readonly debtor: PayerId | 'patient'; readonly owedFen: Fen }
  /** What the insurer answered, and who spells the name of the person otherwise; no spelling. */
  | {
      readonly kind: 'identity';
      readonly insurer: InsurerOnName;
      readonly otherwise: readonly string[];
      readonly relative: boolean;
    }
  /** Which reply of the insurer the hospital is to deliver. */
  | { readonly kind: 'core-answer'; readonly transaction: CoreTransaction }
  /** How the insurance stood at the admission, and stands at the discharge. */
  | CoverDetail
  /** Another stay of the person. */
  | { readonly kind: 'other-stay'; readonly caseRef: string }
  /** Which condition of the scheme is late, by what record it is shown, and since when. */
  | {
      readonly kind: 'condition';
      readonly condition: string;
      readonly record: ConditionKind;
      readonly dueOn: LocalDate;
    }
  /** Which activity of the hub does not come to its end, and the code of what it fails with. */
  | { readonly kind: 'fault'; readonly activity: string; readonly fault: string }
  /** What of a list's nights stands still: fetching it or counting its members. */
  | {
      readonly kind: 'nightly';
      readonly work: 'pull' | 'count';
      readonly found: 'schedule-paused' | 'run-paused' | 'run-ended';
    }
  /** Why a list could not be fetched the last time, and how often in a row. */
  | { readonly kind: 'not-fetched'; readonly trouble: string; readonly failures: number }
  /** Calls that wait for a party on hold. */
  | { readonly kind: 'parked'; readonly calls: number };

/** One answer of a payer that does not fit the scheme; null: there was no answer. */
export interface BrokenAnswer {
  readonly payer: PayerId;
  readonly rule: string;
  readonly article: string;
  readonly answeredFen: Fen | null;
  readonly allowedFen: Fen;
}

/** A detail in words, for lists, `hub` and the Temporal UI. */
export function detailText(detail: AttentionDetail): Words {
  switch (detail.kind) {
    case 'refusal':
      return refused(detail);
    case 'missing':
      return { zh: `缺少 ${detail.names.join('、')}`, en: `missing: ${detail.names.join(', ')}` };
    case 'fields':
      return fieldsText(detail.fields);
    case 'broken-rule':
      return {
        zh: detail.answers.map((answer) => brokenText(answer).zh).join(';'),
        en: detail.answers.map((answer) => brokenText(answer).en).join('; '),
      };
    case 'unfit':
      return { zh: `不符:${detail.codes.join('、')}`, en: `does not fit: ${detail.codes.join(', ')}` };
    case 'other-amount':
    case 'unpaid':
    case 'owed-back':
      return owedText(detail);
    case 'overdue':
    case 'estate':
      return ofPlanText(detail);
    case 'arrears':
      return arrearsText(detail);
    case 'keeper':
      return keeperText(detail);
    case 'objection':
      return objectionText(detail);
    case 'identity':
      return doubtText(detail);
    case 'core-answer':
      return { zh: `等待 ${detail.transaction} 的应答`, en: `the reply of ${detail.transaction} is awaited` };
    case 'cover':
      return coverText(detail);
    case 'other-stay':
      return { zh: `另一病例 ${detail.caseRef}`, en: `the other stay: ${detail.caseRef}` };
    case 'condition':
      return conditionText(detail);
    case 'fault': {
      const text = faultText(detail.fault);
      return { zh: `${detail.activity}:${text.zh}`, en: `${detail.activity}: ${text.en}` };
    }
    case 'not-fetched': {
      const { trouble, failures } = detail;
      return {
        zh: `连续 ${failures} 次未取得(${trouble})`,
        en: `not fetched ${failures} times in a row (${trouble})`,
      };
    }
    case 'parked':
      return { zh: `${detail.calls} 笔业务在排队`, en: `${detail.calls} calls wait in line` };
    case 'nightly':
      return nightlyText(detail);
    default:
      return never(detail);
  }
}

function refused({ refusal, partyCode, answerUntil }: Extract<AttentionDetail, { kind: 'refusal' }>): Words {
  const text = refusalText(refusal);
  const code = partyCode === null || partyCode === refusal ? refusal : `${refusal}, ${partyCode}`;
  const [zh, en] =
    answerUntil === undefined
      ? ['', '']
      : [`,可申辩至 ${answerUntil}`, `, may be answered until ${answerUntil}`];
  return { zh: `${text.zh}(${code})${zh}`, en: `${text.en} (${code})${en}` };
}

function brokenText({ payer, rule, article, answeredFen, allowedFen }: BrokenAnswer): Words {
  const allowed = formatYuan(allowedFen);
  const at = `${payer}, ${rule}, ${article}`;
  if (answeredFen === null) return { zh: `未答复(${at})`, en: `no answer (${at})` };
  const answered = formatYuan(answeredFen);
  return {
    zh: `答复 ${answered} 元,按方案应为 ${allowed} 元(${at})`,
    en: `answered ${answered} yuan, the scheme gives ${allowed} yuan (${at})`,
  };
}
