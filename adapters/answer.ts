import type { AskedField } from '../domain/clinical.ts';

/**
 * What a party said. Silence is not consent: only an explicit success is `done` and only an explicit refusal is
 * `refused`; everything unclear is `unknown` and is asked again with the same key.
 */
export type Answer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  /**
   * The party's own no, as a code of ours (domain/refusals.ts) and, where it has another, as its own; a value that the flow
   * handles, not an error. With `fields` it is foreseen: the party's form wants what nobody gave, and nothing was sent.
   */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly partyCode?: string;
      readonly fields?: readonly AskedField[];
    }
  /** Taken but not decided yet. */
  | { readonly kind: 'pending' }
  | {
      readonly kind: 'unknown';
      readonly reason: UnknownReason;
      /** Fields by which the reply answers another question than ours: `another-question` only. Names, never values. */
      readonly differs?: readonly string[];
      /** What exactly is missing, unlisted or contradictory: names of fields, codes, and amounts in yuan as `field: said / other`. */
      readonly missing?: readonly string[];
    };

export type UnknownReason =
  | 'no-reply'
  | 'timeout'
  | 'server-error'
  | 'unreadable'
  | 'unlisted-code'
  | 'another-question'
  /** The reply contradicts itself or the bill; both figures stand in `missing`. */
  | 'does-not-add-up'
  /** Turned away before the party heard of it, for a setting of ours: nothing happened there. */
  | 'our-setting';

/** What a look-up by key found at a party: the first call's answer, or proof that the call never arrived. */
export type Found<Value> = Answer<Value> | { readonly kind: 'no-record' };
