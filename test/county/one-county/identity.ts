import { expect, test } from 'vitest';
import type { CountyPerson } from '../../../adapters/simulation.ts';
import { type HubClient, hubClient } from '../../../county/hub-client.ts';
import type { StayView } from '../../../county/stay-view.ts';
import { addDays } from '../../../domain/dates.ts';
import type { CaseRef } from '../../../domain/ids.ts';
import { invariant } from '../../../domain/invariant.ts';
import { institution, until } from '../county-under-test.ts';
import { admissionBody, admitted, closed, discharged, reached } from '../hospitalizations.ts';
import { county } from './the-county.ts';

type Seen = StayView & {
  readonly attention: readonly { readonly code: string; readonly step: string }[];
};

/** The same person under a name with one character more, as a clerk slips. */
const slipped = (person: CountyPerson): CountyPerson => ({ ...person, name: `${person.name}某` });

async function atTheWindow(person: CountyPerson): Promise<CaseRef> {
  return (await county.hospital.post<StayView>('/v1/stays', admissionBody(county, person))).body.caseRef;
}

async function resolve(of: HubClient, caseRef: CaseRef, body: object): Promise<void> {
  const at = `/v1/stays/${caseRef}/resolutions`;
  const { revision } = await of.get<{ readonly revision: number }>(at);
  await of.post(at, { ...body, revision, evidence: '身份证原件,存档 12' });
}

const waiting = (of: HubClient, caseRef: CaseRef, code: string) =>
  until(
    `${caseRef} waits as ${code}`,
    async () => {
      const seen = await of.get<Seen>(`/v1/stays/${caseRef}`);
      return seen.attention.some((one) => one.code === code) && seen;
    },
    60_000,
  );

/** Whose card it is: slips, and one person in two hospitals. */
export function identity(): void {
  test('a slip in the name of an insured person is caught, put right at the window, and the insurer pays its part', async () => {
    const person = await county.person();
    const caseRef = await atTheWindow(slipped(person));
    const seen = await waiting(county.hospital, caseRef, 'identity-mismatch');
    expect(seen).toMatchObject({ stage: 'Covered', decision: { outcome: 'review' } });
    expect(seen.decision?.reasons.map(({ code }) => code)).not.toContain('not-insured');
    await resolve(county.hospital, caseRef, { kind: 'correct-name', on: 'decide', name: person.name });
    await reached(county, caseRef, ({ stage }) => stage === 'Admitted');
    await discharged(county, caseRef);
    const { settlement } = await closed(county, caseRef);
    expect(settlement?.shares.find(({ payer }) => payer === 'basic-insurance')?.fen).toBeGreaterThan(0);
    const keys = (await county.effects('medical-insurance')).flatMap(({ operation, key }) =>
      operation === 'admit' && key.startsWith(caseRef) ? [key] : [],
    );
    expect(keys).toEqual([`${caseRef}/admit`]);
    const logged = await county.sql<{ message_key: string }>(
      'SELECT message_key FROM messages WHERE case_ref = $1 AND operation = $2 ORDER BY 1',
      [caseRef, 'identify'],
    );
    expect(logged.map((row) => row.message_key)).toEqual([`${caseRef}/identify`, `${caseRef}/identify-as-2`]);
    expect(county.said()).not.toContain(person.name);
  });

  test('a person in two hospitals is treated in both, and both say so until somebody has found out why', async () => {
    const person = await county.person();
    const first = await admitted(county, person);
    const other = 'H13112100002';
    const { token } = county.credentials.hospitals[other] ?? {};
    invariant(token !== undefined && other !== institution, 'another hospital has a credential');
    const there = hubClient(county.addresses.api, token);
    const body = {
      ...admissionBody(county, person),
      institution: other,
      admittedOn: addDays(county.today(), -1),
    };
    const second = (await there.post<StayView>('/v1/stays', body)).body.caseRef;
    expect((await waiting(there, second, 'overlapping-stay')).decision?.outcome).toBe('admit');
    await waiting(county.hospital, first, 'overlapping-stay');
    const operated = await county.operator.get<{ readonly attention: readonly object[] }>('/v1/attention');
    expect(operated.attention).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'overlapping-stay',
          caseRef: first,
          mustAct: expect.objectContaining({ role: 'operator' }),
        }),
      ]),
    );
    await resolve(county.operator, first, { kind: 'explain-overlap', on: `overlap/${second}` });
    for (const [of, caseRef] of [
      [county.hospital, first],
      [there, second],
    ] as const)
      expect((await of.get<Seen>(`/v1/stays/${caseRef}`)).attention).toEqual([]);
  });
}
