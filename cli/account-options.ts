import type { Command } from 'commander';
import { readJsonFile } from './output.ts';

/** What a person says on the command line about a patient's own part that is not paid. */
export interface WantedAccount {
  readonly plan?: string;
  readonly fen?: string;
  readonly source?: string;
  readonly approvedOn?: string;
  readonly reliefAskedOn?: string;
  readonly confirmedOn?: string;
  readonly township?: string;
  readonly paper?: string;
  readonly diedOn?: string;
}

/** Its options of `hub resolve`. */
export function accountOptions(command: Command): void {
  command
    .option(
      '--plan <file>',
      'defer: 协议与分期(JSON:agreement, instalments) · the signed agreement and its instalments',
    )
    .option('--fen <fen>', 'waive, write-off: 金额(分) · how much')
    .option('--source <source>', 'waive: 资金来源 · charity, hospital-relief, relief-fund')
    .option('--approved-on <day>', 'waive, write-off: 批准日期 · day of the approval, YYYY-MM-DD')
    .option(
      '--relief-asked-on <day>',
      'write-off: 何日申请过救助或慈善 · when relief or charity was asked for, YYYY-MM-DD',
    )
    .option('--confirmed-on <day>', 'confirm-hardship: 确认日期 · day of the paper, YYYY-MM-DD')
    .option('--township <name>', 'confirm-hardship: 哪个乡镇(街道) · which township')
    .option('--paper <number>', 'confirm-hardship: 证明编号 · number of its paper')
    .option('--died-on <day>', 'record-death: YYYY-MM-DD');
}

/** The fields that it sends. */
export function accountFieldsOf(wanted: WantedAccount): object {
  const { plan, fen, source, approvedOn, reliefAskedOn, confirmedOn, township, paper, diedOn } = wanted;
  const fields = {
    ...{ fen: fen === undefined ? undefined : Number(fen), source, approvedOn, reliefAskedOn },
    ...{ confirmedOn, township, paper, diedOn },
  };
  const file = plan === undefined ? {} : (readJsonFile(plan) as object);
  return {
    ...file,
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  };
}
