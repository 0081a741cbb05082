import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { parseYuan } from '../domain/money.ts';
import { findCounty } from './county.ts';
import { creditText, readableCredit } from './credit-text.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { overdueDrawCommand } from './overdue-draws.ts';
import { speakerFor } from './speaker.ts';

const ofStay = z.looseObject({ creditLine: readableCredit.nullable() });

interface Given {
  readonly as?: string;
}
interface DrawOptions extends Given {
  readonly consentedOn?: string;
  readonly consentedBy?: string;
  readonly forgotten?: boolean;
  readonly yuan?: string;
}

/** `hub stay credit-line`, `draw-notice`, `draw`, `draw-arrived`, `draws-overdue`: the own part from the bank's credit line. */
export function creditLineCommands(group: Command): void {
  group
    .command('credit-line <caseRef>')
    .description('惠民就医额度、预留与支用 · the credit line, what is held and what was drawn')
    .action(async function (this: Command, caseRef: string) {
      show(this, await ask(findCounty(), ofStay, { path: pathOf(caseRef), as: { role: 'operator' } }));
    });
  overdueDrawCommand(group);
  group
    .command('draw-notice <caseRef>')
    .description('登记已告知患者将由医院发起支用 · the patient was told that the hospital will draw')
    .requiredOption('--on <day>', '告知日期 · YYYY-MM-DD')
    .requiredOption('--way <way>', 'sms, letter, phone, in-person')
    .option('--as <organisation/person>', '由谁办理 · who acts')
    .action(async function (this: Command, caseRef: string, given: Given & { on: string; way: string }) {
      const body = { noticedOn: given.on, way: given.way };
      await tell(this, { caseRef, action: 'credit-draw-notice', body, as: given.as });
    });
  group
    .command('draw <caseRef>')
    .description('从额度支用自付部分 · draw the own part from the credit line')
    .option('--consented-on <day>', '患者同意的日期 · the day on which the patient agreed')
    .option('--consented-by <who>', 'patient, family', 'patient')
    .option('--forgotten', '患者忘记结算,告知期满后由医院发起 · forgotten: after the notice and its days')
    .option(
      '--yuan <amount>',
      '金额(元),省略即额度内全部可支用数额 · left out: all that may be drawn and the line bears',
    )
    .option('--as <organisation/person>', '由谁办理 · who acts')
    .action(async function (this: Command, caseRef: string, given: DrawOptions) {
      await tell(this, { caseRef, action: 'credit-draws', body: drawOf(given), as: given.as });
    });
  group
    .command('draw-arrived <caseRef> <draw>')
    .description('核对银行垫付款到账 · the bank’s money for a draw arrived')
    .requiredOption('--yuan <amount>', '到账金额(元) · yuan')
    .requiredOption('--day <day>', '到账日期 · YYYY-MM-DD')
    .requiredOption('--advice <number>', '银行回单编号 · number of the bank’s advice')
    .option('--as <organisation/person>', '由谁办理 · who acts')
    .action(async function (
      this: Command,
      caseRef: string,
      draw: string,
      given: Given & { yuan: string; day: string; advice: string },
    ) {
      const body = { fen: fenOf(given.yuan), arrivedOn: given.day, adviceNo: given.advice };
      const action = `credit-draws/${encodeURIComponent(draw)}/disbursement`;
      await tell(this, { caseRef, action, body, as: given.as });
    });
}

function drawOf({ consentedOn, consentedBy, forgotten, yuan: amount }: DrawOptions): object {
  const some = amount === undefined ? {} : { fen: fenOf(amount) };
  if (forgotten === true) return { basis: 'mandate', ...some };
  if (consentedOn === undefined)
    throw new HubProblem('command-invalid', { detail: '--consented-on <day>, or --forgotten' });
  return { basis: 'consent', consentedOn, consentedBy, ...some };
}

function fenOf(text: string): number {
  try {
    return parseYuan(text);
  } catch {
    throw new HubProblem('command-invalid', { detail: `${text} is not yuan with two decimals` });
  }
}

async function tell(
  command: Command,
  told: {
    readonly caseRef: string;
    readonly action: string;
    readonly body: object;
    readonly as: string | undefined;
  },
): Promise<void> {
  const { caseRef, action, body, as } = told;
  const county = findCounty();
  const path = pathOf(caseRef);
  const speaker = await speakerFor(caseRef, as, 'hospital-finance');
  const headers = { 'idempotency-key': randomUUID() };
  const to = { method: 'POST', path: `${path}/${action}`, as: speaker, body, headers } as const;
  show(command, await ask(county, ofStay, to));
}

function pathOf(caseRef: string): string {
  return `/v1/stays/${encodeURIComponent(caseRef)}`;
}

function show(command: Command, found: z.infer<typeof ofStay>): void {
  const { creditLine } = found;
  print(command, creditLine ?? {}, () =>
    creditLine === null ? '没有惠民就医额度 · there is no credit line' : creditText(creditLine).join('\n'),
  );
}
