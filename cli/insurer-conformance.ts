import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type Captured,
  conformanceOver,
  type TransactionReport,
} from '../adapters/medical-insurance/conformance.ts';
import { wholeEnvironment } from '../config.ts';
import { chinaDate } from '../domain/dates.ts';
import { HubProblem } from '../domain/failures.ts';
import { parseIdentityNumber } from '../domain/identity-number.ts';
import { madeUpPeople, noteIdentities, withoutIdentities } from '../domain/insurer-identities.ts';
import type { InsurerRegion } from '../domain/insurer-region.ts';
import type { PersonIdentity } from '../domain/person.ts';
import { loadInsurerRegions } from '../policies/insurers/regions.ts';
import { filesIn } from './captured-files.ts';
import { print } from './output.ts';
import { table } from './text.ts';

interface ConformanceOptions {
  readonly region: string;
  readonly institution: string;
  readonly institutionName: string;
  readonly idNumber: string;
  readonly name: string;
  readonly out?: string;
}

/** `hub insurer conformance` and `hub insurer sample`: a platform tried out, and its replies made into samples. */
export function conformanceCommands(group: Command): void {
  group
    .command('conformance <url>')
    .description(
      '用测试人员在对方测试系统走完一次住院,逐个交易报告(不得用于正式系统) · drives a test system through one stay and reports each transaction; never a live system',
    )
    .requiredOption(
      '--region <division>',
      '统筹区划六位码,决定所用的地区文件 · six digits; picks the region’s file',
    )
    .requiredOption(
      '--institution <code>',
      '测试系统认识的定点机构编码 · the institution as the test system knows it',
    )
    .option('--institution-name <name>', '机构名称 · its name', '测试医院')
    .requiredOption(
      '--id-number <number>',
      '测试人员证件号 · identity number of the test system’s own test person',
    )
    .requiredOption('--name <name>', '测试人员姓名 · their name')
    .option('--out <folder>', '把请求与应答存入此文件夹 · keeps what was asked and answered there')
    .action(async function (this: Command, url: string, options: ConformanceOptions) {
      const { report, captured } = await conformance(url, options);
      if (options.out !== undefined) keep(options.out, captured);
      print(this, report, () => reportText(report));
      if (report.some(({ kind }) => kind !== 'done')) process.exitCode = 1;
    });
  group
    .command('sample <folder>')
    .description(
      '把抓取的报文变成样例:证件号、姓名、电话与各编号一律替换 · makes samples of captured messages; numbers, names and phones are replaced',
    )
    .requiredOption(
      '--out <folder>',
      '写入的文件夹,不得是原文件夹 · where they are written; never the same folder',
    )
    .action(function (this: Command, folder: string, { out }: { readonly out: string }) {
      const written = samples(folder, out);
      print(this, written, () => `${written.length} 个样例写入 · samples written to ${out}`);
    });
}

function conformance(url: string, options: ConformanceOptions) {
  const regions = loadInsurerRegions();
  const today = chinaDate(Date.now());
  const region = regions.on(options.region, today);
  if (region === undefined)
    throw new HubProblem('command-invalid', { detail: `--region: no file of ${options.region}` });
  expectSpeech(region);
  const { region: division, institution: code, institutionName: name } = options;
  return conformanceOver(url, {
    ...{ token: wholeEnvironment().HUB_PARTY_MEDICAL_INSURANCE_TOKEN ?? null, regions, region, today },
    ...{ institution: { code, name, division }, person: testPerson(options) },
  });
}

/** A region may have none, and nothing of a whole stay rests on them. */
const mayBeUnsaid: ReadonlySet<string> = new Set([
  ...[
    'messageQuery',
    'settlementPerson',
    'reversal',
    'readBack',
    'preSettlement',
    'midSettlement',
    'reconciliation',
    'clearingOffice',
    'fileBytes',
  ],
  ...['referralFiling', 'referralType', 'injuryFiling', 'injuryMedType'],
]);

/** What the region's file must say before anything can be sent; all of it at once. Throws HubProblem `command-invalid`. */
function expectSpeech({ id, speech }: InsurerRegion): void {
  const unsaid = Object.entries(speech).flatMap(([name, value]) =>
    value === null && !mayBeUnsaid.has(name) ? [`speech.${name}`] : [],
  );
  if (unsaid.length > 0)
    throw new HubProblem('command-invalid', {
      detail: `policies/insurers/${id}.yaml does not say ${unsaid.join(', ')}`,
    });
}

function testPerson({ idNumber: raw, name }: ConformanceOptions): PersonIdentity {
  const read = parseIdentityNumber(raw);
  if (!read.ok) throw new HubProblem('command-invalid', { detail: '--id-number' });
  const { number: idNumber, sex, birthDate } = read;
  return { idNumber, name, sex, birthDate, address: null, phone: '10000000000' };
}

function keep(folder: string, captured: readonly Captured[]): void {
  mkdirSync(folder, { recursive: true });
  for (const [at, { request, reply, ...one }] of captured.entries()) {
    const file = `${String(at + 1).padStart(2, '0')}-${one.transaction}.json`;
    const told = JSON.stringify(one).slice(0, -1);
    // As they came: a number that is written again may lose its digits.
    writeFileSync(join(folder, file), `${told},"request":${request},"reply":${jsonOrText(reply)}}\n`);
  }
}

function jsonOrText(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}

/** Throws HubProblem `command-invalid`, `file-unreadable`. */
function samples(folder: string, out: string): readonly string[] {
  if (resolve(folder) === resolve(out))
    throw new HubProblem('command-invalid', { detail: '--out: the folder of the originals' });
  const files = filesIn(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  const found = madeUpPeople();
  try {
    for (const { text } of files) noteIdentities(text, found);
    const written = files.map(({ file, text }) => ({ file, text: withoutIdentities(text, found) }));
    mkdirSync(out, { recursive: true });
    for (const { file, text } of written) writeFileSync(join(out, file), text);
    return written.map(({ file }) => file);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new HubProblem('file-unreadable', { detail: folder, cause });
  }
}

const kinds = {
  done: '通过 · done',
  refused: '拒绝 · refused',
  unknown: '读不懂 · unknown',
  skipped: '未做 · skipped',
};

function reportText(report: readonly TransactionReport[]): string {
  const rows = report.map(({ transaction, zh, en, kind, code, missing = [], tookMs }) => [
    ...[transaction, `${zh} · ${en}`, kinds[kind], tookMs === undefined ? '' : `${tookMs} ms`],
    [...(code === undefined ? [] : [code]), ...missing].join('; '),
  ]);
  const heads = ['交易 · transaction', '名称 · name', '结果 · result', '用时 · took', '内容 · what'];
  return table(
    heads.map((head) => ({ head })),
    rows,
  );
}
