import { z } from 'zod';
import { payers } from '../../domain/ids.ts';
import { type OpenWork, openWorkKinds } from '../../domain/open-work.ts';
import { fen } from '../http/answer-words.ts';

/** One thing that is still to be done for a stay, with who does it next. */
export const openWorkView = z
  .object({
    kind: z.enum(Object.keys(openWorkKinds) as OpenWork['kind'][]),
    whose: z.enum(['hub', 'hospital', 'payer', 'patient']).meta({ description: 'who does it next' }),
    zh: z.string(),
    en: z.string(),
    payer: z.enum(payers).optional(),
    claimSequence: z.int().optional(),
    debtor: z.string().optional().meta({ description: 'to whom money is owed back' }),
    fen: fen.optional().meta({ description: 'fen; how much of it is open' }),
  })
  .meta({ id: 'OpenWork' });

/** As the door shows it. */
export function workView(work: OpenWork): z.infer<typeof openWorkView> {
  return { ...work, ...openWorkKinds[work.kind] };
}
