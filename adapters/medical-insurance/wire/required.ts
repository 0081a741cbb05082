import {
  type AskedField,
  type Clinical,
  type ClinicalPlace,
  clinicalPlaces,
  type DischargeWay,
} from '../../../domain/clinical.ts';
import { entryOf } from '../../../domain/entry.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import { FieldsMissing } from '../../call.ts';

/** What of a stay a form is filled with. */
export interface Filled {
  readonly clinical: Clinical;
  /** How the stay ended; undefined while it lasts. */
  readonly way?: DischargeWay;
}

/** Throws FieldsMissing with everything that this region's form of a transaction wants and nobody gave: nothing is sent half. */
export function requireFilled(region: InsurerRegion, infno: string, filled: Filled): void {
  const missing = missingIn(region, infno, filled);
  if (missing.length > 0) throw new FieldsMissing(missing);
}

function missingIn(region: InsurerRegion, infno: string, { clinical, way }: Filled): readonly AskedField[] {
  return region.required.flatMap(({ place, zh, en, when }) => {
    const field = clinicalPlaces[place as ClinicalPlace];
    const asked = place.startsWith(`${infno}.`) && (when === undefined || when === way);
    return asked && !isSaid(clinical, field) ? [{ place, field, zh, en }] : [];
  });
}

function isSaid(clinical: Clinical, field: string): boolean {
  const value = field
    .split('.')
    .reduce<unknown>((within, name) => entryOf({ ...(within as object) }, name), clinical);
  return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}
