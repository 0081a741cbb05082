import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { speakerOf } from './resolutions.ts';
import { table } from './text.ts';

const rule = z.looseObject({
  ...{ ruleNo: z.string(), settledBy: z.string().optional(), validFrom: z.string(), validUntil: z.string() },
  ...{ state: z.string(), proposedBy: z.string(), confirmedBy: z.string().nullable() },
});
const rules = z.looseObject({ rules: z.array(rule) });

interface Put {
  readonly rule?: string;
  readonly from?: string;
  readonly until?: string;
  readonly as?: string;
}

/** `hub institution …`: what a hospital rules for itself. */
export function institutionCommands(program: Command): void {
  const group = program
    .command('institution')
    .description('医疗机构的规则 · what a hospital rules for itself');
  group
    .command('settled-by <institution> [who]')
    .description(
      '由谁办理医保登记和结算:hub 或 hospital(两人);不写则查询 · who settles with the insurer; without a value what is in force',
    )
    .option('--rule <number>', '规则编号 · the hospital’s own number of the rule')
    .option('--from <day>', '自何日入院起 · first day of admission it holds for')
    .option('--until <day>', '至何日(不含) · the first day on which it holds no more')
    .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor')
    .action(async function (this: Command, institution: string, who: string | undefined, put: Put) {
      const path = `/v1/institutions/${encodeURIComponent(institution)}/settled-by`;
      if (who === undefined) {
        const found = await ask(findCounty(), rules, { path, as: { role: 'operator' } });
        return print(this, found, () =>
          rulesText(found.rules, '没有规则:由本系统办理 · no rule: the hub settles'),
        );
      }
      const { rule: ruleNo, from: validFrom, until: validUntil } = put;
      const body = { ruleNo, validFrom, validUntil, settledBy: who };
      const as = speakerOf(put.as) ?? { role: 'person', of: institution, who: 'hospital-finance' };
      const done = await ask(findCounty(), rule, { method: 'PUT', path, as, body });
      print(this, done, () => rulesText([done]));
    });
  group
    .command('text-messages <institution>')
    .description(
      '短信告知:开通(两人);不写编号则查询 · patients are told by text message; without a number what is in force',
    )
    .option('--rule <number>', '规则编号 · the hospital’s own number of the rule')
    .option('--from <day>', '自何日起 · first day')
    .option('--until <day>', '至何日(不含) · the first day on which it holds no more')
    .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor')
    .action(async function (this: Command, institution: string, put: Put) {
      const path = `/v1/institutions/${encodeURIComponent(institution)}/text-messages`;
      const { rule: ruleNo, from: validFrom, until: validUntil } = put;
      if (ruleNo === undefined) {
        const found = await ask(findCounty(), rules, { path, as: { role: 'operator' } });
        return print(this, found, () =>
          rulesText(found.rules, '未开通:由人告知 · not switched on: people tell'),
        );
      }
      const as = speakerOf(put.as) ?? { role: 'person', of: institution, who: 'hospital-finance' };
      const body = { ruleNo, validFrom, validUntil };
      const done = await ask(findCounty(), rule, { method: 'PUT', path, as, body });
      print(this, done, () => rulesText([done]));
    });
}

function rulesText(found: readonly z.infer<typeof rule>[], none = ''): string {
  if (found.length === 0) return none;
  return table(
    [
      '规则 · rule',
      '由谁 · who',
      '自 · from',
      '至 · until',
      '状态 · state',
      '提出 · by',
      '确认 · confirmed',
    ].map((head) => ({ head })),
    found.map((one) => [
      ...[one.ruleNo, one.settledBy ?? '-', one.validFrom, one.validUntil, one.state],
      ...[one.proposedBy, one.confirmedBy ?? '-'],
    ]),
  );
}
