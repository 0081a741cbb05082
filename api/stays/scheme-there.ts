import type { LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { SchemeId } from '../../domain/ids.ts';
import { isOrAdopts, schemeOfPlace } from '../../policies/admission/scheme-of-place.ts';
import { daysOf } from '../../policies/engine/spans.ts';
import type { Schemes } from '../../policies/schemes.ts';
import { fieldError } from '../http/field-errors.ts';

/**
 * The scheme of an admission at a place (six digits of the administrative division) on a day: the one that the hospital names, where
 * it holds, else the one that holds there. Throws HubProblem `scheme-unknown`, `scheme-not-in-force`, `scheme-none-here`, `scheme-elsewhere`.
 */
export function schemeThere(
  schemes: Schemes,
  named: string | undefined,
  { division, day }: { readonly division: string; readonly day: LocalDate },
): SchemeId {
  if (named !== undefined) checkScheme(schemes, named, day);
  const there = schemeOfPlace(schemes, division, day);
  if (there.kind === 'none') throw new HubProblem('scheme-none-here');
  if (there.kind === 'not-in-force') {
    const { id } = there.nearest;
    throw new HubProblem('scheme-not-in-force', { detail: `${id} is in force ${daysOf(there.nearest).en}` });
  }
  const { id } = there.scheme;
  if (named === undefined || isOrAdopts(schemes, there.scheme, named)) return (named ?? id) as SchemeId;
  throw new HubProblem('scheme-elsewhere', {
    detail: id,
    errors: [fieldError('/scheme', 'scheme-elsewhere')],
  });
}

function checkScheme(schemes: Schemes, id: string, on: LocalDate): void {
  const found = schemes.version(id, on);
  if (found.kind === 'unknown-scheme') throw new HubProblem('scheme-unknown');
  if (found.kind === 'scheme-not-in-force')
    throw new HubProblem('scheme-not-in-force', { detail: `${id} is in force ${daysOf(found).en}` });
}
