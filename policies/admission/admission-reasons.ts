import type { Reason } from '../../domain/decision.ts';
import type { Requirement } from '../engine/scheme-version.ts';

/** The requirement is met. */
export function met({ rule, article, zh, en }: Requirement): Reason {
  return { code: `${rule}-met`, article, zh: `符合：${zh}`, en: `met: ${en}` };
}

/** The requirement is not met; `code` says which way. */
export function against({ article, zh, en }: Requirement, code: string): Reason {
  return { code, article, zh: `不符合：${zh}`, en: `not met: ${en}` };
}

/** A person must check the requirement. */
export function doubtful({ article, zh, en }: Requirement, code: string): Reason {
  return { code, article, zh: `须人工核实：${zh}`, en: `a person must check: ${en}` };
}
