import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { arrearsResolutions } from '../../domain/arrears-resolutions.ts';
import { objectionResolutions } from '../../domain/objection-resolutions.ts';
import { proposersOf, resolutionCodes } from '../../domain/resolutions.ts';
import { type Role, roleCodes, roles } from '../../domain/roles.ts';
import { type Access, access, type OperationId } from './access.ts';
import { accessToAnnouncements } from './access-to-announcements.ts';

const document = z
  .object({ paths: z.record(z.string(), z.record(z.string(), z.object({ operationId: z.string() }))) })
  .parse(JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')));
const routes = new Map(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => [operationId, { method, path }] as const),
  ),
);
const table = Object.entries(access) as readonly (readonly [OperationId, Access])[];

/** What a role may do beyond what is open to anybody. */
function may(role: Role): readonly OperationId[] {
  return table.flatMap(([id, { roles: who }]) => (who !== 'anyone' && who.includes(role) ? [id] : []));
}

function pathsOf(role: Role): readonly string[] {
  return may(role).map((id) => routes.get(id)?.path ?? '');
}

/** What the table must never say, however it grows; the walk over the real doors is test/http/access. */
describe('the table of who may do what', () => {
  test.each(roleCodes.filter((role) => 'readsOnly' in roles[role]))(
    'lets a role that only reads change nothing: %s',
    (role) => {
      expect(may(role).length).toBeGreaterThan(0);
      for (const id of may(role)) expect(routes.get(id)?.method, id).toBe('get');
    },
  );

  test('lets the health commission act on arrears and objections only, by resolutions, and send the lists to hospitals', () => {
    const changes = may('health-commission').filter((id) => routes.get(id)?.method !== 'get');
    expect(changes.toSorted()).toEqual([
      ...['confirmResolution', 'previewResolution', 'proposeResolution', 'putListDelivery'],
      'withdrawResolution',
    ]);
    const theirs = resolutionCodes.filter((kind) => proposersOf(kind).includes('health-commission'));
    const itsOwn = { ...arrearsResolutions, ...objectionResolutions };
    expect(theirs.filter((kind) => !Object.hasOwn(itsOwn, kind))).toEqual([]);
  });

  test('names every operation of the documentation, and no other', () => {
    expect(table.map(([id]) => id).toSorted()).toEqual([...routes.keys()].toSorted());
  });

  test('lets every role do something', () => {
    expect(roleCodes.filter((role) => may(role).length === 0)).toEqual([]);
  });

  test('keeps who gives credentials away from patients, money and lists', () => {
    expect([...may('security')].sort()).toEqual(['listActors', 'putActor', 'putParty', 'revokeCredential']);
  });

  test('gives people to nobody else than who gives credentials', () => {
    expect(access.putActor.roles).toEqual(['security']);
  });

  test('shows a payer only what it owes and sent, and a bank nothing; it tells how its draws are repaid', () => {
    // They also say what became of a claim, and have the last word on what is addressed to them.
    const payers = [
      ...['confirmResolution', 'listObligations', 'listProposals', 'listRemittances', 'recordClaimEvent'],
    ];
    // Their digest goes to an address of their own.
    const told = ['listWebhookEvents', 'listWebhooks', 'pingWebhook', 'putWebhook', 'removeWebhook'];
    const webhooks = [...told, 'rotateWebhookSecret'];
    expect([...may('payer')].sort()).toEqual([...payers, ...webhooks].sort());
    // The bureau stands by what its core answered.
    const proposes = ['listResolutions', 'previewResolution', 'proposeResolution', 'withdrawResolution'];
    // And it tells insured people of the programme.
    const tells = Object.keys(accessToAnnouncements);
    expect([...may('bureau')].sort()).toEqual([...payers, ...proposes, ...tells, ...webhooks].sort());
    expect([...may('bank')].sort()).toEqual([...webhooks, 'tellRepayment'].sort());
  });

  test.each(['agency', 'agency-officer'] as const)('shows an agency no stay and no money: %s', (role) => {
    const shown = pathsOf(role).filter((path) => /^\/v1\/(stays|obligations|attention)/.test(path));
    // What an officer confirms is addressed to their office, and says nothing else of the stay.
    const confirms = '/v1/stays/{caseRef}/resolutions/{sequence}/confirm';
    expect(shown).toEqual(role === 'agency' ? [] : [confirms]);
  });

  test.each(roleCodes.filter((role) => roles[role].of === 'hospital'))(
    'opens no list to a hospital but what is sealed to it: %s',
    (role) => {
      expect(pathsOf(role).filter((path) => /^\/v1\/list(?!-deliveries)/.test(path))).toEqual([]);
    },
  );

  test('lets nobody outside the offices of the county at the data of all', () => {
    for (const [id, { roles: who, data }] of table)
      if (data === 'county' && who !== 'anyone')
        for (const role of who) expect(roles[role].of, id).toBe('operator');
  });

  test('lets the configured token set up who gives credentials, and nothing else', () => {
    const bootstrap = table.flatMap(([id, { orBootstrap }]) => (orBootstrap === true ? [id] : []));
    expect(bootstrap).toEqual(['putParty', 'putActor']);
  });

  test('lets the machine itself ask for its state only', () => {
    expect(table.flatMap(([id, { orLocal }]) => (orLocal === true ? [id] : []))).toEqual([
      'healthReport',
      'ready',
      'metrics',
    ]);
  });
});
