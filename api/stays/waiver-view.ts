import { z } from 'zod';
import type { LocalDate } from '../../domain/dates.ts';
import type { Reason } from '../../domain/decision.ts';
import { noticeHandedTo, type WaiverState, waiverStates } from '../../domain/waiver.ts';
import { impersonationReason } from '../../policies/settlement/void-settlement.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { Rules } from './offered.ts';

const day = z.string().meta({ format: 'date', example: '2024-03-01' });
const words = { zh: z.string(), en: z.string() };

/** How the deposit of a stay stands, since when, and by which article. */
export const waiverView = z
  .object({
    state: z.enum(Object.keys(waiverStates) as WaiverState[]),
    ...words,
    since: day,
    reasons: z.array(z.object({ code: z.string(), article: z.string(), ...words })),
    notice: z
      .object({ noticedOn: day, handedTo: z.enum(noticeHandedTo) })
      .nullable()
      .meta({ description: 'the written notice before it ended; null: it did not end in care' }),
    decidedBy: z
      .array(z.string())
      .meta({ description: 'who proposed and who confirmed that it ended; empty: the decision says so' }),
  })
  .meta({ id: 'Waiver' });

/** Null while the admission is not decided. */
export function waiverOf(rules: Rules | null, stay: StayRecord, end: WholeStay['waiverEnd']): object | null {
  const { decision, admittedOn, impersonated } = stay;
  if (impersonated !== null) return told('lost', admittedOn, [impersonationReason]);
  if (end !== null) {
    const { endsOn, noticedOn, handedTo, reason, proposedBy, confirmedBy } = end;
    const ended = told('ended', endsOn, [reason]);
    return { ...ended, notice: { noticedOn, handedTo }, decidedBy: [proposedBy, confirmedBy] };
  }
  if (decision === null || decision.outcome === 'review') return null;
  if (decision.outcome === 'refuse') return told('lost', admittedOn, decision.reasons);
  const conditions = conditionsOf(rules, stay);
  return conditions.length === 0
    ? told('granted', admittedOn, decision.reasons)
    : told('conditional', admittedOn, conditions);
}

function told(state: WaiverState, since: LocalDate, reasons: readonly Reason[]) {
  return { state, ...waiverStates[state], since, reasons, notice: null, decidedBy: [] };
}

/** What is asked of this stay alone, and not of every one of the scheme. */
function conditionsOf(rules: Rules | null, { decision, scheme, admittedOn }: StayRecord): readonly Reason[] {
  const found = rules?.schemes.version(scheme, admittedOn);
  const always =
    found?.kind === 'in-force' ? found.scheme.conditions.filter(({ when }) => when === 'always') : [];
  const usual = new Set(always.map(({ rule }) => rule));
  return (decision?.conditions ?? []).filter(({ code }) => !usual.has(code));
}
