import { isDeepStrictEqual } from 'node:util';
import { decide } from '../../policies/admission/decide.ts';
import {
  type DecisionRequest,
  parseDecisionRequest,
  parseSettlementRequest,
  type SettlementRequest,
} from '../../policies/engine/requests.ts';
import { loadSchemes, policyFiles, schemesFrom } from '../../policies/schemes.ts';
import { settle } from '../../policies/settlement/settle.ts';
import { plainKaizhou, plainLinhe } from './policies-plain.ts';

/** What the engine costs: decisions and settlements per second of one core, against the same rules written as plain functions. */
export interface PolicyFigures {
  /** Loading and checking all schemes in a fresh process: processor time, milliseconds. */
  readonly loadMillis: number;
  readonly decisions: Comparison;
  readonly settlements: Comparison;
}

export interface Comparison {
  readonly enginePerSecond: number;
  readonly plainPerSecond: number;
  /** Engine ÷ plain; the aim is at least 0.3. */
  readonly ratio: number;
}

/** Runs the comparison; each side answers the same requests and is checked against the other first. Throws when they differ. */
export function policyFigures(): PolicyFigures {
  const before = process.cpuUsage();
  const schemes = loadSchemes();
  const spent = process.cpuUsage(before);
  const decisions = decisionRequests();
  const settlements = settlementRequests();
  for (const request of decisions) {
    const ours = decide(schemes, 'kaizhou-2024', request).outcome;
    if (ours !== plainKaizhou(request).outcome) throw new Error('the plain decision differs');
  }
  for (const request of settlements) {
    const ours = settle(schemes, 'linhe-2017', request).shares.map((share) => share.fen);
    if (
      !isDeepStrictEqual(
        ours,
        plainLinhe(request).map((step) => step.fen),
      )
    )
      throw new Error('the plain settlement differs');
  }
  return {
    loadMillis: Math.round((spent.user + spent.system) / 1000),
    decisions: compare(decisions, (request) => decide(schemes, 'kaizhou-2024', request), plainKaizhou),
    settlements: compare(settlements, (request) => settle(schemes, 'linhe-2017', request), plainLinhe),
  };
}

/** How long one more load takes when the code is warm, milliseconds of processor time. */
export function warmLoadMillis(): number {
  const before = process.cpuUsage();
  schemesFrom(policyFiles());
  const spent = process.cpuUsage(before);
  return Math.round((spent.user + spent.system) / 1000);
}

function compare<T>(
  requests: readonly T[],
  engine: (request: T) => unknown,
  plain: (request: T) => unknown,
): Comparison {
  const enginePerSecond = perSecond(requests, engine);
  const plainPerSecond = perSecond(requests, plain);
  return { enginePerSecond, plainPerSecond, ratio: Number((enginePerSecond / plainPerSecond).toFixed(2)) };
}

/** The best of five half seconds of processor time: other work on the machine can only slow a round down. */
function perSecond<T>(requests: readonly T[], answer: (request: T) => unknown): number {
  const rounds = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    let answered = 0;
    for (;;) {
      for (const request of requests) answer(request);
      answered += requests.length;
      const spent = process.cpuUsage(before);
      const micros = spent.user + spent.system;
      if (micros > 500_000) return (answered * 1_000_000) / micros;
    }
  });
  return Math.round(Math.max(...rounds));
}

function decisionRequests(): readonly DecisionRequest[] {
  const facts = [
    {},
    { 'drug-use': true },
    { 'malicious-arrears': true, 'self-harm': false },
    { 'cosmetic-item': true },
  ];
  const categories = ['extreme-poverty', 'relapse-prone', 'child-in-difficulty'];
  return facts.flatMap((stated) =>
    categories.map((code) =>
      parseDecisionRequest({
        day: '2024-03-01',
        institution: {
          name: '区人民医院',
          division: '500154',
          designated: true,
          level: 2,
          kind: 'public',
          type: 'hospital',
        },
        insurance: { type: '390', status: 'active', division: '500154' },
        categories: [{ code, since: '2023-01-01', listAsOf: '2024-02-20' }],
        facts: stated,
        emergency: false,
        referred: true,
      }),
    ),
  );
}

function settlementRequests(): readonly SettlementRequest[] {
  return Array.from({ length: 40 }, (_, index) =>
    parseSettlementRequest({
      day: '2018-03-01',
      dischargeDay: '2018-03-09',
      bill: { totalFen: 500_000 + index * 123_457, outOfPolicyFen: 20_000 + index * 1001 },
      answers: {
        'basic-insurance': { paidFen: 200_000 + index * 50_003 },
        'critical-illness-insurance':
          index % 3 === 0 ? { refused: 'not-covered' } : { paidFen: index * 9001 },
      },
      parameters: {
        commercialRatio: '0.50',
        redCross: index % 4 === 0 ? { disease: 'cancer', standardFen: 500_000 } : null,
      },
      usedThisYear: { 'medical-assistance': index * 10_000 },
    }),
  );
}

if (import.meta.main)
  console.log(JSON.stringify({ ...policyFigures(), warmLoadMillis: warmLoadMillis() }, null, 2));
