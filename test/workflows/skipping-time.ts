import { Client, type Connection } from '@temporalio/client';
import { testConverter } from './flow-under-test.ts';

/** A client whose workflows skip the time in which nothing happens: an option of the request that the client does not have yet. */
export function skippingTime(client: Client): Client {
  const connection = client.connection as Connection;
  const { workflowService } = connection;
  const start = workflowService.startWorkflowExecution.bind(workflowService);
  const skipping = Object.create(workflowService, {
    startWorkflowExecution: {
      value: (request: Parameters<typeof start>[0]) =>
        start({ ...request, timeSkippingConfig: { enabled: true } }),
    },
  }) as typeof workflowService;
  const wrapped = Object.create(connection, { workflowService: { value: skipping } }) as Connection;
  return new Client({ connection: wrapped, dataConverter: testConverter });
}
