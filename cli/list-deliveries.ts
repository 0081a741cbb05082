import type { Command } from 'commander';
import { z } from 'zod';
import { entryOf } from '../domain/entry.ts';
import { listDeliveryStates } from '../domain/list-delivery.ts';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';
import { print, readJsonFile } from './output.ts';
import { allPages } from './pages.ts';
import { speakerOf } from './resolutions.ts';
import { table } from './text.ts';

const counts = { people: z.int(), byCategory: z.record(z.string(), z.int()) };
const list = z.looseObject({ listId: z.string(), version: z.int(), asOf: z.string() });
const preview = z.looseObject({
  ...{ institution: z.string(), ...counts, lists: z.array(list) },
  ...{ key: z.string().nullable(), on: z.boolean(), article: z.string(), zh: z.string(), en: z.string() },
});
const delivery = z.looseObject({
  ...{ delivery: z.int(), institution: z.string(), kind: z.string(), asOf: z.string(), ...counts },
  ...{ ended: z.int(), state: z.string(), preparedAt: z.string(), dueOn: z.string() },
  receiptedAt: z.string().nullable(),
});
type Delivery = z.infer<typeof delivery>;
const key = z.looseObject({ thumbprint: z.string(), putBy: z.string(), putAt: z.string() });

interface Options {
  readonly as?: string;
}

/** `hub delivery …`: the lists as they go to hospitals' own systems. */
export function listDeliveryCommands(program: Command): void {
  const group = program
    .command('delivery')
    .description('名单下发到机构系统 · the lists as they go to hospitals’ own systems');
  group
    .command('preview <institution>')
    .description('开通前预览:各类别人数 · how many people would go, by category; nothing is prepared')
    .action(async function (this: Command, institution: string) {
      const path = `${pathOf(institution)}/list-delivery-preview`;
      const found = await ask(findCounty(), preview, { path, as: { role: 'operator' } });
      print(this, found, () => previewText(found));
    });
  group
    .command('status [institution]')
    .description('各次下发及回执 · what waits, what was fetched and receipted')
    .action(async function (this: Command, institution: string | undefined) {
      const path = `/v1/list-deliveries${institution === undefined ? '' : `?institution=${encodeURIComponent(institution)}`}`;
      const page = z.looseObject({ deliveries: z.array(delivery), next: z.string().nullable() });
      const deliveries = await allPages(path, page, (one) => one.deliveries);
      print(this, { deliveries }, () => statusText(deliveries));
    });
  group
    .command('key <institution> [file]')
    .description(
      '机构的公钥:查询指纹;给出 JWK 文件则登记(只交公钥) · the hospital’s key: its thumbprint, or with a JWK file the public half is registered',
    )
    .option('--remove', '注销,即刻停止下发 · withdraw it: nothing is delivered from now on')
    .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor')
    .action(async function (
      this: Command,
      institution: string,
      file: string | undefined,
      { remove, as }: Options & { readonly remove?: true },
    ) {
      const path = `${pathOf(institution)}/delivery-key`;
      const speaker = speakerOf(as) ?? ({ role: 'hospital', institution } satisfies Speaker);
      if (remove === true) {
        const gone = z.looseObject({ institution: z.string() });
        const done = await ask(findCounty(), gone, { method: 'DELETE', path, as: speaker });
        return print(this, done, () => `${institution} 公钥已注销 · the key is withdrawn`);
      }
      const more = file === undefined ? {} : { method: 'PUT' as const, body: readJsonFile(file) };
      const known = await ask(findCounty(), key, { path, as: speaker, ...more });
      print(this, known, () => `${known.thumbprint}\n${known.putBy}  ${known.putAt}`);
    });
}

function pathOf(institution: string): string {
  return `/v1/institutions/${encodeURIComponent(institution)}`;
}

function previewText(found: z.infer<typeof preview>): string {
  const { people, byCategory, lists, key: thumbprint, on, article, zh, en } = found;
  return [
    `${article}  ${zh} · ${en}`,
    `共 ${people} 人 · people`,
    ...Object.entries(byCategory).map(([category, count]) => `  ${category}  ${count}`),
    ...lists.map(({ listId, version, asOf }) => `名单 · list ${listId}/${version}, ${asOf}`),
    thumbprint === null
      ? '机构未登记公钥 · the hospital has registered no key: hub delivery key <institution> <file>'
      : `公钥指纹 · key ${thumbprint}`,
    on ? '已开通 · the lists go there' : '未开通 · switched off: hub institution list-delivery',
  ].join('\n');
}

function statusText(found: readonly Delivery[]): string {
  if (found.length === 0) return '没有下发 · no delivery';
  return table(
    [
      ...['编号 · number', '机构 · hospital', '内容 · what', '人数 · people', '截至 · as of'],
      ...['状态 · state', '应回执 · due', '回执 · receipted'],
    ].map((head) => ({ head })),
    found.map((one) => [
      ...[String(one.delivery), one.institution, one.kind, String(one.people), one.asOf],
      ...[
        `${entryOf(listDeliveryStates, one.state)?.zh ?? ''} ${one.state}`,
        one.dueOn,
        one.receiptedAt ?? '-',
      ],
    ]),
  );
}
