import { Context } from '@temporalio/activity';

const beatMs = 2_000;

/** Runs a long step: sends heartbeats while it works, and aborts it when its workflow has cancelled it. */
export async function beating<Value>(step: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), beatMs);
  try {
    return await step(context.cancellationSignal);
  } finally {
    clearInterval(beat);
  }
}
