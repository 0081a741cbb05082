import type { Command } from 'commander';
import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { nightlyHour } from '../domain/list.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';

const nights = z.looseObject({ listId: z.string(), nightly: z.boolean() });

/** `hub list nightly`: whether the hub fetches a list from its agency by itself. */
export function nightlyCommand(group: Command): void {
  group
    .command('nightly <listId> <on|off>')
    .description(
      `每晚(凌晨${nightlyHour}点,中国时间)从主管部门拉取 · fetched from its agency every night, at ${nightlyHour} o’clock in China`,
    )
    .action(async function (this: Command, listId: string, said: string) {
      if (said !== 'on' && said !== 'off') throw new HubProblem('command-invalid', { detail: 'on | off' });
      const path = `/v1/lists/${encodeURIComponent(listId)}/pull-schedule`;
      const put = {
        method: 'PUT',
        path,
        as: { role: 'operator' },
        body: { nightly: said === 'on' },
      } as const;
      const shown = await ask(findCounty(), nights, put);
      print(this, shown, () =>
        shown.nightly
          ? `${listId}: 每晚拉取并清点人数 · fetched from its agency every night, and its members counted`
          : `${listId}: 不再拉取,每晚只清点人数 · not fetched any more; its members are counted every night`,
      );
    });
}
