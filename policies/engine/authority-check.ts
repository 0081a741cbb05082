import type { MergedScheme } from './inheritance.ts';
import type { SchemeVersion } from './scheme-version.ts';

/** A scheme that asks for a category says for each one, exactly once, whose list determines it. Throws SchemeFileError. */
export function checkAuthorities(scheme: MergedScheme, version: SchemeVersion): void {
  const determined = version.authorities.flatMap(({ categories }) => categories);
  for (const rule of version.admission) {
    const wrong =
      rule.require === 'category' &&
      rule.oneOf.find((code) => determined.filter((other) => other === code).length !== 1);
    if (wrong)
      scheme.yaml.fail(
        'authority-unclear',
        [],
        `authorities name ${wrong} not once; whose list determines it?`,
      );
  }
}
