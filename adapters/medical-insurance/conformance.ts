import { instantFromMillis } from '../../domain/dates.ts';
import { partyHttp } from '../http.ts';
import type { ConformanceRun } from './conformance/conformance-run.ts';
import { type Captured, recorded } from './conformance/recorder.ts';
import { runConformance, type TransactionReport } from './conformance/run.ts';
import { gatewayKeyOf } from './signing.ts';

export type { Captured } from './conformance/recorder.ts';
export type { TransactionReport } from './conformance/run.ts';

/** Runs the kit over the network: the report, and what was asked and answered. */
export async function conformanceOver(
  url: string,
  run: Omit<ConformanceRun, 'transport' | 'nextHeader'> & {
    readonly token: string | null;
    readonly regions: ConformanceRun['transport']['regions'];
  },
): Promise<{ readonly report: readonly TransactionReport[]; readonly captured: readonly Captured[] }> {
  const { token, regions, institution } = run;
  const gatewayKey = gatewayKeyOf(token);
  const bearer = gatewayKey === null ? token : null;
  const credential =
    bearer === null ? ({ kind: 'none' } as const) : ({ kind: 'bearer', token: bearer } as const);
  const client = partyHttp({ baseUrl: url, credential, timeoutMs: 60_000 });
  const { http, captured } = recorded(client, institution.division);
  let serial = 0;
  const nextHeader = () => {
    serial += 1;
    return headerOf(institution.code, serial);
  };
  try {
    const report = await runConformance({ ...run, nextHeader, transport: { http, regions, gatewayKey } });
    return { report, captured };
  } finally {
    client.close();
  }
}

function headerOf(institution: string, serial: number) {
  const at = instantFromMillis(Date.now());
  const second = at.slice(0, 19).replaceAll(/\D/g, '');
  const messageId = `${institution.padEnd(12, '0').slice(0, 12)}${second}${String(serial).padStart(4, '0')}`;
  return { key: `conformance/${messageId}`, messageId, at };
}
