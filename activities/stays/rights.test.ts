import { expect, test, vi } from 'vitest';
import type { Answer } from '../../adapters/answer.ts';
import type { InsuredRecord } from '../../adapters/medical-insurance/port.ts';
import type { Decision } from '../../domain/decision.ts';
import type { IdentityDoubt } from '../../domain/identity-doubt.ts';
import { loadSchemes, requireVersion } from '../../policies/schemes.ts';
import { prepareSettlement, type SettlementFacts } from '../money/settlement-request.ts';
import type { ActivityParts } from '../parts.ts';
import { admissionActivities } from './admission.ts';
import { coverActivity } from './cover.ts';

const schemes = loadSchemes();
const caseRef = 'case_1' as never;
const stay = {
  ...{ caseRef, institution: 'H50015400009', scheme: 'kaizhou-2024', admittedOn: '2024-03-08' },
  ...{
    personRef: 'psn_1',
    identitySequence: 1,
    emergency: false,
    acceptedAt: '2024-03-08T09:00:00+08:00',
    decision: null,
  },
};
const insurance = { type: '390', status: 'active', division: '500154' } as const;
const denied = Object.fromEntries(
  requireVersion(schemes, 'kaizhou-2024', '2024-03-08').exclusions.map(({ rule }) => [rule, false]),
);

/** The parts of an activity of one stay, with what a test needs to look at. */
function partsOf(told: {
  readonly answer?: Answer<InsuredRecord>;
  readonly approved?: readonly object[];
  readonly type?: string;
  readonly doubt?: IdentityDoubt;
  readonly saidBy?: Readonly<Record<string, string>>;
  readonly insured?: object;
  readonly withoutNumber?: true;
}) {
  const stays = {
    stayWithCover: async () => ({
      stay,
      cover:
        told.answer === undefined
          ? {
              ...{
                insurance: told.doubt === undefined ? (told.insured ?? insurance) : nobody.insurance,
                categories: [],
              },
              ...{ endedCategories: [], creditLine: null },
              ...(told.doubt === undefined ? {} : { doubt: told.doubt }),
              ...(told.withoutNumber && { withoutNumber: true }),
            }
          : null,
    }),
    recordBegun: async () => {},
    givenAtWindow: async () => ({ name: '向䶮', shown: null }),
    flagOtherStays: async () => {},
    arrival: async () => ({ facts: denied, referred: true, householdDivision: null }),
    askedAgain: async () => false,
    recordIdentified: vi.fn(async () => {}),
    recordCover: vi.fn(async (_ref: unknown, cover: object) => cover),
    recordDecision: vi.fn(async (_ref: unknown, _decision: Decision) => 'recorded'),
    shownAttention: async () => null,
    raiseAttention: vi.fn(async (_ref: unknown, attention: object) => attention),
    clearAttention: async () => null,
    advanceStage: async () => {},
  };
  const institution = {
    ...{
      institution: stay.institution,
      name: told.type === 'hospital' ? '区人民医院' : '临江镇中心卫生院',
      division: '500154',
      level: 1,
      kind: 'public',
    },
    ...{ type: told.type ?? 'township', designatedFrom: '2020-01-01', designatedUntil: null },
  };
  const parts = {
    stays,
    schemes,
    clock: { now: () => '2024-03-08T09:00:00+08:00' },
    // The county has no address of any keeper.
    records: () => null,
    register: { institution: async () => institution, lists: async () => [] },
    countyParameters: {
      countyParametersOn: async () => new Map(told.approved ? [['allPatients', told.approved]] : []),
    },
    memberships: {
      freshness: async () => [],
      listedOn: async () => ({ categories: [], endedCategories: [] }),
    },
    lists: { conflicts: {} },
    people: { open: async () => ({ name: '向䶮', saidBy: told.saidBy ?? {} }) },
    households: { householdsOf: async () => [] },
    insurer: { identify: { operation: 'identify' } },
    exchange: async () => ({ kind: 'answered', answer: told.answer }),
  };
  return { parts: parts as unknown as ActivityParts, stays };
}

const entry = {
  institution: stay.institution,
  from: '2024-03-01',
  until: '2024-04-01',
  approval: '批复 9 号',
};
const decided = async (told: Parameters<typeof partsOf>[0]) => {
  const { parts, stays } = partsOf(told);
  await admissionActivities(parts).decideAdmission({ caseRef });
  return stays.recordDecision.mock.calls[0]?.[1];
};

test('an approved grass-roots institution admits whoever is on no list, and the decision names paper and article', async () => {
  const decision = await decided({ approved: [entry] });
  expect(decision).toMatchObject({ outcome: 'admit' });
  const reason = decision?.reasons.find(({ code }) => code === 'all-patients-approved');
  expect(reason?.zh).toContain('批复 9 号');
  expect(reason?.article).toContain('五（三）');
});

test.each([
  ['nothing was entered', {}],
  ['another institution is approved', { approved: [{ ...entry, institution: 'H50015400008' }] }],
  ['the approval begins tomorrow', { approved: [{ ...entry, from: '2024-03-09' }] }],
  ['the approval ended today', { approved: [{ ...entry, until: '2024-03-08' }] }],
  ['it is the district hospital', { approved: [entry], type: 'hospital' }],
])('where %s the category counts as before', async (_what, told) => {
  const decision = await decided(told);
  // No list answered: a person finds out, nobody is admitted by silence.
  expect(decision?.outcome).toBe('review');
  expect(decision?.missing).toContain('categories');
});

test('the lists’ silence about somebody without a resident number is no answer: a person decides, and is told why', async () => {
  const decision = await decided({ insured: insurance, withoutNumber: true });
  expect(decision?.outcome).toBe('review');
  expect(decision?.reasons.map(({ code }) => code)).toContain('no-resident-number');
  expect((await decided({ approved: [entry], withoutNumber: true }))?.outcome).toBe('admit');
});

test('an insurance whose state the insurer left empty is a fact that nobody knows: a person decides', async () => {
  const decision = await decided({ approved: [entry], insured: { ...insurance, status: 'unclear' } });
  expect(decision?.outcome).toBe('review');
  expect(decision?.missing).toContain('insurance.status');
});

test('a retired cadre is in force with a third kind of cover, and is told so; never "not insured"', async () => {
  const decision = await decided({ approved: [entry], insured: { ...insurance, type: '340' } });
  expect(decision?.reasons.map(({ code }) => code)).not.toContain('not-insured');
  expect(decision?.missing).not.toContain('insurance.status');
});

test('a bill waits for no list of approved institutions', () => {
  const version = requireVersion(schemes, 'kaizhou-2024', '2024-03-08');
  const facts = {
    stay: { ...stay, dischargedOn: '2024-03-12', totalFen: 100, outOfPolicyFen: 0 },
    ...{ arrival: { facts: {} }, answers: {}, creditLine: null, county: new Map() },
  };
  expect(prepareSettlement(version, facts as unknown as SettlementFacts).kind).toBe('ready');
});

test.each(['institution-not-designated', 'message-id-reused'])(
  'the refusal %s of the look-up says nothing of the cover: the stay waits as cover-refused',
  async (code) => {
    const { parts, stays } = partsOf({ answer: { kind: 'refused', code, partyCode: 'E0002' } });
    const swept = await coverActivity(parts).sweepCover({ caseRef });
    expect(swept).toMatchObject({
      kind: 'waiting',
      attention: {
        ...{ code: 'cover-refused', blockedOn: 'medical-insurance', step: 'identify' },
        detail: { kind: 'refusal', refusal: code, partyCode: 'E0002' },
      },
    });
    expect(stays.recordCover).not.toHaveBeenCalled();
    expect(stays.recordIdentified).not.toHaveBeenCalled();
  },
);

const nobody = {
  ...{ personNo: null, name: null, labels: [], covers: [], additions: [], setAside: [] },
  insurance: { type: null, status: 'none', division: null } as const,
};

test('only "no such person" of a name that a list says too is a person without insurance', async () => {
  const { parts, stays } = partsOf({
    ...{ answer: { kind: 'done', value: nobody }, saidBy: { 'kaizhou-civil-affairs': '向䶮' } },
  });
  expect(await coverActivity(parts).sweepCover({ caseRef })).toMatchObject({
    ...{ kind: 'done', value: { insured: false } },
  });
  expect(stays.raiseAttention).not.toHaveBeenCalledWith(
    caseRef,
    expect.objectContaining({ code: 'cover-refused' }),
    expect.anything(),
  );
});

test('of a name that only the window has said it means nothing: the person is in doubt', async () => {
  const { parts, stays } = partsOf({ answer: { kind: 'done', value: nobody }, saidBy: { window: '向䶮' } });
  await coverActivity(parts).sweepCover({ caseRef });
  expect(stays.recordCover).toHaveBeenCalledWith(
    caseRef,
    expect.objectContaining({ doubt: { insurer: 'person-unknown', others: [], relative: false } }),
    expect.anything(),
    1,
  );
});

test('a person in doubt is neither admitted nor refused on the record of somebody else', async () => {
  const doubt = { insurer: 'person-unknown', others: [], relative: true } as const;
  const { parts, stays } = partsOf({ doubt });
  const decided = await admissionActivities(parts).decideAdmission({ caseRef });
  expect(decided).toMatchObject({
    outcome: 'review',
    attention: {
      ...{ code: 'identity-mismatch', blockedOn: 'hospital', step: 'decide' },
      detail: { kind: 'identity', insurer: 'person-unknown', otherwise: [], relative: true },
    },
  });
  const decision = stays.recordDecision.mock.calls[0]?.[1];
  expect(decision?.reasons[0]).toMatchObject({ code: 'identity-mismatch' });
  expect(decision?.reasons.map(({ code }) => code)).not.toContain('not-insured');
  expect(decision?.missing).toContain('insurance.status');
});

test('who was corrected while it was decided is asked for anew', async () => {
  const { parts, stays } = partsOf({});
  stays.recordDecision.mockResolvedValueOnce('outdated');
  expect(await admissionActivities(parts).decideAdmission({ caseRef })).toMatchObject({ identifyAnew: true });
});
