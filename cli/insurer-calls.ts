import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';

const found = z.looseObject({
  calls: z.array(
    z.looseObject({
      ...{ transaction: z.string(), operation: z.string(), messageId: z.string(), at: z.string() },
      ...{ httpStatus: z.int().nullable(), request: z.string().nullable(), reply: z.string().nullable() },
    }),
  ),
});

/** `hub insurer calls`: what the insurer did not take of a stay, for whoever looks after the interface. */
export function insurerCallCommands(group: Command): void {
  group
    .command('calls <caseRef>')
    .description(
      '某病例中医保未受理的交易:请求与应答(身份已遮盖) · what the insurer refused or answered unclearly; identities masked',
    )
    .action(async function (this: Command, caseRef: string) {
      const path = `/v1/stays/${encodeURIComponent(caseRef)}/insurer-calls`;
      const shown = await ask(findCounty(), found, { path, as: { role: 'operator' } });
      print(this, shown, () => shown.calls.map(callText).join('\n\n') || '没有未受理的交易 · none');
    });
}

function callText(call: z.infer<typeof found>['calls'][number]): string {
  const { transaction, operation, messageId, at, httpStatus, request, reply } = call;
  const status = httpStatus === null ? '无应答 · no reply' : `HTTP ${httpStatus}`;
  return [
    `${transaction} ${operation}  ${messageId}  ${at}  ${status}`,
    `→ ${request ?? '—'}`,
    `← ${reply ?? '—'}`,
  ].join('\n');
}
