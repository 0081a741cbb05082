import type { CaseRef } from '../../domain/ids.ts';
import type { TextMessageState } from '../../domain/text-messages.ts';
import { bytes, filled, integer, moment, nullable, text } from '../postgres/column.ts';

/** Text messages to patients. */
export const noticeTables = {
  textMessages: {
    messageRef: filled(text()),
    caseRef: nullable(text<CaseRef>()),
    noticeSequence: nullable(integer()),
    state: filled(text<TextMessageState>()),
    code: nullable(text()),
    writtenAt: moment(),
    sentAt: nullable(moment()),
    phoneSealed: nullable(bytes()),
    gatewayRef: nullable(text()),
    nextLookAt: nullable(moment()),
    endedAt: nullable(moment()),
  },
} as const;
