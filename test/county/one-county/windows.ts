import { expect, test } from 'vitest';
import type { StayView } from '../../../county/stay-view.ts';
import { admissionBody } from '../hospitalizations.ts';
import { county } from './the-county.ts';

/** Many windows at once. */
export function windows(): void {
  // A16
  test('fifty windows admit the same patient at once: one stay, and all get its case ref', async () => {
    const body = admissionBody(county, await county.person());
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => county.hospital.post<StayView>('/v1/stays', body)),
    );
    expect(new Set(answers.map(({ body: { caseRef } }) => caseRef)).size).toBe(1);
    const rows = await county.sql('SELECT 1 FROM stays WHERE admission_no = $1', [body.admissionNo]);
    expect(rows).toHaveLength(1);
    const caseRef = answers[0]?.body.caseRef ?? '';
    const running: string[] = [];
    for await (const { workflowId } of county.temporal.workflow.list({ query: `HubCaseRef = "${caseRef}"` }))
      running.push(workflowId);
    expect(running).toHaveLength(1);
  });
}
