import { z } from 'zod';

/** How the deposit of a stay stands, as the hub answers it. */
export const readableWaiver = z.looseObject({
  ...{ state: z.string(), zh: z.string(), en: z.string(), since: z.string() },
  dueOn: z.string().nullable(),
  reasons: z.array(z.looseObject({ code: z.string(), article: z.string(), zh: z.string(), en: z.string() })),
  insuredStay: z
    .looseObject({
      ...{ zh: z.string(), en: z.string() },
      by: z.looseObject({ zh: z.string(), en: z.string() }).nullable(),
    })
    .nullish(),
});

/** It, with its reasons where they are not the decision's own. */
export function waiverText({
  state,
  zh,
  en,
  since,
  reasons,
  dueOn,
  insuredStay,
}: z.infer<typeof readableWaiver>): readonly string[] {
  const later = state === 'ended' ? reasons : reasons.filter(({ code }) => code === 'impersonation');
  return [
    '',
    `押金 · deposit   ${zh} · ${en} (${since}${dueOn === null ? '' : `, 最近期限 · first due ${dueOn}`})`,
    ...insuredText(insuredStay ?? null),
    ...later.map((reason) => `  ${reason.zh} · ${reason.en} [${reason.article}]`),
  ];
}

function insuredText(
  told: NonNullable<z.infer<typeof readableWaiver>['insuredStay']> | null,
): readonly string[] {
  if (told === null) return [];
  const { zh, en, by } = told;
  return [`  ${zh} · ${en}`, ...(by === null ? [] : [`  ${by.zh} · ${by.en}`])];
}
