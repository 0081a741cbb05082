import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError } from '../config.ts';
import { HubProblem } from '../domain/failures.ts';
import { problemOf, thrownProblem } from '../domain/problem.ts';
import { AnsweredProblem, type ShownProblem } from './http.ts';

/** Prints a result: exactly as JSON with --json, else as the text that a person reads. */
export function print(command: Command, value: unknown, text: () => string): void {
  const said = wantsJson(command) ? JSON.stringify(value, null, 2) : text();
  command.configureOutput().writeOut?.(`${said}\n`);
}

/** True when the command was called with --json. */
export function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true;
}

/** Reads a JSON file, or standard input for `-`. Throws HubProblem `file-unreadable`. */
export function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (cause) {
    throw new HubProblem('file-unreadable', { detail: file, cause });
  }
}

/** Any failure as the problem document that the api would answer. */
export function shownProblem(error: unknown): ShownProblem {
  if (error instanceof AnsweredProblem) return error.problem;
  const problem = error instanceof HubProblem ? thrownProblem(error) : otherProblem(error);
  return { ...problem, todo: { ...problem.todo }, errors: problem.errors?.map((one) => ({ ...one })) };
}

/** What a person reads of a problem. */
export function problemText(problem: ShownProblem): string {
  const fields = (problem.errors ?? []).map(
    ({ path, code, zh, en }) => `  ${path || '/'}  ${zh} · ${en} [${code}]`,
  );
  return [
    `${problem.title} · ${problem.titleEn} [${problem.code}]`,
    ...(problem.detail === undefined ? [] : [`  ${problem.detail}`]),
    ...fields,
    ...(problem.errorId === undefined ? [] : [`  错误编号 · error id: ${problem.errorId}`]),
    `→ ${problem.todo.zh} · ${problem.todo.en}`,
  ].join('\n');
}

function otherProblem(error: unknown) {
  if (error instanceof ConfigError) return problemOf('command-invalid', { detail: error.message });
  return problemOf('internal', { detail: error instanceof Error ? error.message : String(error) });
}
