import { countyReaders, hospitalDesks } from './role-groups.ts';

const put = { roles: ['hospital-finance', 'hospital-lead'], data: 'own' } as const;
const read = { roles: [...hospitalDesks, ...countyReaders], data: 'own' } as const;

/** Two people of the health commission, which pushes the lists; the hospital's own system fetches them. */
const commission = { roles: ['health-commission'], data: 'county' } as const;
const ownSystem = { roles: ['hospital'], data: 'own' } as const;
const keyHolders = { roles: ['hospital', 'hospital-lead'], data: 'own' } as const;
const deliveryReaders = {
  roles: ['hospital', 'hospital-lead', 'health-commission', ...countyReaders],
  data: 'own',
} as const;

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
  putListDelivery: commission,
  listListDelivery: { roles: [...hospitalDesks, 'health-commission', ...countyReaders], data: 'own' },
} as const;

/** Who has to do with deliveries of the lists to hospitals; a part of the one table. */
export const accessToDeliveries = {
  putDeliveryKey: keyHolders,
  removeDeliveryKey: keyHolders,
  getDeliveryKey: deliveryReaders,
  previewListDelivery: { roles: ['health-commission', ...countyReaders], data: 'county' },
  listListDeliveries: deliveryReaders,
  getListDelivery: deliveryReaders,
  askListDelivery: ownSystem,
  fetchListDeliveryPage: ownSystem,
  receiptListDelivery: ownSystem,
} as const;
