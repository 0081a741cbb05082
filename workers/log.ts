import { DefaultLogger } from '@temporalio/worker';
import { describedError } from '../domain/described-error.ts';

/**
 * Where the SDK tells what went wrong, a line of JSON each. Of an error it says name, code and frames only: the message of a
 * database or the request that an HTTP error carries may name somebody.
 */
export function workerLogger(
  write: (line: string) => void = (line) => void process.stderr.write(line),
): DefaultLogger {
  return new DefaultLogger('WARN', ({ level, message, meta }) => {
    const told = Object.entries(meta ?? {}).flatMap(([name, value]) => {
      if (value instanceof Error) return [[name, describedError(value)]];
      return ['string', 'number', 'boolean'].includes(typeof value) ? [[name, value]] : [];
    });
    const at = new Date().toISOString();
    write(`${JSON.stringify({ at, level, message, ...Object.fromEntries(told) })}\n`);
  });
}
