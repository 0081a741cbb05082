import type { ResolutionKindCode } from './resolutions.ts';

/** What may be done about many stays at once: one person does it, and it asks for evidence only. */
export const bulkKinds = ['ask-again', 'resubmit'] as const satisfies readonly ResolutionKindCode[];
export type BulkKind = (typeof bulkKinds)[number];
/** What became of one stay of such an order. */
export type BulkItemState = 'waiting' | 'done' | 'not-done' | 'withdrawn';
