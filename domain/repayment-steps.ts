/** Steps of a plan of instalments begin so; the plan outlives the stay, and so does what it waits for. */
export const repaymentSteps = 'repayment/';

/** The step under which a plan of instalments waits. */
export function repaymentStep(plan: number): string {
  return `${repaymentSteps}${plan}`;
}

/** The plan behind such a step; undefined for any other step. */
export function planOfStep(step: string): number | undefined {
  const [, plan] = /^repayment\/([1-9]\d{0,8})$/.exec(step) ?? [];
  return plan === undefined ? undefined : Number(plan);
}
