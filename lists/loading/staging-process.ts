/**
 * Runs in a process of its own for each list, so that a worker stays as small as it is: reads the file, checks every row, seals
 * who is new, and writes all of it over connections of its own. Keys come by message.
 */
import { invariant } from '../../domain/invariant.ts';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { isRefusedValue, isStoreTrouble } from '../../store/postgres/database.ts';
import { SealError } from '../../store/secrets/sealing.ts';
import { stageFile } from './file-staging.ts';
import type { FromProcess, ToProcess } from './process-conversation.ts';

function send(message: FromProcess): void {
  invariant(process.send !== undefined, 'not forked by a worker');
  process.send(message);
}

// The worker is gone: what it asked for nobody wants any more.
process.once('disconnect', () => process.exit());
process.once('message', ({ job }: ToProcess) => {
  stageFile(job, (progress) => send({ kind: 'progress', progress })).then(
    (staged) => send({ kind: 'done', staged }),
    (error: unknown) => send(told(error)),
  );
});

/** Every other failure is a fault in this code: it ends the process, and the worker hears of that. */
function told(error: unknown): FromProcess {
  if (error instanceof SealError) return { kind: 'sealed', code: error.code };
  if (error instanceof UnreadableFile) return { kind: 'unreadable', reason: error.message };
  if (!isStoreTrouble(error) && !isRefusedValue(error)) throw error;
  const code: unknown = Reflect.get(error as object, 'code');
  return { kind: 'store', code: typeof code === 'string' ? code : null };
}
