import type { Attention } from '../domain/stay.ts';
import type { StayState } from './stay-state.ts';
import { dayMs, pause } from './waiting.ts';

/** What a step came to: done, with what the stay waits for all the same, or stuck until a person has put something right. */
export type Tried<Right> =
  | { readonly right: Right; readonly waits: Attention | null | undefined }
  | { readonly stuck: Attention | null };

/** What was tried at once, and how many notices were heard before it. */
export interface Attempted<Right> {
  readonly heard: number;
  readonly tried: Tried<Right>;
}

/** What a person must put right first is looked at again once a county day, or when told to; what a party refused is not sent again by that. */
export async function untilRight<Right>(
  state: StayState,
  attempt: () => Promise<Tried<Right>>,
  first: Attempted<Right> | null,
): Promise<Right> {
  const { parking, input } = state;
  for (let known = first; ; known = null) {
    const heard = known?.heard ?? state.notices;
    const tried = known?.tried ?? (await attempt());
    if ('right' in tried) {
      parking.sign.show(tried.waits);
      return tried.right;
    }
    if (tried.stuck !== null) parking.sign.raise(tried.stuck);
    await pause(parking, heard, dayMs / input.clockSpeed);
  }
}
