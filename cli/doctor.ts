import type { Command } from 'commander';
import { problemOf } from '../domain/problem.ts';
import { countyDirectory } from './county.ts';
import { examine, type Finding } from './examination.ts';
import { print } from './output.ts';
import { table } from './text.ts';

/** `hub doctor`: looks at every part of a county; what is wrong comes with what to do. */
export function doctorCommands(program: Command): void {
  program
    .command('doctor')
    .description('检查每个部分,说明问题与处理办法 · check every part: what is wrong, and what to do')
    .action(async function (this: Command) {
      const findings = await examine(countyDirectory());
      const healthy = findings.every(({ state }) => state === 'ok');
      const problem = healthy ? {} : problemOf('doctor-found-faults');
      print(this, { ...problem, healthy, findings }, () => report(findings));
      if (!healthy) process.exitCode = 1;
    });
}

function report(findings: readonly Finding[]): string {
  const wrong = findings.filter(({ state }) => state === 'wrong').length;
  const rows = findings.map(({ part, state, zh, en }) => [state === 'ok' ? '✓' : '✗', part, `${zh} · ${en}`]);
  const verdict = wrong === 0 ? '一切正常 · all is well' : `${wrong} 项有问题 · ${wrong} wrong`;
  return `${table([{ head: '' }, { head: '部分 · part' }, { head: '状态 · state' }], rows)}\n\n${verdict}`;
}
