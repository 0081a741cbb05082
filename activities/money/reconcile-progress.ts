import type { Attention } from '../../domain/stay.ts';

/** Nobody waits for it but whoever looks: no party's promise is counted. */
export type ReconcileProgress =
  | { readonly kind: 'answered' }
  | { readonly kind: 'waiting'; readonly attention: Attention };
