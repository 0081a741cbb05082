import { patientNoticeKinds } from '../../domain/patient-notices.ts';
import { noticeText } from '../../policies/notices/notice-text.ts';
import type { PatientNotice } from '../../store/money/patient-notices.ts';
import { type PaperFacts, type PaperOrGround, paperDay } from './paper-facts.ts';

/** What a patient is to be told, as a letter; of a notice whose cause is gone none is printed. */
export function letterPaper(
  { name, institution, address }: PaperFacts,
  found: PatientNotice | undefined,
): PaperOrGround {
  if (found === undefined || found.state === 'moot') return 'no-notice';
  const { kind, owedOn, notice } = found;
  const { letter, since } = noticeText(found, { name, institution });
  return {
    ...{ day: owedOn, about: String(notice), text: `${kind} ${since}` },
    values: {
      ...{ subject: patientNoticeKinds[kind].zh, owedOn: paperDay(owedOn), address: address ?? '不详' },
    },
    parts: { letter: [{ kind: 'text', look: 'body', text: letter.trimEnd() }] },
    flags: [],
  };
}
