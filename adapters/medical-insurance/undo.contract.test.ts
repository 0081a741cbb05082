import { expect, test } from 'vitest';
import { invariant } from '../../domain/invariant.ts';
import { ask, contractSuite } from '../contract-suite.ts';
import { insurerSimulator } from './simulator.ts';
import { insurance, visitBench } from './visit-bench.ts';

contractSuite(
  'medical insurance: taking back',
  (parts) => insurerSimulator({ ...parts, calendar: 'immediate' }),
  (bench) => {
    const { insurer, next, admitted, discharged } = visitBench(bench);

    const settled = async (admissionNo: string) => {
      const request = await discharged(admissionNo);
      const core = await ask(insurer.settle, request, next());
      invariant(core.kind === 'done', 'the visit is settled');
      return { request, undo: { ...request, settlementRef: core.value.settlementRef } };
    };
    const effects = (operation: string) => bench.effects().filter((effect) => effect.operation === operation);

    test('a settlement is taken back once, shown as such, and the visit is settled anew', async () => {
      const { request, undo } = await settled('U-1');
      expect(await ask(insurer.settled, undo, next())).toEqual({ kind: 'done', value: { settled: true } });
      const header = next();
      const body = await insurer.cancelSettlement.write(undo, header);
      for (const _ of [1, 2])
        expect(
          insurer.cancelSettlement.read(await insurer.cancelSettlement.send(body, header), { body, header }),
        ).toEqual({ kind: 'done', value: null });
      expect(effects('cancelSettlement').filter(({ key }) => key === header.key)).toHaveLength(1);
      expect(await ask(insurer.settled, undo, next())).toEqual({ kind: 'done', value: { settled: false } });
      expect(await ask(insurer.settle, request, next())).toMatchObject({ kind: 'done' });
      const subjects = effects('settle').map(({ subject }) => subject);
      expect(new Set(subjects).size).toBe(subjects.length);
    });

    test('a yes that did nothing is found by asking what is settled', async () => {
      const { undo } = await settled('U-2');
      bench.misbehave('did-nothing');
      const header = next();
      const body = await insurer.cancelSettlement.write(undo, header);
      expect(
        insurer.cancelSettlement.read(await insurer.cancelSettlement.send(body, header), { body, header }),
      ).toEqual({ kind: 'done', value: null });
      bench.misbehave(undefined);
      const { enquiry } = insurer.cancelSettlement;
      invariant(enquiry !== undefined, 'it can be asked about');
      // Still settled: it did not take effect, whatever the platform said.
      expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual({ kind: 'no-record' });
      await ask(insurer.cancelSettlement, undo, next());
      expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual({
        kind: 'done',
        value: null,
      });
    });

    test('a cleared period is a no by name, and nothing is taken back', async () => {
      const { undo } = await settled('U-3');
      bench.misbehave('period-cleared');
      expect(await ask(insurer.cancelSettlement, undo, next())).toEqual({
        kind: 'refused',
        code: 'period-cleared',
      });
      bench.misbehave(undefined);
      expect(await ask(insurer.settled, undo, next())).toMatchObject({ value: { settled: true } });
    });

    test('a registration is shown as long as it stands: a yes that did nothing is found by asking', async () => {
      const { request, visitRef } = await admitted('U-5');
      const visit = { ...request, visitRef, today: request.admittedOn };
      const stands = () => ask(insurer.registered, visit, next());
      expect(await stands()).toEqual({ kind: 'done', value: { registered: true } });
      bench.misbehave('did-nothing');
      expect(await ask(insurer.cancelAdmission, visit, next())).toEqual({ kind: 'done', value: null });
      bench.misbehave(undefined);
      expect(await stands()).toEqual({ kind: 'done', value: { registered: true } });
      await ask(insurer.cancelAdmission, visit, next());
      expect(await stands()).toEqual({ kind: 'done', value: { registered: false } });
      const another = { ...visit, personNo: `${visit.personNo}9` };
      expect(await ask(insurer.registered, another, next())).toEqual({
        kind: 'done',
        value: { registered: false },
      });
    });

    test('a registration is cancelled after the discharge, and its admission number serves again', async () => {
      const request = await discharged('U-4');
      const visit = { ...request, insurance };
      expect(await ask(insurer.cancelAdmission, visit, next())).toEqual({
        kind: 'refused',
        code: 'visit-not-open',
      });
      expect(await ask(insurer.cancelDischarge, visit, next())).toEqual({ kind: 'done', value: null });
      expect(await ask(insurer.cancelAdmission, visit, next())).toEqual({ kind: 'done', value: null });
      expect(await ask(insurer.cancelAdmission, visit, next())).toEqual({
        kind: 'refused',
        code: 'visit-unknown',
      });
      const again = await admitted('U-4');
      expect(again.visitRef).not.toBe(request.visitRef);
    });

    test("another's visit is never taken for the patient's", async () => {
      const { undo } = await settled('U-5');
      expect(await ask(insurer.settled, { ...undo, settlementRef: 'S-none' }, next())).toEqual({
        kind: 'done',
        value: { settled: false },
      });
      const header = next();
      const body = await insurer.settled.write(undo, header);
      const theirs = (setl_id: string) => ({
        kind: 'reply' as const,
        status: 200,
        body: JSON.stringify({
          infcode: '0',
          output: { setlinfo: { setl_id, mdtrt_id: 'V-of-another', psn_no: 'P', refd_setl_flag: '1' } },
        }),
      });
      expect(insurer.settled.read(theirs('S-1'), { body, header })).toMatchObject({
        ...{ kind: 'unknown', reason: 'another-question' },
        differs: expect.arrayContaining(['mdtrt_id', 'setl_id']),
      });
    });
  },
);
