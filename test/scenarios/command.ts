import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { resolutionOptions } from '../../cli/resolution-text.ts';
import { resolutionCommands } from '../../cli/resolutions.ts';
import { invariant } from '../../domain/invariant.ts';
import type { ResolutionKindCode } from '../../domain/resolutions.ts';

/** `hub …` as somebody at a terminal types it in the county of HUB_COUNTY_DIR; gives what it prints with --json. Throws what the command would print. */
export async function typed<Reply>(words: readonly string[]): Promise<Reply> {
  const said: string[] = [];
  const program = new Command('hub')
    .option('--json')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void said.push(text), writeErr: () => undefined });
  resolutionCommands(program);
  await program.parseAsync(['--json', ...words], { from: 'user' });
  return JSON.parse(said.join('')) as Reply;
}

type Said = Readonly<Record<string, unknown>>;

/** The words of `hub resolve` for what somebody wants, by the options alone that `hub attention show` prints for its kind. */
export function resolveWords(caseRef: string, kind: ResolutionKindCode, body: Said): readonly string[] {
  const { kind: _, on, evidence, ...fields } = body;
  const options = Object.entries(optionsOf(fields)).flatMap(([name, value]) => {
    // Of a critical emergency the one word is printed, and its opposite may be said.
    const printed = new RegExp(`-${name}( |\\]|$)`).test(resolutionOptions[kind]);
    invariant(printed, `hub attention show does not print --${name} of ${kind}`);
    return value === true ? [`--${name}`] : [`--${name}`, value];
  });
  return ['resolve', caseRef, kind, '--on', String(on), '--evidence', String(evidence), ...options];
}

function optionsOf(fields: Said): Readonly<Record<string, string | true>> {
  const { agreement, instalments, diagnosis, criticalEmergency, ...rest } = fields;
  const disease = diagnosis as { readonly code: string; readonly name: string } | undefined;
  return {
    ...(agreement === undefined ? {} : { plan: fileOf({ agreement, instalments }) }),
    ...(disease === undefined ? {} : { diagnosis: `${disease.code}=${disease.name}` }),
    ...(criticalEmergency === undefined
      ? {}
      : { [criticalEmergency === true ? 'critical' : 'not-critical']: true }),
    ...Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [
        name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        typeof value === 'string' || typeof value === 'number' ? `${value}` : fileOf(value),
      ]),
    ),
  };
}

let folder: string | undefined;
let files = 0;

/** What is longer than an option comes from a file. */
function fileOf(value: unknown): string {
  folder ??= mkdtempSync(join(tmpdir(), 'hub-said-'));
  files += 1;
  const file = join(folder, `${files}.json`);
  writeFileSync(file, JSON.stringify(value));
  return file;
}
