import type { Command } from 'commander';
import { HubProblem } from '../domain/failures.ts';
import { decide } from '../policies/admission/decide.ts';
import { fieldError, parseDecisionRequest, parseSettlementRequest } from '../policies/engine/requests.ts';
import { loadSchemes } from '../policies/schemes.ts';
import { settle } from '../policies/settlement/settle.ts';
import { print, readJsonFile } from './output.ts';
import { decisionText, settlementText } from './policy-text.ts';

/** `hub settle` and `hub decide`: the engine itself, without a server. */
export function whatIfCommands(program: Command): void {
  program
    .command('settle <file>')
    .description('试算:谁付多少(无需服务器) · what if: who pays what; needs no server')
    .action(function (this: Command, file: string) {
      const { scheme, body } = schemeInside(readJsonFile(file));
      const settlement = settle(loadSchemes(), scheme, parseSettlementRequest(body));
      print(this, settlement, () => settlementText(settlement));
    });
  program
    .command('decide <file>')
    .description(
      '试算:能否先诊疗后付费(无需服务器) · what if: may this person be treated first; needs no server',
    )
    .action(function (this: Command, file: string) {
      const { scheme, body } = schemeInside(readJsonFile(file));
      const decision = decide(loadSchemes(), scheme, parseDecisionRequest(body));
      print(this, decision, () => decisionText(decision));
    });
}

/** The api has the scheme in its path; a file has it inside. Throws HubProblem `request-invalid`. */
function schemeInside(value: unknown): { readonly scheme: string; readonly body: unknown } {
  if (typeof value !== 'object' || value === null || !('scheme' in value) || typeof value.scheme !== 'string')
    throw new HubProblem('request-invalid', { errors: [fieldError('/scheme', 'field-invalid')] });
  const { scheme, ...body } = value;
  return { scheme: String(scheme), body };
}
