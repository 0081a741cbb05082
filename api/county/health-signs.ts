import { attentionTexts } from '../../domain/attention-texts.ts';
import type { ReconcilerFinding } from '../../domain/reconciliation.ts';
import type { AttentionCode } from '../../domain/stay.ts';
import type { Words } from '../../domain/words.ts';
import type { WaitingCount } from '../../store/stays/waiting.ts';
import type { WebhooksStanding } from '../../store/webhooks/deliveries.ts';
import { foundSign, type HealthSign, unknownSign, words } from './found-signs.ts';

/** What the store told. */
export interface StoreSeen {
  readonly backlog: { readonly items: number; readonly oldestMs: number };
  readonly waits: readonly WaitingCount[];
  /** What the reconciler found last and did not repair. */
  readonly differences: readonly Pick<ReconcilerFinding, 'subject' | 'since'>[];
  /** Webhooks that are off, or have failed for an hour. */
  readonly unwell: WebhooksStanding['unwell'];
  /** Deliveries of the lists that a hospital did not take in time, and rules whose key is not registered. */
  readonly undelivered: readonly { readonly subject: string; readonly since: string }[];
}

/** What Temporal told. Null: its version cannot be asked for failing ones, the store for rows. */
export interface TemporalSeen {
  readonly failing: readonly string[] | null;
  readonly withoutRow: readonly string[] | null;
}

/** Null: it did not answer. */
export interface Seen {
  readonly store: StoreSeen | null;
  readonly temporal: TemporalSeen | null;
}

/** What is owed longer than this has been tried several times (real time). */
const backlogMs = 60_000;

/** What waits that is the hub's own business, or a party's that answers nothing: several codes may be one sign. */
const waitSigns = {
  'workflow-gone': {
    codes: ['workflow-gone'],
    ...words('流程已不存在的病例或名单', 'cases and lists whose workflow is gone'),
  },
  'workflow-paused': { codes: ['workflow-paused'], ...words('已暂停的流程', 'paused workflows') },
  'list-held': { codes: ['list-held'], ...words('待复核的名单', 'lists that are held') },
  'list-pull-failed': {
    codes: ['list-pull-failed'],
    ...words('未能取得的名单', 'lists that could not be fetched'),
  },
  'party-silent': {
    codes: ['agency-wait', 'party-not-connected', 'outcome-unknown', 'reply-mismatch'],
    ...words('未答复的外部单位', 'parties without an answer'),
  },
  'party-on-hold': { codes: ['party-on-hold'], ...words('已暂停的外部单位', 'parties on hold') },
  'hub-fault': { codes: ['hub-fault'], ...words('系统自身故障', 'faults of the hub itself') },
  'worker-absent': { codes: ['worker-absent'], ...words('工作进程缺失', 'no worker') },
} as const satisfies Record<string, { readonly codes: readonly AttentionCode[] } & Words>;

/** Every sign, in the order in which a person reads them. */
export function signsOf({ store, temporal }: Seen): readonly HealthSign[] {
  return [
    partSign('store', store !== null),
    partSign('temporal', temporal !== null),
    store === null ? unknownSign('outbox', outboxTexts) : outboxSign(store),
    ...Object.entries(waitSigns).map(([sign, { codes, zh, en }]) =>
      store === null
        ? unknownSign(sign, { zh, en })
        : waitSign(
            { sign, zh, en },
            store.waits.filter(({ code }) => codes.some((one) => one === code)),
          ),
    ),
    foundSign('reconciler', store?.differences ?? null),
    foundSign('webhooks', store?.unwell ?? null),
    foundSign('list-deliveries', store?.undelivered ?? null),
    foundSign('workflow-failing', temporal?.failing?.map(bare) ?? null),
    foundSign('workflow-without-row', temporal?.withoutRow?.map(bare) ?? null),
  ];
}

const bare = (subject: string) => ({ subject, since: null });

const partTexts = {
  store: {
    ...words('数据库', 'PostgreSQL'),
    todo: words(
      '数据库无应答:启动 PostgreSQL 或检查网络;窗口得到 503 并应重试,已受理的不会丢失',
      'PostgreSQL does not answer: start it or check the network; windows get 503 and try again, nothing that was taken is lost',
    ),
  },
  temporal: {
    ...words('Temporal', 'Temporal'),
    todo: words(
      'Temporal 无应答:启动它或检查网络;入院照常受理,决定稍后;恢复后自动继续',
      'Temporal does not answer: start it or check the network; admissions are taken, decisions follow by themselves',
    ),
  },
} as const;

function partSign(sign: keyof typeof partTexts, up: boolean): HealthSign {
  const { zh, en, todo } = partTexts[sign];
  const none = { count: 0, longest: [] };
  if (up) return { sign, state: 'ok', zh: `${zh} 可用`, en: `${en} answers`, todo: null, ...none };
  return { sign, state: 'wrong', zh: `${zh} 无应答`, en: `${en} does not answer`, todo, ...none };
}

const outboxTexts = words('待送达流程的通知', 'what is owed to workflows');

function outboxSign({ backlog: { items, oldestMs } }: StoreSeen): HealthSign {
  const seconds = Math.round(oldestMs / 1_000);
  const late = items > 0 && oldestMs > backlogMs;
  return {
    ...{ sign: 'outbox', state: late ? 'wrong' : 'ok', count: items, longest: [] },
    zh: `${outboxTexts.zh}:${items} 条,最久 ${seconds} 秒`,
    en: `${outboxTexts.en}: ${items}, the oldest for ${seconds} s`,
    todo: late
      ? words(
          '检查 Temporal 与 flow-worker 是否运行,并查看接口日志;恢复后自动送达,勿手工重复',
          'see whether Temporal and flow-worker run, and the log of the api; they are delivered by themselves, repeat nothing by hand',
        )
      : null,
  };
}

function waitSign(
  { sign, zh, en }: { readonly sign: string } & Words,
  waits: readonly WaitingCount[],
): HealthSign {
  const count = waits.reduce((sum, one) => sum + one.count, 0);
  const [first] = waits;
  if (first === undefined)
    return { sign, state: 'ok', zh: `${zh}:无`, en: `${en}: none`, todo: null, count, longest: [] };
  const longest = waits
    .flatMap((one) => one.longest)
    .toSorted((a, b) => (a.since < b.since ? -1 : 1))
    .slice(0, 10);
  const who = [...new Set(waits.map(({ blockedOn }) => blockedOn))].join(', ');
  const since = longest[0]?.since ?? '';
  return {
    ...{ sign, state: 'wrong', count, longest, todo: attentionTexts[first.code].todo },
    zh: `${zh}:${count}(等待 ${who},最早自 ${since})`,
    en: `${en}: ${count} (waiting for ${who}, the first since ${since})`,
  };
}
