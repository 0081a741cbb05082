/** The `hub` command: one file per group; every failure is a problem document and a non-zero exit. */
import { Command, CommanderError } from 'commander';
import { HubProblem } from '../domain/failures.ts';
import { announcementCommands } from './announcements.ts';
import { arrearsCommands } from './arrears.ts';
import { attentionCommands } from './attention.ts';
import { auditCommands } from './audit.ts';
import { bulkCommands } from './bulk.ts';
import { cashCommands } from './cash.ts';
import { conflictCommands } from './conflicts.ts';
import { digestCommands } from './digest.ts';
import { doctorCommands } from './doctor.ts';
import { eligibilityCommands } from './eligibility.ts';
import { institutionCommands } from './institutions.ts';
import { insurerCommands } from './insurer.ts';
import { ledgerCommands } from './ledger.ts';
import { listDeliveryCommands } from './list-deliveries.ts';
import { listCommands } from './lists.ts';
import { noticeCommands } from './notices.ts';
import { openConditionCommands } from './open-conditions.ts';
import { problemText, shownProblem } from './output.ts';
import { partyCommands } from './parties.ts';
import { reconcileCommands } from './reconcile.ts';
import { remittanceCommands } from './remittances.ts';
import { resolutionCommands } from './resolutions.ts';
import { stayCommands } from './stays.ts';
import { webhookCommands } from './webhooks.ts';
import { whatIfCommands } from './what-if.ts';

const program = new Command('hub')
  .description('先诊疗后付费 hub · treat first, pay later')
  .option('--json', '只输出 JSON · print JSON only')
  .exitOverride()
  .configureOutput({ writeErr: () => undefined });
for (const add of [
  stayCommands,
  listCommands,
  listDeliveryCommands,
  conflictCommands,
  partyCommands,
  auditCommands,
  ledgerCommands,
  reconcileCommands,
  remittanceCommands,
  attentionCommands,
  digestCommands,
  resolutionCommands,
  openConditionCommands,
  arrearsCommands,
  noticeCommands,
  announcementCommands,
  cashCommands,
  bulkCommands,
  whatIfCommands,
  insurerCommands,
  institutionCommands,
  webhookCommands,
  eligibilityCommands,
  doctorCommands,
])
  add(program);
// Commander copies these settings into a subcommand only when it is made, not when it is added by a group.
for (const command of program.commands.flatMap((group) => [group, ...group.commands]))
  command.exitOverride().configureOutput({ writeErr: () => undefined });

try {
  await program.parseAsync();
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
