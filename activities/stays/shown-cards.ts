import type { ShownCard } from '../../domain/certificate.ts';
import type { Exchanged } from '../exchange/exchange.ts';

/** Asks with the card or voucher; where its token has expired, once more without it, as another message. */
export async function byWhatWasShown<Value>(
  shown: ShownCard | null | undefined,
  ask: (shown: ShownCard | null, step: '' | '-by-certificate') => Promise<Exchanged<Value>>,
): Promise<Exchanged<Value>> {
  const first = await ask(shown ?? null, '');
  if (shown?.kind !== 'e-voucher') return first;
  const expired =
    first.kind === 'answered' && first.answer.kind === 'refused' && first.answer.code === 'token-expired';
  return expired ? ask(null, '-by-certificate') : first;
}
