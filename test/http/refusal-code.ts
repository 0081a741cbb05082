import { z } from 'zod';

const said = z.object({ message: z.string() });
/** A problem document, or one of the three forms in which the registry's standard refuses. */
const refusal = z.union([
  z.object({ code: z.string(), title: z.string(), type: z.string() }).transform(({ code }) => code),
  z.object({ errors: z.tuple([said]) }).transform(({ errors: [{ message }] }) => message),
  z.object({ message: z.object({ error: said }) }).transform(({ message: { error } }) => error.message),
  z
    .object({ header: z.object({ status_reason_message: z.string() }) })
    .transform(({ header }) => header.status_reason_message),
]);

/** The hub's own code in a refusal, whatever form the door gave it. Throws for a body that is none. */
export function refusalCode(body: string): string {
  return refusal.parse(JSON.parse(body)).split(':')[0] ?? '';
}
