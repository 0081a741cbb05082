import type { AnnouncementState, WrongRow } from '../../domain/announcements.ts';
import type { AnnouncementRef, CaseRef, PersonRef, SchemeId } from '../../domain/ids.ts';
import type { TextMessageState } from '../../domain/text-messages.ts';
import { bytes, date, filled, integer, json, moment, nullable, text } from '../postgres/column.ts';

/** Text messages to patients, and announcements to numbers that a bureau names. */
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
    announcementRef: nullable(text<AnnouncementRef>()),
    recipient: nullable(integer()),
  },
  announcements: {
    announcementRef: text<AnnouncementRef>(),
    organisation: text(),
    scheme: text<SchemeId>(),
    textSince: date(),
    state: filled(text<AnnouncementState>()),
    fileDigest: text(),
    rows: integer(),
    recipients: integer(),
    doubles: integer(),
    wrongRows: json<readonly WrongRow[]>(),
    readBy: text(),
    readAt: moment(),
    proposedBy: nullable(text()),
    proposedAt: nullable(moment()),
    releasedBy: nullable(text()),
    releasedAt: nullable(moment()),
    reason: nullable(text()),
    changedAt: moment(),
    numbersGoneAt: nullable(moment()),
  },
  announcementRecipients: {
    announcementRef: text<AnnouncementRef>(),
    recipient: integer(),
    phoneDigest: bytes(),
    phoneSealed: bytes(),
  },
  textOptOuts: { phoneDigest: bytes(), notedBy: text(), notedAt: moment() },
  phonesOfDead: { personRef: text<PersonRef>(), phoneDigest: nullable(bytes()) },
} as const;
