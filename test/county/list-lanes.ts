import axios from 'axios';
import pg from 'pg';
import { countyOf } from '../../county/people/counties.ts';
import { personOf } from '../../county/people/population.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import { type Listed, people } from '../lists/people.ts';
import { type Agency, agencyOf, type VersionSeen } from './agency.ts';
import { type CountyUnderTest, until } from './county-under-test.ts';

/** A list on its way from one version to the next, which can be stopped in the middle of one phase. */
export interface Lane {
  readonly phase: string;
  readonly agency: Agency;
  /** Brings it into the phase, seen from outside, and keeps it there. */
  readonly reach: () => Promise<void>;
  /** Holds it no longer. */
  readonly letGo: () => Promise<unknown>;
  /** Does what people do after an accident; gives the version that must serve in the end. */
  readonly served: () => Promise<VersionSeen>;
  /** Members whom the next version must have, and how many come and go. */
  readonly members: () => readonly Listed[] | number;
}

const categories: Readonly<Record<string, string>> = { civil: '低保对象', rural: '脱贫不稳定户' };
const come = 10;
const go = 5;

/** Rows of a file of these people. */
export function fileOf(agency: Agency, listed: readonly Listed[]): string {
  const category = categories[agency.listId.includes('civil') ? 'civil' : 'rural'];
  const rows = listed.map(({ idNumber, name }) => `${idNumber},${name},${category},2024-01-01\n`);
  return `身份证号码,姓名,人员类别,认定日期\n${rows.join('')}`;
}

/** Holds a table so that whoever needs it waits; PostgreSQL's end lets go too. */
async function holdTable(county: CountyUnderTest, table: string, mode: 'SHARE' | 'ACCESS EXCLUSIVE') {
  const client = new pg.Client({ connectionString: county.databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table} IN ${mode} MODE`);
  return async (): Promise<void> => {
    await client.end().catch(() => undefined);
  };
}

/** Waits until a statement like this waits for a lock. */
function untilBlocked(county: CountyUnderTest, statement: string): Promise<unknown> {
  return until(`blocked: ${statement}`, async () => {
    const rows = await county.sql(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE $1 AND query NOT ILIKE 'BEGIN; LOCK%'`,
      [statement],
    );
    return rows.length > 0;
  });
}

/** A list that an agency pushes, `size` people long; each next version loses five of them and gains ten. */
function pushed(county: CountyUnderTest, listId: string, size: number) {
  const agency = agencyOf(county, listId);
  const prefix = listId.startsWith('kaizhou') ? '500234' : '411222';
  let listed: readonly Listed[] = people(size, prefix);
  let file = '';
  let number = 0;
  return {
    agency,
    members: () => listed,
    begin: async (): Promise<void> => {
      const { state } = await agency.push(fileOf(agency, listed));
      if (state !== 'released') throw new Error(`the first version of ${listId} is ${state}`);
    },
    next: (): string => {
      listed = [...listed.slice(go), ...people(come, prefix)];
      file = fileOf(agency, listed);
      return file;
    },
    file: () => file,
    sendNext: async (query = ''): Promise<void> => {
      listed = [...listed.slice(go), ...people(come, prefix)];
      const { status, body } = await agency.send(fileOf(agency, listed), { query });
      if (status !== 202) throw new Error(`${listId}: ${status} ${body.code}`);
      number = body.version;
    },
    settled: () => agency.settled(number),
    number: () => number,
  };
}

/** Half of a file is here when somebody dies; the agency sends it again unless it was taken. */
async function uploading(county: CountyUnderTest): Promise<Lane> {
  const list = pushed(county, 'sanmenxia-civil-affairs', 24_000);
  await list.begin();
  let open = Promise.withResolvers<void>();
  let answer: Promise<number | undefined> = Promise.resolve(undefined);
  return {
    ...{ phase: 'half uploaded', agency: list.agency, members: list.members },
    reach: async () => {
      open = Promise.withResolvers<void>();
      const file = Buffer.from(list.next());
      const half = async function* (): AsyncGenerator<Uint8Array> {
        yield file.subarray(0, 1_200_000);
        await open.promise;
        yield file.subarray(1_200_000);
      };
      answer = list.agency.send(half()).then(
        ({ status, body }) => (status < 300 ? body.version : undefined),
        () => undefined,
      );
      await until('a piece is stored', async () => {
        const rows = await county.sql(
          `SELECT FROM list_chunks JOIN list_uploads u USING (upload_id) WHERE list_id = $1
            AND NOT EXISTS (SELECT FROM list_versions v WHERE v.upload_id = u.upload_id)`,
          [list.agency.listId],
        );
        return rows.length > 0;
      });
    },
    letGo: async () => open.resolve(),
    served: async () => {
      const taken = await answer;
      return until('the file is taken', async () => {
        const number = taken ?? (await list.agency.send(list.file())).body.version;
        return number === undefined ? false : list.agency.settled(number);
      });
    },
  };
}

const reading = '%"list_chunks"%';

/** Rows are on their way into the staging table, some of them in, when somebody dies. */
async function staging(county: CountyUnderTest): Promise<Lane> {
  const list = pushed(county, 'kaizhou-civil-affairs', 30_000);
  await list.begin();
  let free = async (): Promise<void> => undefined;
  const copying = async (): Promise<boolean> => {
    const rows = await county.sql(
      `SELECT FROM pg_stat_activity WHERE state = 'active' AND query ILIKE 'COPY list_rows_%FROM STDIN%'`,
    );
    return rows.length > 0;
  };
  return {
    ...{ phase: 'staging COPY', agency: list.agency, members: list.members },
    reach: async () => {
      await list.sendNext();
      free = await holdTable(county, 'list_chunks', 'ACCESS EXCLUSIVE');
      // The file is read a piece at a time: letting go for a moment lets one through.
      await untilBlocked(county, reading);
      await free();
      free = await holdTable(county, 'list_chunks', 'ACCESS EXCLUSIVE');
      await until('half the file is read, and its rows are on their way', async () => {
        await untilBlocked(county, reading);
        return copying();
      });
    },
    letGo: () => free(),
    served: list.settled,
  };
}

/** A phase in which a statement waits for a table that the test holds. */
function blocked(
  phase: string,
  at: { readonly listId: string; readonly table: string; readonly mode: 'SHARE' | 'ACCESS EXCLUSIVE' },
  statement: string,
) {
  return async (county: CountyUnderTest): Promise<Lane> => {
    const list = pushed(county, at.listId, 300);
    await list.begin();
    let free = async (): Promise<void> => undefined;
    return {
      ...{ phase, agency: list.agency, members: list.members },
      reach: async () => {
        free = await holdTable(county, at.table, at.mode);
        await list.sendNext();
        await untilBlocked(county, statement);
      },
      letGo: () => free(),
      served: list.settled,
    };
  };
}

/** Waits for a second person, who comes after the kill. */
async function held(county: CountyUnderTest): Promise<Lane> {
  const list = pushed(county, 'shanzhou-civil-affairs', 300);
  await list.begin();
  return {
    ...{ phase: 'held', agency: list.agency, members: list.members },
    reach: async () => {
      await list.sendNext('?review=true');
      await until('held', async () => (await list.settled()).state === 'held');
    },
    letGo: async () => undefined,
    served: async () => {
      const path = `/v1/lists/${list.agency.listId}/versions/${list.number()}/release`;
      await until('the decision is taken', () => county.operator.post(path, {}));
      return until('released', async () => {
        const seen = await list.agency.version(list.number());
        return seen.state === 'released' && seen;
      });
    },
  };
}

/** The agency has given the first page and takes its time for the next. */
async function pulling(county: CountyUnderTest): Promise<Lane> {
  const listId = 'linhe-rural-revitalization';
  const agency = agencyOf(county, listId);
  const linhe = countyOf('linhe');
  let pulls = 0;
  let members = 0;
  const grow = async (by: number): Promise<void> => {
    const more = Array.from({ length: by }, (_, at) => ({
      ...personOf(linhe, 77, 10_000 * pulls + at + 1),
      memberships: [
        {
          agency: 'rural-revitalization',
          ...{ category: 'registered-poor', label: '建档立卡贫困人口', since: '2026-01-01', until: null },
        },
      ],
    }));
    await axios.post(`${county.addresses.parties['rural-revitalization']}/control/people`, more);
    members += by;
  };
  const start = async (): Promise<void> => {
    pulls += 1;
    await county.temporal.workflow.start('listSync', {
      workflowId: `list-pull/${listId}/${pulls}`,
      taskQueue: flowQueue,
      args: [{ source: 'pull', listId }],
    });
  };
  const released = (): Promise<VersionSeen> =>
    until('the pulled version serves', async () => {
      const seen = await agency.serving();
      return seen?.version === pulls && seen;
    });
  // More than one page of five thousand.
  await grow(5_200);
  await start();
  members = (await released()).members?.after ?? 0;
  return {
    ...{ phase: 'half pulled', agency, members: () => members },
    reach: async () => {
      await grow(700);
      await county.fault('rural-revitalization', { kind: 'slow', ms: 1_500, operations: ['listPage'] });
      await start();
      await until('the first page is here', async () => {
        const rows = await county.sql(
          `SELECT FROM list_uploads u WHERE list_id = $1 AND begun_at > clock_timestamp() - interval '3 seconds'
            AND NOT EXISTS (SELECT FROM list_versions v WHERE v.upload_id = u.upload_id)`,
          [listId],
        );
        return rows.length > 0;
      });
    },
    letGo: () => county.fault('rural-revitalization', null),
    served: released,
  };
}

/** One list in each phase of a load, the ones that hold tables last. */
export async function listLanes(county: CountyUnderTest): Promise<readonly Lane[]> {
  const makers = [
    held,
    blocked(
      'INSERTs of the release',
      { listId: 'kaizhou-rural-revitalization', table: 'outbox', mode: 'SHARE' },
      'INSERT INTO outbox%',
    ),
    blocked(
      'comparison',
      { listId: 'sanmenxia-rural-revitalization', table: 'stays', mode: 'ACCESS EXCLUSIVE' },
      '%cover_ends%',
    ),
    uploading,
    pulling,
    staging,
  ];
  return Promise.all(makers.map((make) => make(county)));
}
