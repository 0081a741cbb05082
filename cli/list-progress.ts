import { setTimeout as sleep } from 'node:timers/promises';
import { type ListVersion, version } from './list-version.ts';

const underway: readonly string[] = ['received', 'staging', 'checked'];
const pollMs = 300;

/** Follows a version until it is dealt with; `more` names further states to wait through. */
export async function followed(
  pushed: ListVersion,
  quiet: boolean,
  more: readonly string[] = [],
): Promise<ListVersion> {
  const { listId, version: number } = pushed;
  const line = statusLine(quiet);
  // On a terminal somebody watches how far it is.
  const waitSeconds = quiet || !process.stderr.isTTY ? 20 : 1;
  let decided = more.length > 0;
  for (let found = pushed; ; found = await version(listId, String(number), waitSeconds)) {
    const waits = underway.includes(found.state) || (decided && more.includes(found.state));
    if (!waits) {
      line.end();
      return found;
    }
    if (!more.includes(found.state)) decided = false;
    line.show(`处理 · ${found.state}  ${found.rows.received} 行 rows, 拒绝 ${found.rows.rejected} rejected`);
    await sleep(pollMs);
  }
}

/** A bar on standard error that shows bytes of a whole; nothing for programs. */
export function progressBar(
  quiet: boolean,
  label: string,
  whole: number,
): { readonly add: (bytes: number) => void; readonly end: () => void } {
  const line = statusLine(quiet);
  let sent = 0;
  return {
    add: (bytes) => {
      sent += bytes;
      const share = whole === 0 ? 1 : Math.min(sent / whole, 1);
      const full = Math.round(share * width);
      line.show(
        `${label}  [${'█'.repeat(full)}${'·'.repeat(width - full)}] ${Math.round(share * 100)} %  ${mib(sent)} / ${mib(whole)} MiB`,
      );
    },
    end: line.end,
  };
}

const width = 30;

function mib(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}

/** One line that is written over, on a terminal only: a log would be full of it. */
export function statusLine(quiet: boolean): {
  readonly show: (text: string) => void;
  readonly end: () => void;
} {
  const shown = !quiet && process.stderr.isTTY;
  let last = 0;
  return {
    show: (text) => {
      if (!shown || Date.now() - last < 80) return;
      last = Date.now();
      process.stderr.write(`\r\x1b[2K${text}`);
    },
    end: () => {
      if (shown) process.stderr.write('\r\x1b[2K');
    },
  };
}
