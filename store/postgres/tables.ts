import { auditTables } from '../audit/tables.ts';
import { listTables } from '../lists/tables.ts';
import { messageTables } from '../messages/tables.ts';
import { moneyTables } from '../money/tables.ts';
import { noticeTables } from '../notices/tables.ts';
import { peopleTables } from '../people/tables.ts';
import { registerTables } from '../register/tables.ts';
import { registryTables } from '../registry/tables.ts';
import { stayTables } from '../stays/tables.ts';
import { webhookTables } from '../webhooks/tables.ts';
import type { Row } from './column.ts';

/** Every table and column; the drift test holds it against the migrations. Names are camelCase here, snake_case there. */
export const tables = {
  ...registerTables,
  ...peopleTables,
  ...auditTables,
  ...stayTables,
  ...moneyTables,
  ...messageTables,
  ...noticeTables,
  ...listTables,
  ...registryTables,
  ...webhookTables,
} as const;

/** The database as kysely sees it. */
export type Tables = { readonly [Name in keyof typeof tables]: Row<(typeof tables)[Name]> };
