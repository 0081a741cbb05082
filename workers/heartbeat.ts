import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';

const everyMs = 1_000;
/** Steps that may be silent for longer, such as those of lists, tell their own progress. */
const quickMs = 5_000;

/**
 * Says once a second that a step still runs, so that the steps of a killed worker are taken over within seconds and not
 * when their time is up. A step that ends sooner costs nothing; a local one has nobody to tell.
 */
export function heartbeat(context: Context): ActivityInterceptors {
  const { heartbeatTimeoutMs } = context.info;
  if (heartbeatTimeoutMs === undefined || heartbeatTimeoutMs > quickMs) return {};
  return {
    inbound: {
      execute: async (input, next) => {
        const beat = setInterval(() => context.heartbeat(), everyMs);
        try {
          return await next(input);
        } finally {
          clearInterval(beat);
        }
      },
    },
  };
}
