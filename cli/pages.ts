import type { z } from 'zod';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';

/** Said below a work list of which not all is shown. */
export function moreText({ more }: { readonly more?: boolean | undefined }): string {
  return more === true ? '\n还有更多,办理后显示 · more wait behind these, and show once some are done' : '';
}

/** Reads a list of the api to its end, page by page; `path` may have a query. Throws as `ask` does. */
export async function allPages<Page extends { readonly next: string | null }, Item>(
  path: string,
  shape: z.ZodType<Page>,
  itemsOf: (page: Page) => readonly Item[],
  as: Speaker = { role: 'operator' },
): Promise<readonly Item[]> {
  const county = findCounty();
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: Page = await ask(county, shape, {
      path: `${path}${path.includes('?') ? '&' : '?'}limit=200${from}`,
      as,
    });
    items.push(...itemsOf(page));
    cursor = page.next;
  }
  return items;
}
