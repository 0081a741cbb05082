import type { Attention } from '../../domain/stay.ts';

/** What a round of the text messages came to. */
export type TextRound =
  | { readonly kind: 'idle' }
  /** Nothing to do before so many real milliseconds have passed. */
  | { readonly kind: 'open'; readonly againInMs: number }
  | { readonly kind: 'waiting'; readonly attention: Attention };
