import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Story } from './story.ts';
import type { Seen } from './until-all-seen.ts';
import type { Watch } from './watch.ts';

/** What was seen of each story, for a person to read; the `hub` command that shows it is run, and the endpoint must have heard all of it. */
export async function toldLines(
  watch: Watch,
  {
    stories,
    seen,
    root,
  }: {
    readonly stories: readonly Story[];
    readonly seen: ReadonlyMap<string, Seen>;
    readonly root: string;
  },
): Promise<{ readonly lines: readonly string[]; readonly missing: number }> {
  const lines: string[] = [];
  let missing = 0;
  let [owed, heard] = [0, 0];
  for (const { name, zh, en, command, ofCounty } of stories) {
    const found = seen.get(name);
    const about = found === undefined || ofCounty === true ? [] : [found.of.caseRef];
    const words = found && [...command, ...about];
    if (found === undefined || words === undefined || !shown(words, root)) {
      missing += 1;
      lines.push(`✗ ${name}: ${zh} · ${en}: 未见 not seen`);
      continue;
    }
    lines.push(`✓ ${[name, ...about].join(' ')}: ${zh} · ${en}`, ...found.lines.map((line) => `    ${line}`));
    lines.push(`    npx hub ${words.join(' ')}`);
    const told = await watch.told(found.of);
    owed += told.owed.length;
    heard += told.owed.filter((id) => told.heard.includes(id)).length;
  }
  const all = owed > 0 && owed === heard;
  const sum = `医院端点收到 ${heard} / ${owed} 条 · the hospitals’ endpoint heard ${heard} of ${owed}`;
  lines.push(`${all ? '✓' : '✗'} endpoint: ${sum}`);
  return { lines, missing: missing + (all ? 0 : 1) };
}

/** Whether the command shows it. */
function shown(words: readonly string[], root: string): boolean {
  const hub = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
  const args = ['--disable-warning=ExperimentalWarning', hub, ...words];
  const env = { ...process.env, HUB_COUNTY_DIR: root };
  return spawnSync(process.execPath, args, { env, stdio: 'ignore' }).status === 0;
}
