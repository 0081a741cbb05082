import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StayView } from '../../../county/stay-view.ts';
import type { CaseRef } from '../../../domain/ids.ts';
import { hubAt } from '../at-terminal.ts';
import { institution, until } from '../county-under-test.ts';
import { admissionBody, admitted, closed, discharged, reached } from '../hospitalizations.ts';
import { of } from '../oracle.ts';
import { county } from './the-county.ts';

const hub = (...words: readonly string[]) => hubAt(county, words);

/** Settled; the insurer says no to its first claim, after it was filed. */
async function refused(): Promise<{ readonly caseRef: CaseRef; readonly step: string }> {
  const caseRef = await admitted(county);
  await county.fault('medical-insurance', {
    // Another stay's claim does not take it.
    ...{ kind: 'mischief', name: 'refused-later', operations: ['claim'], times: 1, about: caseRef },
  });
  await discharged(county, caseRef);
  const { attention } = await reached(county, caseRef, (view) => codeOf(view) === 'payer-refused');
  return { caseRef, step: attention[0]?.step ?? '' };
}

/** The part of the view that tells what is still owed. */
interface Receivables {
  readonly open: readonly object[];
  readonly disputed: readonly object[];
  readonly borne: readonly { readonly payer: string; readonly owedFen: number }[];
  readonly patient: { readonly balanceFen: number };
}

function receivablesOf(stay: StayView): Receivables {
  return (stay as StayView & { readonly receivables: Receivables }).receivables;
}

function codeOf({ attention }: StayView): string | undefined {
  return attention[0]?.code;
}

const evidence = ['--evidence', '存档 2024-17'];
const lead = ['--as', `${institution}/hospital-lead`];

/** What people do about a stay that waits, by the commands that the hub offers. */
export function resolutions(): void {
  test('a claim that its payer refuses is claimed anew by the command that the hub offers, and the stay closes', async () => {
    const { caseRef, step } = await refused();
    expect(await hub('attention', 'show', caseRef)).toContain(`hub resolve ${caseRef} resubmit --on ${step}`);
    expect(await hub('resolve', caseRef, 'resubmit', ...evidence)).toContain('已办结');
    const stay = await closed(county, caseRef);
    expect(receivablesOf(stay)).toMatchObject({ open: [], disputed: [], borne: [] });
    const claims = of(await county.effects('medical-insurance'), caseRef);
    expect(claims.filter(({ operation }) => operation === 'pay')).toHaveLength(
      stay.settlement?.shares.filter(({ fen }) => fen > 0).length ?? 0,
    );
  });

  test('claims that were refused for one reason are claimed anew by one order, as the preview said', async () => {
    const stays = [await refused(), await refused()];
    const preview = await hub('bulk', 'preview', 'resubmit', 'payer-refused', '--institution', institution);
    expect(preview).toContain('--foreseen');
    const order = /hub (bulk order .+) --evidence/.exec(preview)?.[1]?.split(' ') ?? [];
    expect(order).toContain('--foreseen');
    expect(await hub(...order, ...evidence)).toContain(`待执行 · waiting ${stays.length}`);
    // Whatever happens to a stay before its turn, a payment too, leaves it to people.
    await until('both were taken up', async () =>
      (await hub('bulk', 'list')).includes(`已执行 · done ${stays.length}`),
    );
    for (const { caseRef } of stays) await closed(county, caseRef);
  });

  test('a stay without a diagnosis waits for its hospital, not for the insurer; once it is given the stay is registered', async () => {
    const { diagnosis: _none, ...body } = admissionBody(county, await county.person());
    const { caseRef } = (await county.hospital.post<StayView>('/v1/stays', body)).body;
    await reached(county, caseRef, (view) => codeOf(view) === 'facts-missing');
    const sent = of(await county.effects('medical-insurance'), caseRef);
    expect(sent).toEqual([]);
    expect(await hub('attention', 'show', caseRef)).toContain('医保要求填写:入院诊断(diagnoses)');
    const file = join(county.state.root, 'clinical.json');
    writeFileSync(file, JSON.stringify({ diagnoses: [{ code: 'J18.900', name: '肺炎' }] }));
    expect(await hub('resolve', caseRef, 'give-facts', '--clinical', file, ...evidence)).toContain('已办结');
    await reached(county, caseRef, ({ stage, attention }) => stage === 'Admitted' && attention.length === 0);
  });

  test('what is refused for good is borne by the hospital once the person in charge has confirmed it; nothing moves to the patient', async () => {
    const { caseRef, step } = await refused();
    const bear = ['resolve', caseRef, 'bear', '--on', step, '--approval', '院财〔2024〕7号', ...evidence];
    expect(await hub(...bear, '--preview')).toMatch(/disputed:\S+ {2}\S+ 元 → 0\.00 元/);
    expect(await hub(...bear)).toContain('待确认');
    expect(await hub('resolution', 'list')).toContain(caseRef);
    const paid = closed(county, caseRef);
    await until('the patient has paid', async () => {
      const { patient } = receivablesOf(await reached(county, caseRef, () => true));
      return patient.balanceFen === 0;
    });
    expect((await reached(county, caseRef, () => true)).stage).toBe('Settled');
    expect(await hub('resolution', 'confirm', caseRef, '1', ...lead)).toContain('已办结');
    const stay = await paid;
    const { settlement } = stay;
    const [borne] = receivablesOf(stay).borne;
    expect(receivablesOf(stay)).toMatchObject({
      open: [],
      disputed: [],
      borne: [{ refusalCode: expect.any(String) }],
    });
    const rows = await county.sql<{ account: string; fen: number }>(
      `SELECT account, sum(fen)::int AS fen FROM ledger_postings JOIN ledger_transactions USING (transaction_id)
     WHERE case_ref = $1 GROUP BY 1 HAVING sum(fen) <> 0 ORDER BY 1`,
      [caseRef],
    );
    expect(rows).toContainEqual({ account: `borne:${borne?.payer}`, fen: borne?.owedFen });
    expect(rows).toContainEqual({ account: 'received:patient', fen: settlement?.patientFen });
  });
}
