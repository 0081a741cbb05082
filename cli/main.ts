/** Runs the `hub` command: every failure is a problem document and a non-zero exit. */
import { CommanderError } from 'commander';
import { HubProblem } from '../domain/failures.ts';
import { problemText, shownProblem } from './output.ts';
import { hubProgram } from './program.ts';

try {
  await hubProgram((text) => void process.stdout.write(text)).parseAsync();
} catch (error) {
  if (error instanceof CommanderError && error.exitCode === 0) process.exit(0);
  const known =
    error instanceof CommanderError ? new HubProblem('command-invalid', { detail: saidWrong(error) }) : error;
  const problem = shownProblem(known);
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(problem, null, 2)}\n`);
  else process.stderr.write(`${problemText(problem)}\n`);
  process.exitCode = 1;
}

/** Commander says of a group without its subcommand only that it showed the help. */
function saidWrong({ code, message }: CommanderError): string {
  return code === 'commander.help' ? 'a subcommand is missing' : message.replace(/^error: /, '');
}
