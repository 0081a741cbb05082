import type { Command } from 'commander';
import { z } from 'zod';
import { instant, localDate } from '../domain/dates.ts';
import { type DigestItem, digestText } from '../domain/digest.ts';
import { attentionCodes } from '../domain/stay.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';

const moment = z.string().transform(instant);
const reply = z.looseObject({
  digests: z.array(
    z.looseObject({
      ...{ day: z.string().transform(localDate), organisation: z.string(), madeAt: moment },
      items: z.array(
        z.looseObject({
          ...{ subject: z.string(), step: z.string(), code: z.enum(attentionCodes) },
          blockedOn: z.custom<DigestItem['blockedOn']>((value) => typeof value === 'string'),
          ...{ since: moment, due: moment, overdue: z.boolean(), commands: z.array(z.string()) },
        }),
      ),
    }),
  ),
});

/** `hub digest`: the open work of each organisation, as it stood on the morning of a day. */
export function digestCommands(program: Command): void {
  program
    .command('digest')
    .description('各单位待办日报 · the open work of each organisation, made every morning')
    .option('--day <day>', '哪一天,省略为最近一天 · left out: the newest')
    .option('--of <organisation>', '只看一个单位 · of one organisation: an institution, a party, or operator')
    .action(async function (this: Command, { day, of }: { readonly day?: string; readonly of?: string }) {
      const query = new URLSearchParams({
        ...(day === undefined ? {} : { day }),
        ...(of === undefined ? {} : { organisation: of }),
      });
      const path = query.size === 0 ? '/v1/digests' : `/v1/digests?${query.toString()}`;
      const found = await ask(findCounty(), reply, { path, as: { role: 'operator' } });
      print(this, found, () =>
        found.digests.length === 0
          ? '该日没有日报 · no digest was made that day'
          : found.digests.map(digestText).join('\n'),
      );
    });
}
