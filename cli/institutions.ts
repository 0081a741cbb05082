import type { Command } from 'commander';
import { HubProblem } from '../domain/failures.ts';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';
import { print, readJsonFile } from './output.ts';
import { speakerOf } from './resolutions.ts';
import {
  endingToday,
  type RuleWord,
  rule,
  ruleNamed,
  rules,
  rulesText,
  ruleWords,
  type SaidOfRule,
  saidBy,
  wordsOf,
} from './rule-words.ts';

interface Put extends SaidOfRule {
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
  ruled(
    group.command('settled-by <institution> [who]'),
    'settled-by',
    '由谁办理医保登记和结算:hub 或 hospital · who settles with the insurer',
  );
  ruled(
    group.command('text-messages <institution>'),
    'text-messages',
    '短信告知 · patients are told by text message',
  );
  ruled(
    group.command('list-delivery <institution> [thumbprint]'),
    'list-delivery',
    '卫健委开通名单下发,写明机构公钥指纹 · the health commission has the lists go there, sealed to the key of this thumbprint',
  );
  ruled(
    group.command('staging <institution>'),
    'staging',
    '分阶段缴费或分阶段结算 · paying on account, or settling so far, in mid-stay',
  )
    .option('--what <what>', 'payment 分阶段缴费, settlement 分阶段结算', 'payment')
    .option('--yuan <amount>', '达到多少元 · from which amount')
    .option('--days <days>', '达到几天 · from which day')
    .option('--match <match>', 'all 都达到, any 任一达到 · both limits or either', 'any')
    .option('--offered <how>', 'by-itself 自动, by-person 由人发起', 'by-itself');
  ruled(
    group.command('warning <institution>'),
    'warning',
    '个人负担预警线 · when the own part of a stay is warned of',
  )
    .option('--share <percent>', '占总费用的百分之几 · per cent of the cost so far')
    .option('--yuan <amount>', '达到多少元 · from which amount');
  ruled(
    group.command('deposit <institution> [file]'),
    'deposit',
    '各病种次均个人负担(JSON),预交金上限 · average own parts, above which no deposit is asked',
  );
  endCommand(group);
}

/** A rule is put by two people in the same words; without a number what there is is shown. */
function ruled(command: Command, word: RuleWord, about: string): Command {
  return command
    .description(`${about} (两人;不写编号则查询 · two people; without a number what is in force)`)
    .option('--rule <number>', '规则编号 · the hospital’s own number of the rule')
    .option('--from <day>', '自何日起 · first day it holds for')
    .option('--until <day>', '至何日(不含) · the first day on which it holds no more')
    .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor')
    .action(async function (this: Command) {
      const [institution = '', given] = this.args;
      const put = this.opts<Put>();
      const path = pathOf(institution, word);
      if (put.rule === undefined && given === undefined) {
        const found = await ask(findCounty(), rules, { path, as: { role: 'operator' } });
        return print(this, found, () => rulesText(word, found.rules));
      }
      const { rule: ruleNo, from: validFrom, until: validUntil } = put;
      const said = saidBy(word, word === 'deposit' && given ? readJsonFile(given) : given, put);
      const body = { ruleNo, validFrom, validUntil, ...said };
      const done = await ask(findCounty(), rule, {
        method: 'PUT',
        path,
        as: whoPuts(institution, word, put),
        body,
      });
      print(this, done, () => rulesText(word, [done]));
    });
}

/** The same rule in the same words, with an earlier last day. */
function endCommand(group: Command): void {
  group
    .command('end <institution> <kind>')
    .description(
      `提前终止已生效的规则(两人) · a rule in force ends early: ${Object.keys(ruleWords).join(', ')}`,
    )
    .requiredOption('--rule <number>', '规则编号 · the hospital’s own number of the rule')
    .requiredOption(
      '--on <day>',
      `至何日(不含),明日起;${endingToday.join('、')} 可当日 · the first day on which it holds no more, tomorrow at the earliest; of ${endingToday.join(' and ')} today`,
    )
    .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor')
    .action(async function (
      this: Command,
      institution: string,
      kind: string,
      put: Put & { readonly on: string },
    ) {
      const word = ruleNamed(kind);
      const path = pathOf(institution, word);
      const county = findCounty();
      const found = await ask(county, rules, { path, as: { role: 'operator' } });
      const known = found.rules.find(({ ruleNo }) => ruleNo === put.rule);
      if (known === undefined)
        throw new HubProblem('request-invalid', {
          detail: `${institution} has no rule ${put.rule} of ${word}`,
        });
      const body = { ...wordsOf(known), validUntil: put.on };
      const done = await ask(county, rule, {
        method: 'PUT',
        path,
        as: whoPuts(institution, word, put),
        body,
      });
      print(this, done, () => rulesText(word, [done]));
    });
}

function pathOf(institution: string, word: RuleWord): string {
  return `/v1/institutions/${encodeURIComponent(institution)}/${ruleWords[word].path}`;
}

function whoPuts(institution: string, word: RuleWord, { as }: Put): Speaker {
  const given = speakerOf(as);
  if (given !== undefined) return given;
  return word === 'list-delivery'
    ? { role: 'person', of: 'county', who: 'health-commission' }
    : { role: 'person', of: institution, who: 'hospital-finance' };
}
