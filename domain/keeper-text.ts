import type { LocalDate } from './dates.ts';
import {
  type RecordAnswerKind,
  type RecordParty,
  recordAnswerWords,
  recordPartyWords,
} from './record-answers.ts';
import type { Words } from './words.ts';

/** What a keeper of records said of a ground beside what the window ticked; null: it ticked nothing. */
export interface KeeperDetail {
  readonly kind: 'keeper';
  readonly keeper: RecordParty;
  readonly found: RecordAnswerKind;
  readonly ticked: boolean | null;
}

/** Both words, for whoever judges; since when and under which number stands in the conditions of the stay. */
export function keeperText({ keeper, found, ticked }: KeeperDetail): Words {
  const [who, said] = [recordPartyWords[keeper], recordAnswerWords[found]];
  const window =
    ticked === null
      ? ['', '']
      : ticked
        ? ['，窗口填“是”', ', the window said yes']
        : ['，窗口填“否”', ', the window said no'];
  return { zh: `${who.zh}：${said.zh}${window[0]}`, en: `${who.en}: ${said.en}${window[1]}` };
}

/** An objection to a decision, and by when it is to be decided. */
export function objectionText({
  objection,
  dueOn,
}: {
  readonly objection: number;
  readonly dueOn: LocalDate;
}): Words {
  return {
    zh: `第${objection}次异议，${dueOn}前答复`,
    en: `objection ${objection}, to be decided by ${dueOn}`,
  };
}
