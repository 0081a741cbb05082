import type { Command } from 'commander';
import { problemOf } from '../domain/problem.ts';
import { examine } from './examination.ts';
import type { Finding } from './finding.ts';
import { print } from './output.ts';
import { table } from './text.ts';

/** `hub doctor`: looks at every part of a hub; what is wrong comes with what to do. */
export function doctorCommands(program: Command): void {
  program
    .command('doctor')
    .description('检查每个部分,说明问题与处理办法 · check every part: what is wrong, and what to do')
    .action(async function (this: Command) {
      const findings = await examine();
      const healthy = findings.every(({ state }) => state !== 'wrong');
      const problem = healthy ? {} : problemOf('doctor-found-faults');
      print(this, { ...problem, healthy, findings }, () => report(findings));
      if (!healthy) process.exitCode = 1;
    });
}

const marks = { ok: '✓', wrong: '✗', unknown: '?' } as const;

function report(findings: readonly Finding[]): string {
  const wrong = findings.filter(({ state }) => state === 'wrong').length;
  const rows = findings.map(({ part, state, zh, en }) => [marks[state], part, `${zh} · ${en}`]);
  const unknown = findings.filter(({ state }) => state === 'unknown').length;
  const calm =
    unknown === 0
      ? '一切正常 · all is well'
      : `未发现问题,${unknown} 项未检查 · nothing wrong, ${unknown} not looked at`;
  const verdict = wrong === 0 ? calm : `${wrong} 项有问题 · ${wrong} wrong`;
  return `${table([{ head: '' }, { head: '部分 · part' }, { head: '状态 · state' }], rows)}\n\n${verdict}`;
}
