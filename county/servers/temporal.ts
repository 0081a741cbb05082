import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Connection } from '@temporalio/client';
import { wholeEnvironment } from '../../config.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { isFree } from './ports.ts';
import { type RunningProcess, type StartPatience, startProcess, untilReady } from './process.ts';

/** How to run the Temporal development server; every port must be free (`freePort`). */
export interface TemporalPlan extends StartPatience {
  readonly binary: string;
  /** The SQLite file that keeps everything; made when missing. */
  readonly dataFile: string;
  readonly logFile: string;
  readonly pidFile?: string;
  readonly port: number;
  /** Without it there is no UI. */
  readonly uiPort?: number;
  /** Where the UI in the browser sends sealed payloads to be opened. */
  readonly codecEndpoint?: string;
  /** Name → Temporal type; the hub's own unless given. */
  readonly searchAttributes?: Readonly<Record<string, string>>;
  /** More `--dynamic-config-value` settings; they win over ours. */
  readonly dynamicConfig?: Readonly<Record<string, boolean | number | string>>;
  /** The whole environment of the server; without it, ours. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A Temporal server that answers. */
export interface TemporalServer extends Pick<RunningProcess, 'pid' | 'exited' | 'stop' | 'kill9'> {
  readonly address: string;
  readonly uiUrl: string | undefined;
}

const settings = {
  // "Pause Workflow" for operators, and months in seconds for tests.
  'frontend.WorkflowPauseEnabled': true,
  'frontend.WorkflowTimeSkippingEnabled': true,
  // Two failed workflow tasks in a row already show as TemporalReportedProblems: broken code must be seen early.
  'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute': 2,
} as const;

/** The server's garbage is collected when it has grown to four times what lives: a fifteenth of its processor time for some 100 MB. */
const rareCollections = { GOGC: '400' } as const;

/** Starts the server and waits until its namespace answers. Throws with the end of its log when it does not. */
export async function startTemporal(plan: TemporalPlan): Promise<TemporalServer> {
  // Asked first, because a server of somebody else on this port would look like ours.
  if (!(await isFree(plan.port)))
    throw new Error(`temporal: 端口 ${plan.port} 已被占用 / port is already in use`);
  mkdirSync(dirname(plan.dataFile), { recursive: true });
  const address = `127.0.0.1:${plan.port}`;
  const start = async (): Promise<RunningProcess> => {
    const running = await startProcess({
      name: 'temporal',
      command: plan.binary,
      args: serverArguments(plan),
      logFile: plan.logFile,
      ...(plan.pidFile === undefined ? {} : { pidFile: plan.pidFile }),
      env: { ...rareCollections, ...(plan.env ?? wholeEnvironment()) },
    });
    try {
      await untilReady(running, plan, () =>
        isTemporalHealthy(address, Object.keys(plan.searchAttributes ?? searchAttributes)),
      );
      return running;
    } catch (error) {
      await running.kill9();
      throw error;
    }
  };
  const running = await onceMoreAfterClash(start);
  const { pid, exited, stop, kill9 } = running;
  const uiUrl = plan.uiPort === undefined ? undefined : `http://127.0.0.1:${plan.uiPort}`;
  return { address, uiUrl, pid, exited, stop, kill9 };
}

/** The server looks for ten more ports that nobody uses, and takes them a moment later: sometimes another one was quicker. */
async function onceMoreAfterClash<T>(start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!/address already in use/.test(String(error))) throw error;
    return start();
  }
}

function serverArguments(plan: TemporalPlan): readonly string[] {
  const ui = [
    ...(plan.uiPort === undefined
      ? ['--headless']
      : ['--ui-port', String(plan.uiPort), '--ui-disable-news-fetch']),
    ...(plan.codecEndpoint === undefined ? [] : ['--ui-codec-endpoint', plan.codecEndpoint]),
  ];
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(plan.port), ...ui],
    ...['--db-filename', plan.dataFile, '--log-level', 'warn'],
    // Safe against kill -9 of the server, and several times faster than the default; see the performance notes.
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=1'],
    ...Object.entries(plan.searchAttributes ?? searchAttributes).flatMap(([name, type]) => [
      '--search-attribute',
      `${name}=${type}`,
    ]),
    ...Object.entries({ ...settings, ...plan.dynamicConfig }).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}

/** True when the server at `address` answers for its namespace and knows these search attributes. */
export async function isTemporalHealthy(
  address: string,
  attributes: readonly string[] = Object.keys(searchAttributes),
  namespace = 'default',
): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: 2_000 });
    const { operatorService, workflowService } = connection;
    return await connection.withDeadline(Date.now() + 2_000, async () => {
      await workflowService.describeNamespace({ namespace });
      const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
      return attributes.every((name) => name in customAttributes);
    });
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}
