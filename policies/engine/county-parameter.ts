import { z } from 'zod';

/** What the scheme leaves to the county. A ratio or a standard must be entered before a bill can be settled; institutions that nobody approved are none. */
export function countyParameterShape<Base extends z.ZodRawShape>(base: Base) {
  return z.strictObject({ ...base, unit: z.enum(['ratio', 'disease-standard', 'approved-institutions']) });
}
