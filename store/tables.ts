import type { Row } from './column.ts';
import { listTables } from './tables/lists.ts';
import { messageTables } from './tables/messages.ts';
import { moneyTables } from './tables/money.ts';
import { partyTables } from './tables/parties.ts';
import { registryTables } from './tables/registry.ts';
import { stayTables } from './tables/stays.ts';

/** Every table and column; the drift test holds it against the migrations. Names are camelCase here, snake_case there. */
export const tables = {
  ...partyTables,
  ...stayTables,
  ...moneyTables,
  ...messageTables,
  ...listTables,
  ...registryTables,
} as const;

/** The database as kysely sees it. */
export type Tables = { readonly [Name in keyof typeof tables]: Row<(typeof tables)[Name]> };
