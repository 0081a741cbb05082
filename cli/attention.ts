import type { Command } from 'commander';
import { z } from 'zod';
import { resolutionCodes } from '../domain/resolutions.ts';
import { findCounty } from './county.ts';
import { eventsText, readableEvents } from './event-text.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { allPages } from './pages.ts';
import { resolutionOptions } from './resolution-text.ts';

const waits = z.looseObject({
  step: z.string(),
  code: z.string(),
  blockedOn: z.string(),
  since: z.string(),
  due: z.string(),
  detail: z.looseObject({ zh: z.string(), en: z.string() }).nullable(),
  zh: z.string(),
  en: z.string(),
  todo: z.object({ zh: z.string(), en: z.string() }),
  commands: z.array(z.string()).nullish(),
  refusalKind: z.looseObject({ kind: z.string(), zh: z.string(), en: z.string() }).nullable(),
  resolutions: z.array(
    z.looseObject({
      ...{ kind: z.enum(resolutionCodes), zh: z.string(), en: z.string() },
      ...{ proposes: z.array(z.string()), confirms: z.array(z.string()).nullable() },
    }),
  ),
});
const offer = z.looseObject({
  ...{ kind: z.enum(resolutionCodes), zh: z.string(), en: z.string() },
  ...{ proposes: z.array(z.string()), confirms: z.array(z.string()).nullable() },
});
const stay = z.looseObject({
  ...{ caseRef: z.string(), institution: z.string(), stage: z.string() },
  attention: z.array(waits),
  offered: z.array(offer.extend({ on: z.string() })),
});
const page = z.looseObject({
  attention: z.array(
    z.discriminatedUnion('kind', [
      waits.extend({
        ...{ kind: z.literal('stay'), caseRef: z.string(), institution: z.string(), stage: z.string() },
      }),
      waits.extend({ kind: z.literal('list'), listId: z.string(), version: z.int().nullable() }),
      waits.extend({ kind: z.literal('party'), party: z.string() }),
      waits.extend({ kind: z.literal('webhook'), party: z.string(), name: z.string() }),
    ]),
  ),
  next: z.string().nullable(),
});
type Item = z.infer<typeof page>['attention'][number];

/** `hub attention`: every stay and list that waits for somebody, longest first. */
export function attentionCommands(program: Command): void {
  const group = program.command('attention');
  group
    .command('show <caseRef>')
    .description(
      '一个病例的待办与处理办法 · what a stay waits for, what happened, and the commands that resolve it',
    )
    .action(async function (this: Command, caseRef: string) {
      const path = `/v1/stays/${encodeURIComponent(caseRef)}`;
      const as = { role: 'operator' } as const;
      const found = await ask(findCounty(), stay, { path, as });
      const { events } = await ask(findCounty(), readableEvents, { path: `${path}/events`, as });
      print(this, { ...found, events }, () => showText(found, events));
    });
  group
    .description('需要处理的病例与名单 · stays and lists that wait: for whom, since when, what to do')
    .option('--overdue', '仅已过期限的 · only what is beyond its due day')
    .action(async function (this: Command, { overdue }: { readonly overdue?: true }) {
      const path = overdue === undefined ? '/v1/attention' : '/v1/attention?overdue=true';
      const attention = await allPages(path, page, (one) => one.attention);
      print(this, { attention }, () =>
        attention.length === 0
          ? '没有病例或名单在等待 · nothing waits'
          : attention.map(itemText).join('\n\n'),
      );
    });
}

function showText(
  { caseRef, institution, stage, attention, offered }: z.infer<typeof stay>,
  events: z.infer<typeof readableEvents>['events'],
): string {
  const waiting = attention.map((one) =>
    [
      itemText({ kind: 'stay', caseRef, institution, stage, ...one }),
      ...one.resolutions.map((offered) => commandText(caseRef, one.step, offered)),
    ].join('\n'),
  );
  return [
    ...(waiting.length === 0 ? [`${caseRef}  ${stage}  没有待办 · waits for nothing`] : waiting),
    ...(offered.length === 0 ? [] : ['', '此外可办 · may be done besides']),
    ...offered.map((one) => commandText(caseRef, one.on, one)),
    '',
    ...eventsText(events.slice(-12)),
  ].join('\n');
}

/** The command with what only this kind asks for; who proposes and who confirms. */
function commandText(
  caseRef: string,
  step: string,
  { kind, zh, proposes, confirms }: z.infer<typeof waits>['resolutions'][number],
): string {
  const more = resolutionOptions[kind];
  const who = confirms === null ? proposes.join(' | ') : `${proposes.join(' | ')} → ${confirms.join(' | ')}`;
  return `  ${zh}(${who})\n    hub resolve ${caseRef} ${kind} --on ${step}${more} --evidence <凭据>`;
}

function itemText(item: Item): string {
  return [
    `${subjectOf(item)}/${item.step}`,
    `  ${item.zh} · ${item.en} [${item.code}]`,
    ...(item.detail === null ? [] : [`  原因 · why: ${item.detail.zh} · ${item.detail.en}`]),
    ...refusalText(item),
    `  等待 · waits for ${item.blockedOn}, 自 · since ${item.since}, 期限 · due ${item.due}`,
    `  → ${item.todo.zh} · ${item.todo.en}`,
    ...(item.commands ?? []).map((command) => `    ${command}`),
  ].join('\n');
}

/** What a payer means by its no; of one that nobody listed a person judges. */
function refusalText({ code, refusalKind }: Item): readonly string[] {
  if (refusalKind !== null)
    return [`  类别 · kind: ${refusalKind.zh} · ${refusalKind.en} [${refusalKind.kind}]`];
  return code === 'payer-refused' ? ['  类别 · kind: 未列明,由人判断 · not listed, a person judges'] : [];
}

function subjectOf(item: Item): string {
  if (item.kind === 'party') return `${item.party}  `;
  if (item.kind === 'webhook') return `${item.party}/${item.name}  `;
  if (item.kind === 'stay') return `${item.caseRef}  ${item.institution}  ${item.stage}`;
  return item.version === null
    ? item.listId
    : `${item.listId}  第 ${item.version} 版 · version ${item.version}  `;
}
