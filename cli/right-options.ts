import type { Command } from 'commander';

/** What a person says on the command line where a right ends or is void. */
export interface WantedRight {
  readonly ground?: string;
  readonly noticedOn?: string;
  readonly handedTo?: string;
  readonly endsOn?: string;
  readonly critical?: boolean;
  readonly notCritical?: boolean;
  readonly foundOn?: string;
}

/** Its options of `hub resolve`. */
export function rightOptions(command: Command): void {
  command
    .option('--ground <code>', 'end-benefit: 依据(方案排除情形的代码) · why, by the code of the exclusion')
    .option('--noticed-on <day>', 'end-benefit: 书面告知日期 · day of the written notice, YYYY-MM-DD')
    .option('--handed-to <whom>', 'end-benefit: 告知书交给谁 · patient, family, guardian')
    .option('--ends-on <day>', 'end-benefit: 终止首日,不早于告知 · first day without it, YYYY-MM-DD')
    .option(
      '--not-critical',
      'end-benefit: 医师确认非急危重症 · the doctor says that it is no critical emergency',
    )
    .option('--critical', 'end-benefit: 急危重症(不得终止) · it is one, and nothing ends')
    .option('--found-on <day>', 'impersonation: 发现日期 · when it was found out, YYYY-MM-DD');
}

/** The fields that it sends; whether it is a critical emergency is said either way, or the hub asks for it. */
export function rightOf(wanted: WantedRight): object {
  const { ground, noticedOn, handedTo, endsOn, critical, notCritical, foundOn } = wanted;
  const said = critical === true ? true : notCritical === true ? false : undefined;
  const fields = { ground, noticedOn, handedTo, endsOn, criticalEmergency: said, foundOn };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
