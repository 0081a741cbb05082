/** Code of one kind whose wrong lines must not pass, and the unit tests that judge it. */
export interface Room {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

/**
 * The rooms in which a wrong line costs money, a right or a secret. What only servers can judge (SQL of the store) is not here, and
 * the long comparisons and properties do not judge: hundreds of changes would each wait for them. So the score is the least that holds.
 */
export const rooms = {
  money: {
    mutate: [
      'domain/money.ts',
      'domain/settlement.ts',
      'policies/settlement/*.ts',
      'store/money/obligation-states.ts',
      'store/money/accounts.ts',
    ],
    tests: [
      'domain/{money,settlement}.test.ts',
      'policies/settlement/{amendment,basis,beside-payers,core-answers,explained,settlement-arithmetic,stay-rules}.test.ts',
      'policies/engine/cases.test.ts',
      'test/policies/{boundaries,examples,payers}.test.ts',
      'store/money/*.test.ts',
    ],
  },
  rights: {
    mutate: [
      'domain/identity-number.ts',
      'policies/admission/*.ts',
      'policies/engine/authority-check.ts',
      'policies/engine/asked-with-check.ts',
    ],
    tests: [
      'domain/identity-number.test.ts',
      'policies/admission/*.test.ts',
      'policies/engine/{cases,scheme-checks}.test.ts',
      'policies/five-schemes.test.ts',
      'policies/settlement/stay-rules.test.ts',
      'test/policies/{boundaries,examples,exclusions,payers}.test.ts',
    ],
  },
  authorisation: {
    mutate: [
      'api/http/access.ts',
      'api/http/authentication.ts',
      'api/http/limits.ts',
      'api/http/digest.ts',
      'domain/roles.ts',
    ],
    tests: ['api/http/{access,authentication,limits,digest}.test.ts'],
  },
} as const satisfies Readonly<Record<string, Room>>;

/** The variable by which the runner tells vitest the room. */
export const roomVariable = 'HUB_MUTATION_ROOM';
