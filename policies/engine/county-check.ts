import { entryOf } from '../../domain/entry.ts';
import type { MergedScheme } from './inheritance.ts';
import type { CountyParameter, Requirement, SchemeVersion, StepRule } from './scheme-version.ts';

/** Which unit a step reads what the county entered in. */
const units = {
  'ratio-of-remainder': 'ratio',
  'disease-standard': 'disease-standard',
} as const satisfies Partial<Record<StepRule['step'], CountyParameter['unit']>>;

/**
 * A step finds what the county enters in the section `county`, with its unit, and an amount that stands there is used by a step: or
 * a bill waits for what nobody may enter, or for what nothing reads. Throws SchemeFileError.
 */
export function checkCounty(scheme: MergedScheme, { admission, county, payers }: SchemeVersion): void {
  const read = new Set<string>();
  for (const { payer, steps } of payers)
    for (const step of steps) {
      if (!('county' in step)) continue;
      const unit = entryOf(units, step.step);
      read.add(step.county);
      if (county.get(step.county)?.unit !== unit)
        scheme.yaml.fail(
          'shape-wrong',
          ['payers', payer, 'steps', step.rule, 'county'],
          `the section county has no ${step.county} with the unit ${unit}`,
        );
    }
  for (const rule of admission) {
    const named = listOf(rule);
    if (named === undefined) continue;
    read.add(named);
    if (county.get(named)?.unit !== 'approved-institutions')
      scheme.yaml.fail(
        'shape-wrong',
        ['admission', rule.rule],
        `the section county has no ${named} with the unit approved-institutions`,
      );
  }
  for (const { rule } of county.values())
    if (!read.has(rule)) scheme.yaml.fail('shape-wrong', ['county', rule], `nothing reads ${rule}`);
}

/** The county's list of institutions that a requirement reads. */
function listOf(rule: Requirement): string | undefined {
  if (rule.require === 'category') return rule.openToAll;
  return rule.require === 'institution-named' ? rule.orListed : undefined;
}
