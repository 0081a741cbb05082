import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';
import { followed, statusLine } from './list-progress.ts';
import { type ListVersion, version, versionText } from './list-version.ts';

const pullState = z.looseObject({
  listId: z.string(),
  state: z.enum(['none', 'running', 'handed-over', 'same', 'failed']),
});

/** What became of a pull; the version is the one it led to, or confirmed. */
interface Pull {
  readonly pull: z.infer<typeof pullState>;
  readonly version: ListVersion | null;
}

const pollMs = 300;

/** Has the hub fetch a list; with `wait` until the version that came of it is dealt with. */
export async function pull(
  listId: string,
  { as, wait, quiet }: { readonly as: Speaker; readonly wait: boolean; readonly quiet: boolean },
): Promise<Pull> {
  const county = findCounty();
  const path = `/v1/lists/${encodeURIComponent(listId)}/pulls`;
  let found = await ask(county, pullState, { method: 'POST', path, as });
  if (!wait) return { pull: found, version: null };
  const line = statusLine(quiet);
  while (found.state === 'running') {
    line.show(`拉取 · being fetched from the agency  ${listId}`);
    await sleep(pollMs);
    found = await ask(county, pullState, { path: `${path}/latest`, as });
  }
  line.end();
  if (found.state === 'failed' || found.state === 'none') return { pull: found, version: null };
  return { pull: found, version: await followed(await version(listId, 'latest'), quiet) };
}

/** What a person reads about a pull. */
export function pullText({ pull: { listId, state }, version: led }: Pull): string {
  if (led !== null && state === 'same')
    return `与现行版本相同 · the agency has what serves already\n${versionText(led)}`;
  if (led !== null) return versionText(led);
  return state === 'failed'
    ? `拉取未成功,hub 已多次重试 · ${listId}: the pull came to nothing after several tries; see the workflow list-pull/${listId}`
    : `已开始拉取 · the pull of ${listId} is under way`;
}
