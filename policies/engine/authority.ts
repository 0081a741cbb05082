import { z } from 'zod';
import { listAgencies } from '../../domain/list.ts';

const standsFor = z.enum(['review', 'nothing']);

/** Whose list determines which categories, and what another list's word is worth; the fields of every entry, then its own. */
export function authorityShape<Base extends z.ZodRawShape>(base: Base) {
  return z.strictObject({
    ...base,
    agency: z.enum(listAgencies),
    categories: z.array(z.string()).min(1),
    /** Lists of the scheme's own place, or also those of the places around it and within it. */
    place: z.enum(['own', 'around']),
    /** What the word of another place's office stands for: a person looks, or it is none. */
    elsewhere: standsFor,
    /** The same for another office of the place. */
    otherAgency: standsFor,
  });
}
