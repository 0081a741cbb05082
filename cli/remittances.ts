import type { Command } from 'commander';
import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { allPages } from './pages.ts';
import { yuan } from './text.ts';

const claim = z.looseObject({ caseRef: z.string(), payer: z.string(), claimSequence: z.int(), fen: z.int() });
const remittance = z.looseObject({
  ...{ remittanceId: z.string(), institution: z.string(), party: z.string(), amountFen: z.int() },
  ...{ arrivedOn: z.string(), bankRef: z.string(), unallocatedFen: z.int() },
  ...{ allocations: z.array(claim), suggestions: z.array(claim) },
});
const page = z.looseObject({ remittances: z.array(remittance), next: z.string().nullable() });
type Shown = z.infer<typeof remittance>;
interface Spoken {
  readonly as?: string;
}

/** `hub remittance …`: money that arrives, and what it is for. */
export function remittanceCommands(program: Command): void {
  const group = program
    .command('remittance')
    .description('到账与核销 · money that arrives, and what it is for');
  group
    .command('add <institution> <party>')
    .description('登记到账 · money arrived at the bank')
    .requiredOption('--fen <fen>', '金额(分),退回为负 · amount in fen, below 0: it left again')
    .requiredOption('--day <day>', 'YYYY-MM-DD')
    .requiredOption('--bank-ref <number>', '银行流水号 · the bank’s number')
    .option('--as <organisation/person>', '由谁办理 · who acts')
    .action(async function (this: Command, institution: string, party: string, given: Spoken & Added) {
      const { fen, day: arrivedOn, bankRef, as } = given;
      const body = { institution, party, amountFen: Number(fen), arrivedOn, bankRef };
      const to = { method: 'POST', path: '/v1/remittances', as: finance(as, institution), body } as const;
      const done = await ask(findCounty(), remittance, to);
      print(this, done, () => remittanceText(done));
    });
  group
    .command('list')
    .description('到账清单 · money that arrived')
    .option('--open', '仅未核销 · only what is not explained yet')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, { open, as }: Spoken & { readonly open?: boolean }) {
      const speaker = as === undefined ? { role: 'operator' as const } : finance(as, '');
      const path = `/v1/remittances?open=${open === true}`;
      const remittances = await allPages(path, page, (one) => one.remittances, speaker);
      print(this, { remittances }, () => remittances.map(remittanceText).join('\n\n') || '无 · none');
    });
  group
    .command('allocate <remittanceId> <claims...>')
    .description('分配至申报,每项为 病例/支付方/序号=分 · each as caseRef/payer/number=fen')
    .option('--as <organisation/person>', '由谁办理 · who acts')
    .action(async function (this: Command, id: string, claims: readonly string[], { as }: Spoken) {
      const county = findCounty();
      const path = `/v1/remittances?remittanceId=${encodeURIComponent(id)}`;
      const [known] = (await ask(county, page, { path, as: { role: 'operator' } })).remittances;
      if (known === undefined) throw new HubProblem('remittance-unknown');
      const done = await ask(county, remittance, {
        ...{ method: 'POST', path: `/v1/remittances/${encodeURIComponent(id)}/allocations` },
        as: finance(as, known.institution),
        body: { after: known.allocations.length, allocations: claims.map(allocationOf) },
      });
      print(this, done, () => remittanceText(done));
    });
}

interface Added {
  readonly fen: string;
  readonly day: string;
  readonly bankRef: string;
}

function allocationOf(text: string): object {
  const [, caseRef, payer, sequence, fen] = /^([^/]+)\/([a-z-]+)\/(\d+)=(-?\d+)$/.exec(text) ?? [];
  if (caseRef === undefined)
    throw new HubProblem('command-invalid', { detail: `${text} is not like case_…/red-cross/1=12500` });
  return { caseRef, payer, claimSequence: Number(sequence), fen: Number(fen) };
}

function finance(as: string | undefined, institution: string): Speaker {
  const [of = institution, who = 'hospital-finance'] = as?.split('/') ?? [];
  return { role: 'person', of, who };
}

function remittanceText(shown: Shown): string {
  const { remittanceId, institution, party, arrivedOn, bankRef, amountFen, unallocatedFen } = shown;
  return [
    `${remittanceId}  ${arrivedOn}  ${party} → ${institution}  ${yuan(amountFen)}  ${bankRef}`,
    ...shown.allocations.map((one) => `  ${claimText(one)}`),
    unallocatedFen === 0 ? '  已全部核销 · all explained' : `  待核 · left ${yuan(unallocatedFen)}`,
    ...shown.suggestions.map((one) => `  → hub remittance allocate ${remittanceId} ${claimText(one)}`),
  ].join('\n');
}

function claimText({ caseRef, payer, claimSequence, fen }: z.infer<typeof claim>): string {
  return `${caseRef}/${payer}/${claimSequence}=${fen}`;
}
