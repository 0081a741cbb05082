import type { ParameterValue } from './parameter-units.ts';

/** An article of a document in policies/sources/. */
export interface Citation {
  readonly document: string;
  readonly article: string;
}

/** A parameter as it stands in one scheme version. */
export interface Parameter {
  readonly rule: string;
  readonly zh: string;
  readonly en: string;
  readonly unit: string;
  readonly value: ParameterValue;
  readonly article: string;
  readonly cites: readonly Citation[];
  readonly decision: string | undefined;
}
