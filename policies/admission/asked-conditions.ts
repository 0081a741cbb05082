import type { AskedCondition } from '../../domain/conditions.ts';
import type { Decision } from '../../domain/decision.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';

/** Of what a decision asks, that of which a record is kept, with its days: pinned in the stay, for later texts do not reach back. */
export function askedConditions(
  { conditions }: SchemeVersion,
  { conditions: told }: Pick<Decision, 'conditions'>,
): readonly AskedCondition[] {
  const called = new Set(told.map(({ code }) => code));
  return conditions.flatMap(({ rule, record, dueFrom, dueDays }) =>
    record === undefined || dueDays === undefined || !called.has(rule)
      ? []
      : [{ condition: rule, kind: record, dueFrom, dueDays }],
  );
}
