import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { dueAt } from '../domain/attention-due.ts';
import type { Attention } from '../domain/stay.ts';
import { attentionDetails } from '../domain/waiting.ts';
import { type AttributeChange, searchAttribute } from './search-attributes.ts';

const hubAttention = searchAttribute('HubAttention');
const hubBlockedOn = searchAttribute('HubBlockedOn');
const hubAttentionSince = searchAttribute('HubAttentionSince');
const hubNextDeadline = searchAttribute('HubNextDeadline');

/**
 * What operators see of a workflow that waits for somebody. Search attributes are history and written only when they change; the details
 * (domain/waiting.ts) are none: other words there need no `patched`.
 */
export interface AttentionSign {
  /** What is up now; goes into the next run's input, so that a wait is seen without a gap. */
  readonly shown: () => Attention | null;
  readonly raise: (attention: Attention) => void;
  readonly lower: () => void;
  /** What a step says that the stay waits for now; nothing said is nothing to wait for. */
  readonly show: (attention: Attention | null | undefined) => void;
  /** Something that this run was told and does not do, for whoever looks at it. */
  readonly ignore: (what: Ignored) => void;
}

/** What a workflow is told and takes no notice of. */
const ignoredTexts = {
  cancel: {
    zh: '收到取消请求,未执行:病例须走完全程',
    en: 'a cancel was asked for and is not obeyed: a stay goes to its end',
  },
  'clear-text': {
    zh: '收到未加密的消息,已忽略',
    en: 'a message in clear text came and was ignored',
  },
} as const;
export type Ignored = keyof typeof ignoredTexts;

/**
 * A sign with what the run before had up: the server carries search attributes over, the details are said again. `write` is
 * how they change.
 */
export function attentionSign(
  carried: Attention | null = null,
  write: (changes: readonly AttributeChange[]) => void = (changes) => upsertSearchAttributes([...changes]),
): AttentionSign {
  let shown = carried;
  const ignored = new Set<Ignored>();
  const say = (): void => {
    const lines = [...ignored].map((what) => `> ${ignoredTexts[what].zh} · ${ignoredTexts[what].en}`);
    setCurrentDetails([...(shown === null ? [] : [attentionDetails(shown)]), ...lines].join('\n\n'));
  };
  if (carried !== null) say();
  const sign: AttentionSign = {
    shown: () => shown,
    show: (attention) => (attention ? sign.raise(attention) : sign.lower()),
    raise(attention) {
      if (shown !== null && saysTheSame(shown, attention)) return;
      shown = attention;
      say();
      write(attentionAttributes(attention));
    },
    lower() {
      if (shown === null) return;
      shown = null;
      say();
      write(attentionAttributes(null));
    },
    ignore(what) {
      ignored.add(what);
      say();
    },
  };
  return sign;
}

/** What the server shows of a wait, or of none. */
export function attentionAttributes(attention: Attention | null): readonly AttributeChange[] {
  return [
    { key: hubAttention, value: attention?.code ?? null },
    { key: hubBlockedOn, value: attention?.blockedOn ?? null },
    { key: hubAttentionSince, value: attention && new Date(attention.since) },
    { key: hubNextDeadline, value: attention && new Date(dueAt(attention.code, attention.since)) },
  ];
}

function saysTheSame(one: Attention, other: Attention): boolean {
  const same = one.code === other.code && one.blockedOn === other.blockedOn && one.step === other.step;
  return same && JSON.stringify(one.detail) === JSON.stringify(other.detail);
}
