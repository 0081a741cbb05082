import { Command } from 'commander';
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
import { partyCommands } from './parties.ts';
import { reconcileCommands } from './reconcile.ts';
import { remittanceCommands } from './remittances.ts';
import { resolutionCommands } from './resolutions.ts';
import { stayCommands } from './stays.ts';
import { webhookCommands } from './webhooks.ts';
import { whatIfCommands } from './what-if.ts';

const groups: readonly ((program: Command) => void)[] = [
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
];

/** The `hub` command with all of its groups; whoever runs it says where it writes to, and tells of every failure. */
export function hubProgram(writeOut: (text: string) => void): Command {
  const output = { writeOut, writeErr: () => undefined };
  const program = new Command('hub')
    .description('先诊疗后付费 hub · treat first, pay later')
    .option('--json', '只输出 JSON · print JSON only')
    .exitOverride()
    .configureOutput(output);
  for (const add of groups) add(program);
  // Commander copies these settings into a subcommand only when it is made, not when it is added by a group.
  for (const command of program.commands.flatMap((group) => [group, ...group.commands]))
    command.exitOverride().configureOutput(output);
  return program;
}
