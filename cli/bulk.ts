import type { Command } from 'commander';
import { z } from 'zod';
import { bulkKinds } from '../domain/bulk-resolutions.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { speakerOf } from './resolutions.ts';

const reason = z.looseObject({ caseRef: z.string(), step: z.string(), zh: z.string(), en: z.string() });
const foreseen = z.looseObject({
  ...{ foreseen: z.int(), minutes: z.int(), cannot: z.int(), reasons: z.array(reason) },
  institutions: z.array(z.object({ institution: z.string(), stays: z.int() })),
});
const progress = z.looseObject({
  ...{ bulkRef: z.string(), kind: z.string(), zh: z.string(), en: z.string() },
  ...{ orderedBy: z.string(), orderedAt: z.string(), evidence: z.string() },
  ...{ waiting: z.int(), done: z.int(), notDone: z.int(), withdrawn: z.int(), reasons: z.array(reason) },
});
const orders = z.object({ orders: z.array(progress) });

interface Meant {
  readonly blockedOn?: string;
  readonly institution?: string;
  readonly payer?: string;
  readonly refusal?: string;
  readonly overdue?: true;
  readonly perMinute?: string;
  readonly as?: string;
}
interface Ordered extends Meant {
  readonly foreseen: string;
  readonly evidence: string;
}

/** `hub bulk …`: the same done about many stays that wait for the same reason. */
export function bulkCommands(program: Command): void {
  const group = program
    .command('bulk')
    .description('批量处理同一原因的多个病例 · the same done about many stays that wait for one reason');
  meaning(group.command('preview <kind> <code>'))
    .description(`预览,不生效(${bulkKinds.join(', ')}) · how many, which cannot and why; changes nothing`)
    .action(async function (this: Command, kind: string, code: string, meant: Meant) {
      const to = { method: 'POST', path: '/v1/resolutions/bulk/preview', as: who(meant) } as const;
      const shown = await ask(findCounty(), foreseen, { ...to, body: bodyOf(kind, code, meant) });
      print(this, shown, () => previewText(shown, `hub bulk order ${kind} ${code}${said(meant)}`));
    });
  meaning(group.command('order <kind> <code>'))
    .description('按预览的数目提交,逐一执行 · order what was previewed; taken up one by one')
    .requiredOption('--foreseen <number>', '预览所示可办理的数目 · how many the preview said can be done')
    .requiredOption('--evidence <text>', '凭据及存放处 · what was put right, and where that is kept')
    .action(async function (this: Command, kind: string, code: string, meant: Ordered) {
      const body = {
        ...bodyOf(kind, code, meant),
        foreseen: Number(meant.foreseen),
        evidence: meant.evidence,
      };
      const to = { method: 'POST', path: '/v1/resolutions/bulk', as: who(meant), body } as const;
      const done = await ask(findCounty(), progress, to);
      print(this, done, () => progressText(done));
    });
  group
    .command('list')
    .description('批量处理的进度 · how far the orders have come')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, meant: Meant) {
      const found = await ask(findCounty(), orders, { path: '/v1/resolutions/bulk', as: who(meant) });
      print(this, found, () => found.orders.map(progressText).join('\n\n') || '没有批量处理 · none');
    });
  group
    .command('withdraw <bulkRef>')
    .description('撤回尚未执行的部分 · what was not carried out yet is not carried out any more')
    .option('--as <organisation/person>', '由谁办理 · who acts')
    .action(async function (this: Command, bulkRef: string, meant: Meant) {
      const path = `/v1/resolutions/bulk/${encodeURIComponent(bulkRef)}/withdraw`;
      const done = await ask(findCounty(), progress, { method: 'POST', path, as: who(meant) });
      print(this, done, () => progressText(done));
    });
}

function meaning(command: Command): Command {
  return command
    .option('--blocked-on <party>', '等待的单位 · for whom they wait')
    .option('--institution <institution>', '仅该机构 · only its stays')
    .option('--payer <payer>', '仅该支付方的申报 · only claims of this payer')
    .option('--refusal <code>', '仅此退回原因 · only what was refused under this code')
    .option('--overdue', '仅已过期限的 · only what is beyond its due day')
    .option('--per-minute <number>', '每分钟执行的数目,默认 60 · how many in a minute, 60 when left out')
    .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor');
}

function who({ as }: Meant) {
  return speakerOf(as) ?? ({ role: 'operator' } as const);
}

function bodyOf(kind: string, code: string, meant: Meant): object {
  const { blockedOn, institution, payer, refusal, overdue, perMinute } = meant;
  return {
    kind,
    filter: { code, blockedOn, institution, payer, refusal, overdue },
    ...(perMinute === undefined ? {} : { perMinute: Number(perMinute) }),
  };
}

/** What was said, to be said again. */
function said({ blockedOn, institution, payer, refusal, overdue, perMinute, as }: Meant): string {
  return [
    ...(blockedOn === undefined ? [] : [` --blocked-on ${blockedOn}`]),
    ...(institution === undefined ? [] : [` --institution ${institution}`]),
    ...(payer === undefined ? [] : [` --payer ${payer}`]),
    ...(refusal === undefined ? [] : [` --refusal ${refusal}`]),
    ...(overdue === undefined ? [] : [' --overdue']),
    ...(perMinute === undefined ? [] : [` --per-minute ${perMinute}`]),
    ...(as === undefined ? [] : [` --as ${as}`]),
  ].join('');
}

function previewText(shown: z.infer<typeof foreseen>, order: string): string {
  return [
    '预览,未生效 · a preview, nothing was changed',
    `  可办理 · can be done: ${shown.foreseen},约 · about ${shown.minutes} 分钟 min`,
    ...shown.institutions.map(({ institution, stays }) => `    ${institution}  ${stays}`),
    ...(shown.cannot === 0 ? [] : [`  不能办理 · cannot: ${shown.cannot}`]),
    ...shown.reasons.map(reasonText),
    ...(shown.foreseen === 0 ? [] : [`  → ${order} --foreseen ${shown.foreseen} --evidence <凭据>`]),
  ].join('\n');
}

function progressText(order: z.infer<typeof progress>): string {
  const { bulkRef, zh, en, kind, orderedBy, orderedAt, evidence } = order;
  const { waiting, done, notDone, withdrawn, reasons } = order;
  return [
    `${bulkRef}  ${zh} · ${en} [${kind}]`,
    `  ${orderedBy}  ${orderedAt}: ${evidence}`,
    `  待执行 · waiting ${waiting},已执行 · done ${done},未执行 · not done ${notDone},已撤回 · withdrawn ${withdrawn}`,
    ...reasons.map(reasonText),
    ...(waiting === 0 ? [] : [`  → 停止 · to stop: hub bulk withdraw ${bulkRef}`]),
  ].join('\n');
}

function reasonText({ caseRef, step, zh, en }: z.infer<typeof reason>): string {
  return `    ${caseRef}  ${step}  ${zh} · ${en}`;
}
