import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { comparedWith, type OwnSettlement } from '../../domain/insurer-reconciliation.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen, zeroFen } from '../../domain/money.ts';
import { ask, contractSuite } from '../contract-suite.ts';
import { insurerSimulator } from './simulator.ts';
import { institution, visitBench } from './visit-bench.ts';

const day = localDate('2026-03-02');
const period = { institution, fromOn: day, toOn: day };

contractSuite(
  'medical insurance: settlements held against its book',
  (parts) => insurerSimulator({ ...parts, calendar: { days: 30 } }),
  (bench) => {
    const { insurer, next, discharged } = visitBench(bench);
    let count = 0;

    async function settled(): Promise<OwnSettlement & { readonly personNo: string }> {
      const request = await discharged(`R-${++count}`);
      const answer = await ask(insurer.settle, request, next());
      invariant(answer.kind === 'done', 'the bill is settled');
      const { settlementRef, totalFen, answers, accountFen } = answer.value;
      const paid = Object.values(answers).map((said) => ('paidFen' in said ? said.paidFen : 0));
      return {
        ...{ settlementRef, totalFen, accountFen, visitRef: request.visitRef, personNo: request.personNo },
        ...{ caseRef: `case_${count}` as CaseRef, familyFen: zeroFen, hospitalFen: zeroFen },
        ...{ fundFen: fen(paid.reduce<number>((sum, one) => sum + one, 0)), stands: true, within: true },
      };
    }

    async function detail(settlements: readonly (OwnSettlement & { readonly personNo: string })[]) {
      const filename = 'settlements';
      const file = await ask(insurer.uploadFile, { institution, filename, settlements }, next());
      invariant(file.kind === 'done', 'the list is handed over');
      const asked = { ...period, settlements, fileNo: file.value.fileNo };
      const result = await ask(insurer.reconcileDetail, asked, next());
      invariant(result.kind === 'done', 'the list is compared');
      const rows = await ask(insurer.downloadReconciled, { institution, ...result.value }, next());
      invariant(rows.kind === 'done', 'the result is fetched');
      const visits = new Map(settlements.map(({ visitRef, caseRef }) => [visitRef, caseRef]));
      return comparedWith(rows.value, { settlements, visits });
    }

    test('the same sums balance, and other sums do not', async () => {
      const all = [await settled(), await settled()];
      const asked = { ...period, type: '390', settlements: all } as const;
      expect(await ask(insurer.reconcileTotal, asked, next())).toEqual({
        kind: 'done',
        value: { balanced: true },
      });
      const fewer = { ...asked, settlements: all.slice(1) };
      expect(await ask(insurer.reconcileTotal, fewer, next())).toEqual({
        kind: 'done',
        value: { balanced: false },
      });
      expect(await detail(all)).toEqual({ differences: [], doubted: [], others: 0 });
    });

    test('settlement by settlement it tells what it lacks, what it has besides, and which figures differ', async () => {
      const one = await settled();
      const before = await detail([one]);
      // What other tests settled is of visits that this list does not know.
      expect(before).toMatchObject({ differences: [], doubted: [] });
      bench.misbehave('has-one-more');
      expect((await detail([one])).others).toBe(before.others + 1);
      bench.misbehave(undefined);
      const invented = { ...one, settlementRef: 'S-INVENTED' };
      expect((await detail([one, invented])).doubted).toEqual([invented]);
      const cheaper = { ...one, fundFen: fen(one.fundFen - 1) };
      const { differences } = await detail([cheaper]);
      expect(differences).toMatchObject([{ settlementRef: one.settlementRef, kind: 'figures-differ' }]);
      expect([differences[0]?.ours?.fundFen, differences[0]?.theirs?.fundFen]).toEqual([
        one.fundFen - 1,
        one.fundFen,
      ]);
    });

    test('a file that nobody handed over, and a result that is cut off, are told as what they are', async () => {
      const asked = { ...period, settlements: [], fileNo: 'F0' };
      expect((await ask(insurer.reconcileDetail, asked, next())).kind).not.toBe('done');
      const file = { institution, fileNo: 'F0', filename: 'x.zip' };
      const header = next();
      expect((await ask(insurer.downloadReconciled, file, header)).kind).not.toBe('done');
      const body = await insurer.downloadReconciled.write(file, header);
      const cut = { kind: 'reply', status: 200, body: 'PK\u0003\u0004' } as const;
      expect(insurer.downloadReconciled.read(cut, { body, header })).toEqual({
        ...{ kind: 'unknown', reason: 'unreadable', missing: ['file'] },
      });
    });
  },
);
