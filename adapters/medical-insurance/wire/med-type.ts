import { type Clinical, isHurt } from '../../../domain/clinical.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import { said } from './envelope.ts';

/** A stay for having been hurt has a type of its own where the region has one. */
export function medTypeOf(region: InsurerRegion, clinical: Clinical): string {
  const { injuryMedType } = region.speech;
  return injuryMedType !== null && isHurt(clinical) ? injuryMedType : said(region, 'medType');
}
