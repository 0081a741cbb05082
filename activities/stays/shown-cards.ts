import type { ShownCard } from '../../domain/certificate.ts';
import type { Exchanged } from '../exchange/exchange.ts';

/** A question as it is asked by what was shown, and without it. */
interface Asking<Request, Value> {
  readonly shown: ShownCard | null | undefined;
  readonly step: (way: '' | '-by-certificate') => string;
  readonly ask: (
    request: Request & { readonly shown?: ShownCard },
    step: string,
  ) => Promise<Exchanged<Value>>;
  /** Whether it may be asked anew, as another message. */
  readonly mayGoOut: (step: string) => Promise<boolean>;
}

/** Asks with the card or voucher; where its token has expired, once more without it, as another message. */
export async function byWhatWasShown<Request extends object, Value>(
  request: Request,
  { shown, step, ask, mayGoOut }: Asking<Request, Value>,
): Promise<Exchanged<Value>> {
  const first = await ask(shown ? { ...request, shown } : request, step(''));
  if (shown?.kind !== 'e-voucher') return first;
  const expired =
    first.kind === 'answered' && first.answer.kind === 'refused' && first.answer.code === 'token-expired';
  const withoutIt = step('-by-certificate');
  return expired && (await mayGoOut(withoutIt)) ? ask(request, withoutIt) : first;
}
