import { z } from 'zod';

/** How the deposit of a stay stands, as the hub answers it. */
export const readableWaiver = z.looseObject({
  ...{ state: z.string(), zh: z.string(), en: z.string(), since: z.string() },
  dueOn: z.string().nullable(),
  reasons: z.array(z.looseObject({ code: z.string(), article: z.string(), zh: z.string(), en: z.string() })),
});

/** It, with its reasons where they are not the decision's own. */
export function waiverText({
  state,
  zh,
  en,
  since,
  reasons,
  dueOn,
}: z.infer<typeof readableWaiver>): readonly string[] {
  const later = state === 'ended' ? reasons : reasons.filter(({ code }) => code === 'impersonation');
  return [
    '',
    `押金 · deposit   ${zh} · ${en} (${since}${dueOn === null ? '' : `, 最近期限 · first due ${dueOn}`})`,
    ...later.map((reason) => `  ${reason.zh} · ${reason.en} [${reason.article}]`),
  ];
}
