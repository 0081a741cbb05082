import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Attention } from '../domain/stay.ts';
import { attentionDetails } from '../domain/waiting.ts';
import { hubAttention, hubAttentionSince, hubBlockedOn } from './search-attributes.ts';

/** What operators see of a workflow that waits for somebody; writes history only when it changes. */
export interface AttentionSign {
  raise(attention: Attention): void;
  lower(): void;
}

export function attentionSign(): AttentionSign {
  let shown: string | null = null;
  return {
    raise(attention) {
      const code = `${attention.code} ${attention.blockedOn} ${attention.step}`;
      if (code === shown) return;
      shown = code;
      setCurrentDetails(attentionDetails(attention));
      upsertSearchAttributes([
        { key: hubAttention, value: attention.code },
        { key: hubBlockedOn, value: attention.blockedOn },
        { key: hubAttentionSince, value: new Date(attention.since) },
      ]);
    },
    lower() {
      if (shown === null) return;
      shown = null;
      setCurrentDetails('');
      upsertSearchAttributes([
        { key: hubAttention, value: null },
        { key: hubBlockedOn, value: null },
        { key: hubAttentionSince, value: null },
      ]);
    },
  };
}
