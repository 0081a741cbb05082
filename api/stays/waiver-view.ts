import { z } from 'zod';
import { openBeforeWaiver } from '../../domain/conditions.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { Reason } from '../../domain/decision.ts';
import { signers } from '../../domain/signers.ts';
import {
  type InsuredStayBy,
  type InsuredStayState,
  insuredStayStates,
  insuredStayWords,
  type WaiverState,
  waiverStates,
} from '../../domain/waiver.ts';
import { insuredStayOf } from '../../policies/admission/insured-stay.ts';
import { objectionRule } from '../../policies/admission/objection-rule.ts';
import { impersonationReason } from '../../policies/settlement/void-settlement.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ViewOf } from '../http/view-of.ts';
import type { Rules } from './offered.ts';

const day = z.string().meta({ format: 'date', example: '2024-03-01' });
const words = { zh: z.string(), en: z.string() };

/** How the deposit of a stay stands, since when, and by which article. */
export const waiverView = z
  .object({
    state: z.enum(Object.keys(waiverStates) as WaiverState[]),
    ...words,
    since: day,
    dueOn: day.nullable().meta({
      description: 'by when the first of its open conditions is to be met; null: none is recorded',
    }),
    reasons: z.array(z.object({ code: z.string(), article: z.string(), ...words })),
    notice: z
      .object({ noticedOn: day, handedTo: z.enum(signers) })
      .nullable()
      .meta({ description: 'the written notice before it ended; null: it did not end in care' }),
    decidedBy: z
      .array(z.string())
      .meta({ description: 'who proposed and who confirmed that it ended; empty: the decision says so' }),
    objection: z
      .object({ ...words, article: z.string(), days: z.int() })
      .nullable()
      .meta({
        description:
          'how to object where the deposit is not waived, and within how many days that is answered',
      }),
    insuredStay: z
      .object({
        ...{ state: z.enum(Object.keys(insuredStayStates) as InsuredStayState[]), ...words },
        by: z
          .object({ code: z.enum(Object.keys(insuredStayWords) as InsuredStayBy[]), ...words })
          .nullable()
          .meta({ description: 'by whose word it goes on; null: it does not' }),
      })
      .nullable()
      .meta({ description: 'of a stay that was refused: whether insurance carries it all the same' }),
  })
  .meta({ id: 'Waiver' });

/** Null while the admission is not decided. */
export function waiverOf(
  rules: Rules | null,
  stay: StayRecord,
  { waiverEnd: end, conditions: asked }: Pick<WholeStay, 'waiverEnd' | 'conditions'>,
): ViewOf<typeof waiverView> | null {
  const { decision, admittedOn, impersonated } = stay;
  if (impersonated !== null) return told('lost', admittedOn, [impersonationReason]);
  if (end !== null) {
    const { endsOn, noticedOn, handedTo, reason, proposedBy, confirmedBy } = end;
    const ended = told('ended', endsOn, [reason]);
    return { ...ended, notice: { noticedOn, handedTo }, decidedBy: [proposedBy, confirmedBy] };
  }
  if (decision === null || decision.outcome === 'review') return null;
  if (decision.outcome === 'refuse')
    return {
      ...told('lost', admittedOn, decision.reasons),
      ...objectionTold(rules, stay),
      insuredStay: insuredStayTold(rules, stay),
    };
  const open = openBeforeWaiver(asked);
  const conditions = conditionsOf(rules, stay, { asked, open });
  if (conditions.length === 0) return told('granted', admittedOn, decision.reasons);
  return { ...told('conditional', admittedOn, conditions), dueOn: open[0]?.dueOn ?? null };
}

function told(state: WaiverState, since: LocalDate, reasons: readonly Reason[]) {
  const none = { dueOn: null, notice: null, decidedBy: [], objection: null, insuredStay: null };
  return { state, ...waiverStates[state], since, reasons, ...none };
}

/** Whether a stay that was refused goes on as an insured stay, or may by the hospital's choice; null: it was not refused. */
export function insuredStayState(rules: Rules, stay: StayRecord): InsuredStayState | null {
  const { decision, scheme, admittedOn, insuredStay, stage } = stay;
  if (decision?.outcome !== 'refuse') return null;
  if (insuredStay !== null) return 'goes-on';
  const found = rules.schemes.version(scheme, admittedOn);
  // What the scheme itself carries on is not refused to its end, unless the person is not insured.
  if (found.kind !== 'in-force' || stage !== 'Refused') return null;
  const { kind } = insuredStayOf(found.scheme, decision);
  return kind === 'by-choice' ? 'open' : 'not-insured';
}

function insuredStayTold(rules: Rules | null, stay: StayRecord) {
  const state = rules && insuredStayState(rules, stay);
  if (state === null) return null;
  const { insuredStay } = stay;
  const by = insuredStay && { code: insuredStay, ...insuredStayWords[insuredStay] };
  return { state, ...insuredStayStates[state], by };
}

function objectionTold(rules: Rules | null, { scheme, admittedOn }: StayRecord) {
  const found = rules?.schemes.version(scheme, admittedOn);
  const rule = found?.kind === 'in-force' ? objectionRule(found.scheme) : null;
  if (rule === null) return { objection: null };
  const { zh, en, article, dueDays: days } = rule;
  return { objection: { zh, en, article, days } };
}

/** What is asked and not done yet, and what is asked of this stay alone and nobody records. */
function conditionsOf(
  rules: Rules | null,
  { decision, scheme, admittedOn }: StayRecord,
  { asked, open }: Readonly<Record<'asked' | 'open', WholeStay['conditions']>>,
): readonly Reason[] {
  const found = rules?.schemes.version(scheme, admittedOn);
  const always =
    found?.kind === 'in-force' ? found.scheme.conditions.filter(({ when }) => when === 'always') : [];
  const stillOpen = new Set(open.map(({ condition }) => condition));
  const known = new Set([...always.map(({ rule }) => rule), ...asked.map(({ condition }) => condition)]);
  return (decision?.conditions ?? []).filter(({ code }) => stillOpen.has(code) || !known.has(code));
}
