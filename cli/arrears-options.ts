import type { Command } from 'commander';

/** What a person says on the command line in a case of arrears. */
export interface WantedArrears {
  readonly means?: string;
  readonly askedOn?: string;
  readonly way?: string;
  readonly servedOn?: string;
  readonly objectedBy?: string;
  readonly objectedOn?: string;
}

/** Its options of `hub resolve`; number and ground are those of other kinds too. */
export function arrearsOptions(command: Command): void {
  command
    .option('--means <means>', 'apply-listing: 有能力支付的依据 · income, property, compensation')
    .option('--asked-on <day>', 'apply-listing: 最近一次催缴日期 · when the person was last asked to pay')
    .option('--way <way>', 'serve-notice: 送达方式 · letter, in-person')
    .option('--served-on <day>', 'serve-notice: 送达日期 · YYYY-MM-DD')
    .option('--objected-by <who>', 'record-objection: 提出人 · patient, family, guardian')
    .option('--objected-on <day>', 'record-objection: 提出日期 · YYYY-MM-DD');
}

/** The fields that it sends. */
export function arrearsFieldsOf(wanted: WantedArrears): object {
  const { means, askedOn, way, servedOn, objectedBy, objectedOn } = wanted;
  const fields = { means, askedOn, way, servedOn, objectedBy, objectedOn };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
