import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { problemText, shownProblem } from '../../cli/output.ts';
import { hubProgram } from '../../cli/program.ts';
import { invariant } from '../../domain/invariant.ts';

/** `hub …` as somebody at a terminal types it in the county of HUB_COUNTY_DIR: what it prints. Throws what the command prints of a failure. */
export async function typed(words: readonly string[]): Promise<string> {
  const said: string[] = [];
  try {
    await hubProgram((text) => void said.push(text)).parseAsync([...words], { from: 'user' });
  } catch (failure) {
    const told = failure instanceof CommanderError ? failure.message : problemText(shownProblem(failure));
    throw new Error(told, { cause: failure });
  }
  return said.join('');
}

type Said = Readonly<Record<string, unknown>>;

/** What somebody wants to do about a stay. */
interface Act {
  readonly caseRef: string;
  readonly kind: string;
  readonly body: Said;
}

/** The command that `hub attention show` printed for this act, with its places filled in. Throws where it is not offered, or another thing is asked for than the act has. */
export function offeredWords(shown: string, { caseRef, kind, body }: Act): readonly string[] {
  const begins = `hub resolve ${caseRef} ${kind} --on ${String(body.on)} `;
  const line = shown.split('\n').find((one) => `${one.trim()} `.startsWith(begins));
  invariant(line !== undefined, `${kind} at ${String(body.on)} is not offered:\n${shown}`);
  return filledIn(line.trim(), body);
}

/** The same of an act that is not offered, from the options that are printed for its kind. */
export function refusedWords({ caseRef, kind, body }: Act, options: string): readonly string[] {
  return filledIn(`hub resolve ${caseRef} ${kind} --on ${String(body.on)}${options} --evidence <凭据>`, body);
}

/** Each place of a printed command has its value, and each value its place. */
function filledIn(line: string, body: Said): readonly string[] {
  const { kind: _, on: _on, ...fields } = body;
  const given = new Map(Object.entries(optionsOf(fields)));
  const [, ...command] = line.replace(/ -.*/, '').split(' ');
  const words = [...command, '--on', String(body.on)];
  for (const [, optional, option = '', place] of line.matchAll(/(\[?)--([a-z-]+)(?: <([^>]*)>)?/g)) {
    // Of a critical emergency the one word is printed, and its opposite may be said.
    const name = option === 'not-critical' && given.has('critical') ? 'critical' : option;
    // Who acts is added by whoever types it.
    if (name === 'on' || name === 'as') continue;
    const value = given.get(name);
    given.delete(name);
    if (value === undefined) {
      invariant(optional === '[', `the offer asks for --${name}: ${line}`);
      continue;
    }
    const choices = place?.includes('|') === true ? place.split('|') : null;
    invariant(choices === null || choices.includes(String(value)), `--${name} is no ${String(value)}`);
    words.push(`--${name}`, ...(value === true ? [] : [value]));
  }
  invariant(given.size === 0, `${[...given.keys()].join(', ')} has no place in ${line}`);
  return words;
}

function optionsOf(fields: Said): Readonly<Record<string, string | true>> {
  const { agreement, instalments, diagnosis, criticalEmergency, accountUsed, ...rest } = fields;
  const disease = diagnosis as { readonly code: string; readonly name: string } | undefined;
  return {
    ...(agreement === undefined ? {} : { plan: fileOf({ agreement, instalments }) }),
    ...(disease === undefined ? {} : { diagnosis: `${disease.code}=${disease.name}` }),
    ...(criticalEmergency === undefined
      ? {}
      : { [criticalEmergency === true ? 'critical' : 'not-critical']: true }),
    ...(accountUsed === undefined ? {} : { account: accountUsed === true ? 'used' : 'not-used' }),
    ...Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [
        name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        typeof value === 'string' || typeof value === 'number' ? `${value}` : fileOf(value),
      ]),
    ),
  };
}

/** The number under which an act stands, and the command by which somebody else confirms it; null: nobody need. */
export function proposedIn(
  said: string,
  { caseRef, confirmer }: { readonly caseRef: string; readonly confirmer: string | undefined },
): { readonly number: number; readonly confirm: readonly string[] | null } {
  const numbers = [...said.matchAll(new RegExp(`^${caseRef} {2}(\\d+) {2}`, 'gm'))].map(([, one]) => one);
  const number = numbers.at(-1);
  invariant(number !== undefined, `no number is printed: ${said}`);
  const begins = `hub resolution confirm ${caseRef} ${number} --as `;
  const line = said.split('\n').find((one) => one.includes(begins));
  if (line === undefined) return { number: Number(number), confirm: null };
  if (confirmer === undefined) return { number: Number(number), confirm: [] };
  // The organisation that is printed, and one of the roles.
  const [, place = '', roles = ''] = /--as (.*)\/<(.*)>$/.exec(line.trim()) ?? [];
  const [organisation = '', actor = ''] = confirmer.split('/');
  invariant(place === organisation, `${confirmer} is not who confirms: ${line}`);
  invariant(
    roles.split('|').some((role) => actor === role || actor.startsWith(`${role}-`)),
    `${confirmer} may not: ${line}`,
  );
  return { number: Number(number), confirm: [...begins.trim().split(' ').slice(1), confirmer] };
}

let folder: string | undefined;
let files = 0;

/** What is longer than an option comes from a file. */
export function fileOf(value: unknown): string {
  folder ??= mkdtempSync(join(tmpdir(), 'hub-said-'));
  files += 1;
  const file = join(folder, `${files}.json`);
  writeFileSync(file, JSON.stringify(value));
  return file;
}
