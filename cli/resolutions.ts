import type { Command } from 'commander';
import { z } from 'zod';
import { entryOf } from '../domain/entry.ts';
import { HubProblem } from '../domain/failures.ts';
import { atStagesOf, proposersOf, resolutionCodes, resolutionKinds } from '../domain/resolutions.ts';
import { accountOptions } from './account-options.ts';
import { arrearsOptions } from './arrears-options.ts';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { moreText } from './pages.ts';
import { fieldsOf, type Wanted } from './resolution-fields.ts';
import { foreseen, previewText, resolution, resolutionText } from './resolution-text.ts';
import { rightOptions } from './right-options.ts';

const ofStay = z.looseObject({
  revision: z.int(),
  resolutions: z.array(resolution),
  more: z.boolean().optional(),
});
const proposals = z.looseObject({ resolutions: z.array(resolution), more: z.boolean().optional() });
const waiting = z.looseObject({
  institution: z.string(),
  offered: z.array(z.looseObject({ kind: z.string(), on: z.string() })),
  attention: z.array(
    z.looseObject({ step: z.string(), resolutions: z.array(z.looseObject({ kind: z.string() })) }),
  ),
});

/** `hub resolve …` and `hub resolution …`: what people do about a stay that waits. */
export function resolutionCommands(program: Command): void {
  const command = program
    .command('resolve <caseRef> <kind>')
    .description(
      `处理待办事项 · act on what a stay waits for: ${resolutionCodes.map((kind) => `${kind} ${resolutionKinds[kind].zh}`).join(', ')}`,
    )
    .requiredOption('--evidence <text>', '凭据及存放处 · what was seen, and where it is kept')
    .option('--on <step>', '事项,仅一项时可省略 · which step waits; may be left out when only one fits')
    .option('--preview', '只预览,不生效 · show what it would do, change nothing')
    .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor')
    .option('--name <name>', 'correct-name: 证件上的姓名 · the name as the papers have it')
    .option('--id-number <number>', 'correct-identity-number: 证件号 · the number as the papers have it')
    .option(
      '--certificate <file>',
      'correct-identity-number: 其他证件(JSON:certificate, sex, birthDate) · another certificate, as an admission has it',
    )
    .option('--outcome <outcome>', 'decide: admit, refuse; record-outcome: done, not-done')
    .option(
      '--office <organisation>',
      '有权确认的单位(decide, pass-on, reverse-core, keep-settlement, end-benefit, impersonation, record-outcome, enter-answer, accept-answer, file-by-hand) · the office whose person confirms',
    )
    .option('--diagnosis <code=name>', 'correct-diagnosis: ICD-10 编码=名称 · code=name')
    .option('--clinical <file>', 'give-facts: 所缺内容(JSON 文件) · a JSON file with what is asked for')
    .option(
      '--paid-fen <fen>',
      'book-part: 该笔申报的实际到账合计(分) · what was paid for the whole claim; file-by-hand: 已付患者(分)',
    )
    .option('--paid-on <day>', 'book-part, file-by-hand: YYYY-MM-DD')
    .option(
      '--answer <file>',
      'enter-answer, record-outcome: 对方书面答复(JSON 文件) · what the paper of the party says',
    )
    .option('--bill <file>', 'amend: 更正后的账单(JSON:totalFen, outOfPolicyFen) · the corrected bill')
    .option(
      '--account <used|not-used>',
      'amend, reverse-core: 患者是否使用医保个人账户(used, not-used) · whether the patient’s account is used',
    )
    .option('--refunded-on <day>', 'refund: YYYY-MM-DD')
    .option('--receipt <number>', 'refund, file-by-hand: 收据号 · number of the receipt')
    .option('--approval <number>', 'bear, waive, write-off: 批准文号 · number of the approval document')
    .action(async function (this: Command, caseRef: string, kind: string, wanted: Wanted) {
      await resolve(this, { caseRef, kind, wanted });
    });
  rightOptions(command);
  accountOptions(command);
  arrearsOptions(command);
  const group = program.command('resolution').description('处理的确认与查询 · proposals and what was done');
  group
    .command('list [caseRef]')
    .description('待确认的处理,或某病例的全部处理 · what waits for a second person, or all of one stay')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, caseRef: string | undefined, { as }: Pick<Wanted, 'as'>) {
      const speaker = speakerOf(as) ?? { role: 'operator' as const };
      const found =
        caseRef === undefined
          ? await ask(findCounty(), proposals, { path: '/v1/resolutions', as: speaker })
          : await ask(findCounty(), ofStay, { path: pathOf(caseRef), as: speaker });
      const none = '没有待确认的处理 · nothing waits for a second person';
      print(
        this,
        found,
        () => (found.resolutions.map(resolutionText).join('\n\n') || none) + moreText(found),
      );
    });
  for (const what of ['confirm', 'withdraw'] as const)
    group
      .command(`${what} <caseRef> <number>`)
      .description(what === 'confirm' ? '确认(须为另一人) · confirm as the second person' : '撤回 · withdraw')
      .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor')
      .action(async function (this: Command, caseRef: string, number: string, { as }: Pick<Wanted, 'as'>) {
        const county = findCounty();
        const speaker = speakerOf(as) ?? { role: 'operator' as const };
        const known = await ask(county, ofStay, { path: pathOf(caseRef), as: { role: 'operator' } });
        const path = `${pathOf(caseRef)}/${encodeURIComponent(number)}/${what}`;
        const body = what === 'confirm' ? { body: { revision: known.revision } } : {};
        const done = await ask(county, resolution, { method: 'POST', path, as: speaker, ...body });
        print(this, done, () => resolutionText(done));
      });
}

/** Proposes, or with `preview` only shows what it would do; a shorthand asks for it under its own name. */
export async function resolve(
  command: Command,
  { caseRef, kind, wanted }: { readonly caseRef: string; readonly kind: string; readonly wanted: Wanted },
): Promise<void> {
  const path = `/v1/stays/${encodeURIComponent(caseRef)}`;
  const county = findCounty();
  const known = { on: wanted.on, as: speakerOf(wanted.as) };
  // An office reads no stay: it names the step and itself.
  const { on, as } =
    known.on !== undefined && known.as !== undefined
      ? { on: known.on, as: known.as }
      : lookedUp({ ...known, kind, stay: await ask(county, waiting, { path, as: { role: 'operator' } }) });
  const { revision } = await ask(county, ofStay, { path: `${path}/resolutions`, as: { role: 'operator' } });
  const body = { kind, on, revision, evidence: wanted.evidence, ...fieldsOf(wanted) };
  const to = { method: 'POST', as, body } as const;
  if (wanted.preview === true) {
    const shown = await ask(county, foreseen, { ...to, path: `${path}/resolutions/preview` });
    return print(command, shown, () => previewText(shown));
  }
  const done = await ask(county, resolution, { ...to, path: `${path}/resolutions` });
  print(command, done, () => resolutionText(done));
}

function lookedUp(asked: {
  readonly on: string | undefined;
  readonly as: Speaker | undefined;
  readonly kind: string;
  readonly stay: z.infer<typeof waiting>;
}): { readonly on: string; readonly as: Speaker } {
  const { on, as, kind, stay } = asked;
  return { on: on ?? onlyStep(stay, kind), as: as ?? proposerOf(kind, stay.institution) };
}

function pathOf(caseRef: string): string {
  return `/v1/stays/${encodeURIComponent(caseRef)}/resolutions`;
}

/** Throws HubProblem `command-invalid` unless exactly one step waits for this. */
function onlyStep({ attention, offered }: z.infer<typeof waiting>, kind: string): string {
  const known = resolutionCodes.find((code) => code === kind);
  const atStage = known === undefined ? undefined : atStagesOf(known)?.step;
  // The hub says why it does not fit.
  if (attention.length === 0 && atStage !== undefined && !atStage.endsWith('/')) return atStage;
  const [there, ...others] = offered.filter((one) => one.kind === kind);
  if (there !== undefined && others.length === 0) return there.on;
  const fit = attention.filter(({ resolutions }) => resolutions.some((one) => one.kind === kind));
  const [only, ...more] = fit.map(({ step }) => step);
  if (only !== undefined && more.length === 0) return only;
  const steps = [
    ...attention.map(({ step }) => step),
    ...offered.flatMap((one) => (one.kind === kind ? [one.on] : [])),
  ].join(', ');
  throw new HubProblem('command-invalid', {
    detail: `--on: ${steps === '' ? 'the stay waits for nothing' : steps}`,
  });
}

/** In a county on this disk: the first person who may propose it. With HUB_TOKEN that token speaks, whoever is named. */
function proposerOf(kind: string, institution: string): Speaker {
  const known = resolutionCodes.find((code) => code === kind);
  const [first] = known === undefined ? [] : proposersOf(known);
  if (first === undefined || first === 'operator') return { role: 'operator' };
  const offices: Readonly<Record<string, string>> = {
    bureau: 'medical-insurance',
    'health-commission': 'county',
  };
  return { role: 'person', of: entryOf(offices, first) ?? institution, who: first };
}

/** Who was named as organisation/person. */
export function speakerOf(as: string | undefined): Speaker | undefined {
  if (as === undefined) return undefined;
  const [of = '', who = ''] = as.split('/');
  return { role: 'person', of, who };
}
