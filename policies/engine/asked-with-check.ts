import type { MergedScheme } from './inheritance.ts';
import type { SchemeVersion } from './scheme-version.ts';

/** An exclusion that is asked with another one names one of the scheme that is asked itself. Throws SchemeFileError. */
export function checkAskedWith(scheme: MergedScheme, { exclusions }: SchemeVersion): void {
  const asked = new Set(
    exclusions
      .filter(({ askedWith, effect }) => askedWith === undefined && effect !== 'not-payable')
      .map(({ rule }) => rule),
  );
  for (const { rule, askedWith } of exclusions)
    if (askedWith !== undefined && !asked.has(askedWith))
      scheme.yaml.fail('shape-wrong', ['exclusions', rule, 'askedWith'], `nobody is asked for ${askedWith}`);
}
