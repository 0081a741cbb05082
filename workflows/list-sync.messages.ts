import { defineSignal } from '@temporalio/workflow';
import type { ListId } from '../domain/ids.ts';

/** Input of listSync: a version whose file is stored, or a list that is to be pulled from its agency. */
export type ListSyncInput =
  | { readonly source: 'file'; readonly listId: ListId; readonly version: number }
  | { readonly source: 'pull'; readonly listId: ListId }
  /** Every night: how many members the list has. */
  | { readonly source: 'census'; readonly listId: ListId };

/** How it ended; `ended`: another run had dealt with the version, `same`: the agency has what serves already. */
export type ListSyncOutcome =
  | 'released'
  | 'rejected'
  | 'failed'
  | 'ended'
  | 'same'
  | 'handed-over'
  | 'counted';

/** Somebody decided about a held version; the store says what. A signal, so that a paused workflow takes it too. */
export const listDecision = defineSignal('listDecision');
