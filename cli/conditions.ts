import type { Command } from 'commander';
import { z } from 'zod';
import { entryOf } from '../domain/entry.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print, readJsonFile } from './output.ts';
import { speakerFor } from './speaker.ts';

const stay = z.looseObject({ caseRef: z.string(), stage: z.string(), institution: z.string() });
const doer = { doneOn: z.string(), doneBy: z.string().nullable(), recordedBy: z.string().nullable() };

/** How what the scheme asks stands, as the hub answers it. */
export const readableConditions = z.array(
  z.looseObject({
    ...{ condition: z.string(), zh: z.string(), en: z.string(), article: z.string(), state: z.string() },
    ...{ dueOn: z.string().nullable(), metOn: z.string().nullable() },
    mustAct: z.array(z.looseObject({ zh: z.string(), en: z.string() })),
  }),
);

const conditions = z.looseObject({
  ...{ caseRef: z.string(), voucherNo: z.string().nullable(), conditions: readableConditions },
  checks: z.array(z.looseObject({ by: z.string(), saw: z.array(z.string()), ...doer })),
  agreement: z
    .looseObject({ textVersion: z.string(), signedOn: z.string(), signerName: z.string() })
    .nullable(),
  records: z.array(z.looseObject({ record: z.string(), ...doer })),
});

interface As {
  readonly as?: string;
}

/** `hub stay conditions|check|agreement|record`: what the scheme asks before the deposit is waived, and after the discharge. */
export function conditionCommands(group: Command): void {
  group
    .command('conditions <caseRef>')
    .description(
      '方案要求的核实与手续:何人何时、见到什么 · what the scheme asks: who did it, when, what they saw',
    )
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, caseRef: string, { as }: As) {
      const path = `${pathOf(caseRef)}/conditions`;
      const found = await ask(findCounty(), conditions, { path, as: await speakerFor(caseRef, as) });
      print(this, found, () => recordsText(found));
    });
  group
    .command('check <caseRef>')
    .description(
      '登记人员类别核实(首诊医生,再入院处) · record a look at the category: first the doctor, then the desk',
    )
    .requiredOption('--by <doctor|desk>', '哪一次 · which look')
    .requiredOption('--who <name>', '姓名或工号 · who looked')
    .requiredOption('--categories <codes>', '见到的类别,以逗号分隔 · categories, with commas')
    .option('--saw <papers>', '见到的卡证,以逗号分隔 · papers that were seen, with commas')
    .option('--on <day>', '实际日期(补登时) · the real day, where it is entered later')
    .option('--as <organisation/person>', '由谁登记 · who records it')
    .action(async function (this: Command, caseRef: string, told: Told & As) {
      const { by, who: checkedBy, categories, saw, on: doneOn, as } = told;
      const body = {
        ...{ by, checkedBy, categories: categories.split(',') },
        ...(saw === undefined ? {} : { saw: saw.split(',') }),
        ...(doneOn === undefined ? {} : { doneOn }),
      };
      await send(this, { caseRef, action: 'checks', body, as });
    });
  const fromFile = (command: Command, action: string): void => {
    command.option('--as <organisation/person>', '由谁登记 · who records it').action(async function (
      this: Command,
      caseRef: string,
      file: string,
      { as }: As,
    ) {
      await send(this, { caseRef, action, body: readJsonFile(file), as });
    });
  };
  fromFile(
    group
      .command('agreement <caseRef> <file>')
      .description('登记已签署的协议(文件为 JSON) · record the signed agreement; the file is JSON'),
    'agreement',
  );
  fromFile(
    group
      .command('record <caseRef> <file>')
      .description(
        '登记证件、授权、外伤登记、归还、随访等(文件为 JSON) · record papers, an authorisation, an injury, papers back, a follow-up; the file is JSON',
      ),
    'conditions',
  );
}

interface Told {
  readonly by: string;
  readonly who: string;
  readonly categories: string;
  readonly saw?: string;
  readonly on?: string;
}

async function send(
  command: Command,
  sent: {
    readonly caseRef: string;
    readonly action: string;
    readonly body: unknown;
    readonly as: string | undefined;
  },
): Promise<void> {
  const { caseRef, action, body, as } = sent;
  const shape = stay.extend({ conditions: readableConditions });
  const path = `${pathOf(caseRef)}/${action}`;
  const to = { method: 'POST', path, as: await speakerFor(caseRef, as), body } as const;
  const found = await ask(findCounty(), shape, to);
  print(command, found, () =>
    [`${found.caseRef}  已登记 · recorded`, ...conditionsText(found.conditions)].join('\n'),
  );
}

function pathOf(caseRef: string): string {
  return `/v1/stays/${encodeURIComponent(caseRef)}`;
}

const stateTexts: Readonly<Record<string, string>> = {
  open: '未办 · open',
  met: '已办 · done',
  excused: '免予补办 · let go',
};

/** One line for each, what is due first comes first. */
export function conditionsText(shown: z.infer<typeof readableConditions>): readonly string[] {
  return shown.map(({ zh, en, article, state, dueOn, metOn, mustAct }) => {
    const who = mustAct.map((one) => one.zh).join('、');
    const when = metOn ?? (dueOn === null ? '出院后 · after the discharge' : `期限 · due ${dueOn}, ${who}`);
    return `  ${entryOf(stateTexts, state) ?? state} (${when})  ${zh} · ${en} [${article}]`;
  });
}

function recordsText({ caseRef, voucherNo, conditions: asked, checks, agreement, records }: Shown): string {
  const lines = [
    ...checks.map(({ by, saw, ...one }) => `  ${by}  ${doneText(one)}  ${saw.join(', ')}`),
    ...(agreement === null
      ? []
      : [`  agreement  ${agreement.signedOn}  ${agreement.signerName}  ${agreement.textVersion}`]),
    ...records.map(({ record, ...one }) => `  ${record}  ${doneText(one)}`),
  ];
  return [
    `病例 · case ${caseRef}${voucherNo === null ? '' : `   入院凭单 · slip ${voucherNo}`}`,
    ...(asked.length === 0 ? ['  方案未要求留痕的事项 · nothing is asked'] : conditionsText(asked)),
    ...(lines.length === 0 ? [] : ['', '登记 · records', ...lines]),
  ].join('\n');
}
type Shown = z.infer<typeof conditions>;

function doneText({ doneOn, doneBy, recordedBy }: Pick<Shown['records'][number], keyof typeof doer>): string {
  return `${doneOn}  ${doneBy ?? ''}  (${recordedBy ?? ''})`;
}
