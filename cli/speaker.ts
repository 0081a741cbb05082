import { z } from 'zod';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';
import { speakerOf } from './resolutions.ts';

const ofHospital = z.looseObject({ institution: z.string() });

/** Whoever was named as organisation/person, or `otherwise` of the stay's own hospital: its own system when left out. */
export async function speakerFor(
  caseRef: string,
  as: string | undefined,
  otherwise: 'hospital' | 'hospital-finance' = 'hospital',
): Promise<Speaker> {
  const named = speakerOf(as);
  if (named !== undefined) return named;
  const path = `/v1/stays/${encodeURIComponent(caseRef)}`;
  const { institution } = await ask(findCounty(), ofHospital, { path, as: { role: 'operator' } });
  return otherwise === 'hospital'
    ? { role: 'hospital', institution }
    : { role: 'person', of: institution, who: otherwise };
}
