/** Who works at a hospital beside its wards, and its own system. */
export const offices = ['hospital', 'window', 'hospital-finance', 'hospital-lead'] as const;
/** Who looks at all of the county and changes nothing of a stay. */
export const watchers = ['operator', 'auditor'] as const;

const put = { roles: ['hospital-finance', 'hospital-lead'], data: 'own' } as const;
const read = { roles: [...offices, ...watchers], data: 'own' } as const;

/** Who puts and who reads what a hospital rules for itself; a part of the one table (access.ts). */
export const accessToRules = {
  putOwnPartWarning: put,
  putStagingRule: put,
  putSettledBy: put,
  putTextMessages: put,
  putDepositStandard: put,
  listOwnPartWarnings: read,
  listStagingRules: read,
  listSettledBy: read,
  listTextMessages: read,
  listDepositStandards: read,
} as const;
