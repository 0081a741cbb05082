import type { AttentionDetail } from '../../domain/attention-detail.ts';

/** What can happen to a stay. */
export type StayEventKind =
  | 'admission-accepted'
  | 'stay-begun'
  | 'cover-recorded'
  | 'admission-decided'
  | 'category-checked'
  | 'agreement-signed'
  | 'stage-reached'
  | 'discharge-accepted'
  | 'stay-settled'
  | 'patient-paid'
  | 'obligation-changed'
  | 'attention-raised'
  | 'attention-cleared'
  | 'decided-by-hand'
  | 'retry-now'
  | 'restarted'
  | 'fact-corrected'
  | 'settled-again'
  | 'reopened'
  | 'resolution-proposed'
  | 'resolution-applied'
  | 'resolution-withdrawn';

/** What an event tells beside its kind: codes and amounts only. `about` says why a stay waits. */
export type StayEventDetail = Readonly<Record<string, string | number | AttentionDetail>>;
