import { z } from 'zod';
import { yuan } from './text.ts';

/** One thing that is still to be done for a stay, as the hub answers it. */
export const readableWork = z.looseObject({
  ...{ zh: z.string(), en: z.string(), whose: z.enum(['hub', 'hospital', 'payer', 'patient']) },
  payer: z.string().optional(),
  debtor: z.string().optional(),
  fen: z.number().optional(),
});
type Work = z.infer<typeof readableWork>;

const whoseTurn = {
  hub: '系统 · the hub',
  hospital: '医院 · the hospital',
  payer: '支付方 · the payer',
  patient: '患者 · the patient',
} as const;

/** What is still to be done, and whose turn it is. */
export function workText(work: readonly Work[]): readonly string[] {
  return work.length === 0 ? [] : ['', '尚待 · still to do', ...work.map(line)];
}

function line({ zh, en, whose, payer, debtor, fen }: Work): string {
  const of = payer ?? debtor;
  const amount = fen === undefined ? '' : ` ${yuan(fen)}`;
  return `  ${whoseTurn[whose]}: ${zh} · ${en}${of === undefined ? '' : ` (${of})`}${amount}`;
}
