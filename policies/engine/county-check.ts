import { entryOf } from '../../domain/entry.ts';
import type { MergedScheme } from './inheritance.ts';
import type { CountyParameter, SchemeVersion, StepRule } from './scheme-version.ts';

/** Which unit a step reads what the county entered in. */
const units = {
  'ratio-of-remainder': 'ratio',
  'disease-standard': 'disease-standard',
} as const satisfies Partial<Record<StepRule['step'], CountyParameter['unit']>>;

/**
 * A step finds what the county enters in the section `county`, with its unit, and an amount that stands there is used by a step: or
 * a bill waits for what nobody may enter, or for what nothing reads. Throws SchemeFileError.
 */
export function checkCounty(scheme: MergedScheme, { county, payers }: SchemeVersion): void {
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
  for (const { rule, unit } of county.values())
    if (unit !== 'approved-institutions' && !read.has(rule))
      scheme.yaml.fail('shape-wrong', ['county', rule], `no step reads ${rule}`);
}
