import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { moreText } from './pages.ts';
import { speakerOf } from './resolutions.ts';
import { speakerFor } from './speaker.ts';
import { table, yuan } from './text.ts';

const oneCase = z.looseObject({
  ...{ caseRef: z.string(), institution: z.string(), arrears: z.int(), zh: z.string(), en: z.string() },
  ...{ appliedOn: z.string(), owedFen: z.number(), noticedOn: z.string().nullable() },
  ...{ answerUntil: z.string().nullable(), listedOn: z.string().nullable() },
  ...{ expiresOn: z.string().nullable(), endedOn: z.string().nullable() },
  ended: z.looseObject({ zh: z.string(), en: z.string() }).nullable(),
  objections: z.array(
    z.looseObject({
      ...{ objection: z.int(), objectedOn: z.string(), objectedBy: z.string(), dueOn: z.string() },
      ...{ decidedOn: z.string().nullable(), upheld: z.boolean().nullable() },
    }),
  ),
});
type Case = z.infer<typeof oneCase>;
const cases = z.looseObject({ cases: z.array(oneCase), more: z.boolean().optional() });
const ownParts = z.looseObject({
  more: z.boolean().optional(),
  ownParts: z.array(
    z.looseObject({
      ...{ caseRef: z.string(), institution: z.string(), dischargedOn: z.string(), daysSince: z.int() },
      ...{ dueFen: z.number(), overdueFen: z.number(), hardship: z.boolean(), died: z.boolean() },
      inArrears: z.boolean(),
      warnings: z.array(z.looseObject({ zh: z.string(), en: z.string() })),
      owner: z.looseObject({ department: z.string(), person: z.string() }).nullable(),
    }),
  ),
});

/** `hub arrears list`, `show`, `unpaid`, `owner`: who is on the way to a record of malicious arrears, and who merely has not paid. */
export function arrearsCommands(program: Command): void {
  const group = program
    .command('arrears')
    .description('恶意欠费:申请、告知、申辩、决定、异议 · malicious arrears, with due process');
  group
    .command('list')
    .description('在办与在列的 · cases that are not over')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, { as }: { as?: string }) {
      const speaker = speakerOf(as) ?? { role: 'operator' as const };
      const found = await ask(findCounty(), cases, { path: '/v1/arrears', as: speaker });
      const none = '没有恶意欠费事项 · no case of arrears';
      print(this, found, () => (found.cases.map(caseText).join('\n\n') || none) + moreText(found));
    });
  group
    .command('show <caseRef>')
    .description('一个病例的 · of one stay')
    .action(async function (this: Command, caseRef: string) {
      const path = `/v1/stays/${encodeURIComponent(caseRef)}/arrears`;
      const found = await ask(findCounty(), cases, { path, as: { role: 'operator' } });
      const none = '没有恶意欠费事项 · no case of arrears';
      print(this, found, () => found.cases.map(caseText).join('\n\n') || none);
    });
  group
    .command('unpaid')
    .description('出院未结清自付的,待催缴,本身不属恶意 · own parts that are due; by itself not malicious')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, { as }: { as?: string }) {
      const speaker = speakerOf(as) ?? { role: 'operator' as const };
      const found = await ask(findCounty(), ownParts, { path: '/v1/unpaid-own-parts', as: speaker });
      print(this, found, () => unpaidText(found.ownParts) + moreText(found));
    });
  group
    .command('owner <caseRef>')
    .description('指定欠费的责任科室和责任人 · who sees to an unpaid own part')
    .requiredOption('--department <name>', '科室 · department')
    .requiredOption('--person <name>', '工号或姓名 · person')
    .option('--as <organisation/person>', '由谁指定 · who names them')
    .action(async function (this: Command, caseRef: string, given: OwnerOptions) {
      await nameOwner(this, caseRef, given);
    });
}

/** Of the stay's own hospital unless somebody is named. */
async function nameOwner(command: Command, caseRef: string, { as, ...body }: OwnerOptions): Promise<void> {
  const path = `/v1/stays/${encodeURIComponent(caseRef)}`;
  const speaker = await speakerFor(caseRef, as, 'hospital-finance');
  const named = z.looseObject({ department: z.string(), person: z.string() });
  const to = { method: 'POST', path: `${path}/own-part-owner`, as: speaker, body } as const;
  const done = await ask(findCounty(), named, to);
  print(command, done, () => `${done.department} ${done.person}`);
}

interface OwnerOptions {
  readonly department: string;
  readonly person: string;
  readonly as?: string;
}

function caseText(found: Case): string {
  const { caseRef, arrears, zh, en, appliedOn, owedFen, noticedOn, answerUntil } = found;
  const { listedOn, expiresOn, endedOn, ended, objections } = found;
  return [
    `${caseRef}  ${arrears}  ${zh} · ${en}`,
    `  申请 · applied ${appliedOn}, ${yuan(owedFen)}`,
    ...(noticedOn === null ? [] : [`  告知 · notice ${noticedOn},申辩至 · answer until ${answerUntil}`]),
    ...(listedOn === null ? [] : [`  列入 · listed ${listedOn},至 · until ${expiresOn}`]),
    ...objections.map(
      ({ objection, objectedOn, objectedBy, dueOn, decidedOn, upheld }) =>
        `  申辩、异议 · answer or objection ${objection}: ${objectedOn} (${objectedBy}),${
          decidedOn === null
            ? `${dueOn} 前答复 · due`
            : `${decidedOn} ${upheld === true ? '成立 · right' : '不成立 · not right'}`
        }`,
    ),
    ...(ended === null ? [] : [`  了结 · over ${endedOn}: ${ended.zh} · ${ended.en}`]),
  ].join('\n');
}

function unpaidText(found: z.infer<typeof ownParts>['ownParts']): string {
  if (found.length === 0) return '没有未结清的自付 · nothing is due';
  const heads = [
    { head: '病例 · case' },
    { head: '机构 · institution' },
    { head: '出院 · discharged' },
    { head: '天数 · days', align: 'right' as const },
    { head: '未缴 · due', align: 'right' as const },
    { head: '责任人 · owner' },
    { head: '情况 · known' },
  ];
  const rows = found.map((one) => {
    const { caseRef, institution, dischargedOn, daysSince, owner } = one;
    const amount = yuan(one.dueFen + one.overdueFen);
    const who = owner === null ? '' : `${owner.department} ${owner.person}`;
    return [caseRef, institution, dischargedOn, String(daysSince), amount, who, knownText(one)];
  });
  return table(heads, rows);
}

function knownText({
  hardship,
  died,
  inArrears,
  warnings,
}: z.infer<typeof ownParts>['ownParts'][number]): string {
  return [
    ...(hardship ? ['困难已确认 · hardship'] : []),
    ...(died ? ['已死亡 · died'] : []),
    ...(inArrears ? ['恶意欠费在办 · in arrears'] : []),
    ...warnings.map(({ zh, en }) => `! ${zh} · ${en}`),
  ].join(', ');
}
