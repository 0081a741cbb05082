import type { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptors } from '@temporalio/worker';
import { failures, HubProblem } from '../domain/failures.ts';
import { hubFaultType, toldFromAttempt } from '../domain/hub-fault.ts';
import { InvariantError } from '../domain/invariant.ts';
import { isRefusedValue } from '../store/postgres/database.ts';
import { SealError } from '../store/secrets/sealing.ts';

/**
 * A step that fails by a fault of the hub's own is not tried for ever unseen: at the third attempt its workflow is told,
 * which says so to the operator and tries again by itself. What is only away, such as the store, goes on being tried.
 */
export function hubFault({ info }: Pick<Context, 'info'>): ActivityInterceptors {
  return {
    inbound: {
      execute: async (input, next) => {
        try {
          return await next(input);
        } catch (error) {
          const fault = info.attempt < toldFromAttempt ? null : faultOf(error);
          if (fault === null) throw error;
          // The message of the error may hold anything; it stands in the failures of the attempts before, encrypted.
          throw ApplicationFailure.create({
            ...{ type: hubFaultType, message: `${hubFaultType}: ${fault}`, nonRetryable: true },
            details: [fault, info.activityType],
          });
        }
      },
    },
  };
}

/** What kind of fault of the hub's own an error is, as a code; null: it may mend itself, or is none of ours. */
function faultOf(error: unknown): string | null {
  if (error instanceof SealError) return error.code;
  if (error instanceof HubProblem) return failures[error.code].kind === 'trouble' ? null : error.code;
  if (isRefusedValue(error)) return `store-${String(Reflect.get(error as object, 'code'))}`;
  const kinds = [InvariantError, TypeError, RangeError, ReferenceError, SyntaxError];
  const kind = kinds.find((known) => error instanceof known);
  return kind === undefined ? null : kind.name;
}
