import { DefaultLogger } from '@temporalio/worker';
import type { logLevels } from '../config-forms.ts';
import { describedError } from '../domain/described-error.ts';

/** What a level of `HUB_LOG_LEVEL` is called by the SDK, whose silence is its own: nothing is written. */
const sdkLevels = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR', silent: 'ERROR' } as const;

/**
 * Where the SDK tells what went wrong, a line of JSON each. Of an error it says name, code and frames only: the message of a
 * database or the request that an HTTP error carries may name somebody.
 */
export function workerLogger(
  level: (typeof logLevels)[number],
  write: (line: string) => void = (line) => void process.stderr.write(line),
): DefaultLogger {
  const silent = level === 'silent';
  return new DefaultLogger(sdkLevels[level], ({ level, message, meta }) => {
    if (silent) return;
    const told = Object.entries(meta ?? {}).flatMap(([name, value]) => {
      if (value instanceof Error) return [[name, describedError(value)]];
      return ['string', 'number', 'boolean'].includes(typeof value) ? [[name, value]] : [];
    });
    const at = new Date().toISOString();
    write(`${JSON.stringify({ at, level, message, ...Object.fromEntries(told) })}\n`);
  });
}
