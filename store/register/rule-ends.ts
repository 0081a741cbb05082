import { addDays, chinaDate, type Instant } from '../../domain/dates.ts';
import { ruleDays } from '../../domain/institution-rules.ts';
import type { Connection } from '../postgres/database.ts';
import { type InstitutionRule, noted, type RecordedRule, type RulePut, words } from './recorded-rules.ts';

/** Who puts it, and whether they may be the second person. */
interface By {
  readonly actor: string;
  readonly mayConfirm: boolean;
  readonly at: Instant;
}

/**
 * The same rule in the same words, ending earlier: the first person proposes the end, another one who puts it again confirms. Stays that
 * the rule bound before keep it, so it ends tomorrow at the earliest; one that binds no stay ends today. Other words are a conflict.
 */
export async function endEarly(
  tx: Connection,
  known: RecordedRule,
  { put, by }: { readonly put: InstitutionRule; readonly by: By },
): Promise<RulePut> {
  const { validUntil: endsOn } = put;
  const today = chinaDate(by.at);
  const [earliest, first] =
    ruleDays[known.kind] === 'today'
      ? [today, known.validFrom]
      : [addDays(today, 1), addDays(known.validFrom, 1)];
  const shorter = endsOn < known.validUntil && endsOn >= earliest && endsOn >= first;
  if (!shorter || words({ ...put, validUntil: known.validUntil }) !== words(known))
    return { kind: 'conflict' };
  const proposed = known.endConfirmedBy === null && known.endsOn === endsOn;
  if (!proposed) {
    await noted(tx, 'propose-rule-end', put, by);
    const said = { endsOn, endProposedBy: by.actor, endConfirmedBy: null, endAt: by.at };
    return { kind: 'proposed', rule: await written(tx, known, said) };
  }
  if (known.endProposedBy === by.actor || !by.mayConfirm) return { kind: 'same-person', rule: known };
  await noted(tx, 'confirm-rule-end', put, by);
  const said = { validUntil: endsOn, endConfirmedBy: by.actor, endAt: by.at };
  return { kind: 'confirmed', rule: await written(tx, known, said) };
}

function written(
  tx: Connection,
  { institution, kind, ruleNo }: RecordedRule,
  said: Partial<Pick<RecordedRule, 'validUntil' | 'endsOn' | 'endProposedBy' | 'endConfirmedBy' | 'endAt'>>,
): Promise<RecordedRule> {
  return tx
    .updateTable('institutionRules')
    .set(said)
    .where((eb) => eb.and({ institution, kind, ruleNo }))
    .returningAll()
    .executeTakeFirstOrThrow();
}
