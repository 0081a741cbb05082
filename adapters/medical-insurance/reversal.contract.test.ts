import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import type { Call } from '../call.ts';
import { ask, benchHeader, benchPersonRef, contractSuite, openBenchPerson } from '../contract-suite.ts';
import { medicalInsuranceOverHttp } from './http.ts';
import { toldByWindow } from './questions-for-tests.ts';
import { insurerSimulator } from './simulator.ts';

const institution = 'H21020000001' as InstitutionId;
const insurance = { type: '390', status: 'active', division: '210200' } as const;
const admittedOn = localDate('2026-03-02');

contractSuite(
  'medical insurance: reversal (2601)',
  (parts) => insurerSimulator({ ...parts, calendar: 'immediate' }),
  (bench) => {
    let sequence = 0;
    let posted: string[] = [];
    let lost = (_infno: string) => false;
    const insurer = medicalInsuranceOverHttp({
      http: {
        ...bench.http,
        post: (path, ...rest) => {
          const infno = path.split('/').at(-1) ?? '';
          posted.push(infno);
          return lost(infno)
            ? Promise.resolve({ kind: 'no-reply', reason: 'timeout' } as const)
            : bench.http.post(path, ...rest);
        },
      },
      openPerson: openBenchPerson,
      institution: async (id) => ({ code: id, name: '市中心医院', division: '210200' }),
      regions: loadInsurerRegions(),
      gatewayKey: null,
    });
    const next = () => benchHeader(++sequence, institution);
    const counted = (operation: string) =>
      bench.effects().filter((one) => one.operation === operation).length;

    /** A message whose answer was lost, or that never arrived; and what asking about it comes to. */
    async function unanswered<Request, Value>(
      call: Call<Request, Value>,
      request: Request,
      arrives: boolean,
    ) {
      const header = next();
      const body = await call.write(request, header);
      if (arrives) await call.send(body, header);
      const became = async () => {
        posted = [];
        const { enquiry } = call;
        invariant(enquiry !== undefined, 'it can be asked about');
        return enquiry.read(await enquiry.send(body, header), { body, header });
      };
      return { became, late: () => ask({ ...call, write: async () => body }, request, header) };
    }

    async function stay(admissionNo: string) {
      const person = await ask(
        insurer.identify,
        { personRef: benchPersonRef(2), institution, on: admittedOn },
        next(),
      );
      invariant(person.kind === 'done' && person.value.personNo !== null, 'the person is insured');
      const about = { personRef: benchPersonRef(2), personNo: person.value.personNo, institution, insurance };
      return { ...about, admissionNo, admittedOn, clinical: toldByWindow };
    }

    async function bill(admissionNo: string) {
      const request = await stay(admissionNo);
      const visit = await ask(insurer.admit, request, next());
      invariant(visit.kind === 'done', 'the visit is open');
      const left = { ...request, visitRef: visit.value.visitRef, dischargedOn: localDate('2026-03-02') };
      await ask(insurer.discharge, { ...left, way: 'cured' }, next());
      return { ...left, totalFen: fen(20_000_00), outOfPolicyFen: fen(1_000_00) };
    }

    test('what stands is the answer, and nothing is reversed', async () => {
      const admission = await unanswered(insurer.admit, await stay('R-1'), true);
      expect(await admission.became()).toMatchObject({ kind: 'done' });
      expect(posted).toEqual(['5203A', '5201']);
      const settlement = await unanswered(insurer.settle, await bill('R-2'), true);
      expect(await settlement.became()).toMatchObject({ kind: 'done' });
      expect(posted).toEqual(['5203A', '5203']);
    });

    test('what never arrived is reversed, is proved to be nowhere, and is carried out no more when it comes late', async () => {
      const admission = await unanswered(insurer.admit, await stay('R-3'), false);
      const before = counted('admit');
      expect(await admission.became()).toEqual({ kind: 'refused', code: 'reversed-unanswered' });
      expect(posted).toEqual(['5203A', '5201', '2601', '5201']);
      expect(await admission.late()).toMatchObject({ kind: 'refused', code: 'message-id-reused' });
      expect(counted('admit')).toBe(before);
      expect(await ask(insurer.admit, await stay('R-3'), next())).toMatchObject({ kind: 'done' });
    });

    test('a settlement that never arrived too; asked once more it is the same', async () => {
      const settlement = await unanswered(insurer.settle, await bill('R-4'), false);
      expect(await settlement.became()).toEqual({ kind: 'refused', code: 'reversed-unanswered' });
      expect(await settlement.became()).toEqual({ kind: 'refused', code: 'reversed-unanswered' });
      expect(posted).toEqual(['5203A', '5203', '2601', '5203']);
    });

    test.each(['did-nothing', 'refuses:E2307', 'another-person', 'wrong-data'])(
      'trouble %s: nothing is sent twice while the message may still take effect',
      async (mischief) => {
        const admission = await unanswered(insurer.admit, await stay(`R-${mischief}`.replace(':', '')), true);
        bench.misbehave(mischief);
        const became = await admission.became();
        bench.misbehave(undefined);
        expect(became.kind).not.toBe('no-record');
        expect(became).not.toMatchObject({ code: 'reversed-unanswered' });
        expect(await admission.became()).toMatchObject({ kind: 'done' });
      },
    );

    test.each(['5201', '2601'])('no answer to %s leaves it unknown', async (silent) => {
      const admission = await unanswered(insurer.admit, await stay(`R-${silent}`), false);
      lost = (infno) => infno === silent;
      expect(await admission.became()).toMatchObject({ kind: 'unknown' });
      lost = () => false;
      expect(await admission.became()).toEqual({ kind: 'refused', code: 'reversed-unanswered' });
    });
  },
);
