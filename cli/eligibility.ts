import type { Command } from 'commander';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print, readJsonFile } from './output.ts';
import { decisionText, readableDecision } from './policy-text.ts';
import { speakerOf } from './resolutions.ts';

/** `hub eligibility`: asks before an admission, as a hospital may. */
export function eligibilityCommands(program: Command): void {
  program
    .command('eligibility <file>')
    .description(
      '入院前预查(文件为 JSON,- 为标准输入) · before an admission: may this person be treated first; it decides nothing',
    )
    .requiredOption('--as <organisation/person>', '由谁查询 · who asks, as organisation/actor')
    .action(async function (this: Command, file: string, { as }: { readonly as: string }) {
      const who = speakerOf(as) ?? { role: 'operator' as const };
      const path = '/v1/eligibility-checks';
      const body = readJsonFile(file);
      const decision = await ask(findCounty(), readableDecision, { method: 'POST', path, as: who, body });
      print(this, decision, () => decisionText(decision));
    });
}
