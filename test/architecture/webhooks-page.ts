import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { webhookTopics } from '../../domain/webhook-topics.ts';
import { type StayEventKind, stayEventKinds } from '../../store/stays/event-kinds.ts';
import { topicOfEvent } from '../../store/webhooks/topics.ts';
import { root } from './tree.ts';

if (process.argv[1] === import.meta.filename)
  writeFileSync(join(root, 'docs', 'WEBHOOK-EVENTS.md'), webhooksPage());

/** docs/WEBHOOK-EVENTS.md as the catalogues in the code make it; `npm run docs` writes it. */
export function webhooksPage(): string {
  const events = Object.entries(topicOfEvent) as readonly [StayEventKind, string | null][];
  return [
    '# 推送的事件 · What a webhook tells',
    '',
    '<!-- Made by `npm run docs` from store/webhooks/topics.ts and domain/webhook-topics.ts; a test compares. -->',
    '',
    'What an address can be told of, by topic. `type` of a message about a stay is `hub.stay.` and the event; what it says in detail is the event’s own at `GET /v1/stays/{caseRef}/events`.',
    'A payer that pays a claim, in parts or whole, is an `obligation-changed`; one that answers with another amount than was claimed, and says no more, waits for a person and is told as `attention-raised` alone',
    '(`payment-mismatch`). How to register an address: [HOSPITAL-HTTP](HOSPITAL-HTTP.md#3-接收推送--be-told).',
    '',
    ...Object.entries(webhookTopics).flatMap(([topic, { zh, en }]) => {
      const told = events.filter(([, of]) => of === topic);
      const rows = told.map(
        ([kind]) => `| \`${kind}\` | ${stayEventKinds[kind].zh} · ${stayEventKinds[kind].en} |`,
      );
      const table = ['', '| 事件 · event | 含义 · meaning |', '|---|---|', ...rows];
      return [`## \`${topic}\` ${zh}`, '', `${en}.`, ...(rows.length === 0 ? [] : table), ''];
    }),
    '## 不推送 · told to nobody',
    '',
    `What the hospital did itself, or is the hub’s own business: ${events
      .filter(([, of]) => of === null)
      .map(([kind]) => `\`${kind}\``)
      .join(', ')}.`,
    '',
  ].join('\n');
}
