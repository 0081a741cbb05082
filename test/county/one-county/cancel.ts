import { expect, test } from 'vitest';
import type { StayView } from '../../../county/stay-view.ts';
import type { CaseRef } from '../../../domain/ids.ts';
import { hubAt } from '../at-terminal.ts';
import { institution, until, workflowIdOf } from '../county-under-test.ts';
import { admissionBody, admitted, closed, discharged, hospitalized, reached } from '../hospitalizations.ts';
import { breaches, of } from '../oracle.ts';
import { county } from './the-county.ts';

const hub = (...words: readonly string[]) => hubAt(county, words);
const lead = ['--as', `${institution}/hospital-lead`];

async function cancelled(caseRef: CaseRef): Promise<void> {
  expect(await hub('stay', 'cancel', caseRef, '--evidence', '存档 2024-17')).toContain('待确认');
  expect(await hub('resolution', 'confirm', caseRef, '1', ...lead)).toContain('已办结');
}

async function booked(caseRef: CaseRef): Promise<readonly string[]> {
  return of(await county.effects('medical-insurance'), caseRef).map(({ operation }) => operation);
}

async function ended(caseRef: CaseRef): Promise<void> {
  await until('the workflow has ended', async () => {
    const { status } = await county.temporal.workflow.getHandle(workflowIdOf(caseRef)).describe();
    return status.name === 'COMPLETED';
  });
}

/** A stay that was entered by mistake. */
export function cancellations(): void {
  test('a stay entered by mistake is undone at the insurer, and its admission number serves the right person', async () => {
    const body = admissionBody(county, await county.person());
    const { caseRef } = (await county.hospital.post<StayView>('/v1/stays', body)).body;
    await reached(county, caseRef, ({ stage }) => stage === 'Admitted');
    expect(await hub('attention', 'show', caseRef)).toContain(`hub resolve ${caseRef} cancel --on stay`);
    await cancelled(caseRef);
    await reached(county, caseRef, ({ stage }) => stage === 'Cancelled');
    await ended(caseRef);
    expect(await booked(caseRef)).toEqual(['admit', 'cancelAdmission']);
    const right = { ...admissionBody(county, await county.person()), admissionNo: body.admissionNo };
    const again = (await county.hospital.post<StayView>('/v1/stays', right)).body;
    expect(again.caseRef).not.toBe(caseRef);
    await reached(county, again.caseRef, ({ stage }) => stage === 'Admitted');
    await discharged(county, again.caseRef);
    expect(await breaches(county, [await closed(county, again.caseRef)])).toEqual([]);
  });

  test('one whose settlement is on its way is undone from there on, through a kill and a no', async () => {
    const caseRef = await admitted(county);
    await county.fault('medical-insurance', { kind: 'drop-reply', operations: ['settle', 'enquire'] });
    await discharged(county, caseRef);
    await until('the discharge is told', async () => (await booked(caseRef)).includes('settle'));
    await cancelled(caseRef);
    await county.fault('medical-insurance', null);
    await county.fault('medical-insurance', {
      ...{ kind: 'mischief', name: 'period-cleared', operations: ['cancelAdmission'], times: 1 },
    });
    await reached(county, caseRef, ({ attention }) =>
      attention.some(({ code }) => code === 'reversal-not-possible'),
    );
    for (const worker of county.processes.workers) await worker.kill9();
    await hub('resolve', caseRef, 'ask-again', '--on', 'cancel', '--evidence', '医保已放开');
    await reached(county, caseRef, ({ stage }) => stage === 'Cancelled');
    await ended(caseRef);
    expect((await booked(caseRef)).filter((operation) => operation.startsWith('cancel'))).toEqual([
      'cancelSettlement',
      'cancelDischarge',
      'cancelAdmission',
    ]);
  });

  test('after the settlement it is refused, and what fits is offered', async () => {
    const { caseRef } = await hospitalized(county);
    await expect(hub('stay', 'cancel', caseRef, '--evidence', '存档 2024-17')).rejects.toThrow(
      'cancel-after-settlement',
    );
  });
}
