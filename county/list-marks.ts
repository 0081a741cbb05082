import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { compactDecrypt, importJWK, type JWK } from 'jose';
import type { InstitutionId } from '../domain/ids.ts';
import type { CountyAddresses } from './addresses.ts';
import { HubCallError, hubClient } from './hub-client.ts';
import { walkInstitutions } from './seed/institutions.ts';
import { countyOffice } from './seed/people-who-act.ts';
import type { CountyCredentials } from './seed/register.ts';
import { readJson, type StateDirectory, writeJson } from './state.ts';

/** A hospital's own system (HIS) that has the lists delivered and marks whom it recognises at the window. */
export interface ListMarks {
  readonly institution: InstitutionId;
  /** Fetches, opens and receipts what waits; gives how many people it knows by now. */
  readonly take: () => Promise<number>;
  /** The categories of somebody at the window; undefined: no mark. */
  readonly of: (idNumber: string) => readonly string[] | undefined;
}

/** The hospital of the opening walk in Kaizhou. */
const institution = walkInstitutions['kaizhou-2024'] as InstitutionId;
const rule = { ruleNo: 'BOX-1', validFrom: '2015-01-01', validUntil: '2100-01-01' };

interface Opened {
  readonly digest: { readonly key: string };
  readonly kind: 'whole' | 'changes';
  readonly people: readonly { readonly digest: string; readonly categories: readonly string[] }[];
}

/** Kaizhou's health commission switches the lists on for one hospital, two of its people; the hospital's key stays in its own folder. */
export async function startListMarks(
  { api }: Pick<CountyAddresses, 'api'>,
  { hospitals, people }: Pick<CountyCredentials, 'hospitals' | 'people'>,
  state: StateDirectory,
): Promise<ListMarks> {
  const hub = hubClient(api, hospitals[institution]?.token ?? '');
  const key = ownKey(state);
  const at = `/v1/institutions/${institution}`;
  const { kty, crv, x, y } = key;
  await hub.put(`${at}/delivery-key`, { kty, crv, x, y });
  const { thumbprint } = await hub.get<{ readonly thumbprint: string }>(`${at}/delivery-key`);
  const known = await hub.get<{ readonly rules: readonly unknown[] }>(`${at}/list-delivery`);
  // Whatever was ruled since stays as it is.
  if (known.rules.length === 0)
    for (const { token } of people[countyOffice]?.['health-commission']?.slice(0, 2) ?? [])
      await hubClient(api, token).put(`${at}/list-delivery`, { ...rule, key: thumbprint });
  let marks: ReadonlyMap<string, readonly string[]> = new Map();
  let digestKey = '';
  const page = async (delivery: number, number: number) => {
    const path = `/v1/list-deliveries/${delivery}/pages/${number}`;
    const { jwe, pages } = await hub.get<{ readonly jwe: string; readonly pages: number }>(path);
    const { plaintext } = await compactDecrypt(jwe, await importJWK(key, 'ECDH-ES+A256KW'));
    return { plaintext, pages, said: JSON.parse(Buffer.from(plaintext).toString('utf8')) as Opened };
  };
  const taking = async (): Promise<number> => {
    await hub.post('/v1/list-deliveries', { whole: marks.size === 0 });
    const found = await hub.get<Waiting>('/v1/list-deliveries?limit=1');
    const [newest] = found.deliveries;
    if (newest?.state !== 'waiting') return marks.size;
    // Pages count together and with their receipt: what never got one is not in the next that tells what changed.
    const next = new Map(newest.kind === 'whole' ? [] : marks);
    const whole = createHash('sha256');
    for (let [number, pages] = [1, 1]; number <= pages; number += 1) {
      const one = await page(newest.delivery, number);
      pages = one.pages;
      digestKey = one.said.digest.key;
      whole.update(createHash('sha256').update(one.plaintext).digest());
      for (const { digest, categories } of one.said.people)
        if (categories.length === 0) next.delete(digest);
        else next.set(digest, categories);
    }
    await hub.post(`/v1/list-deliveries/${newest.delivery}/receipt`, { digest: whole.digest('hex') });
    marks = next;
    return marks.size;
  };
  // One after the other: a message may come while the one before is followed.
  let last: Promise<number> = Promise.resolve(0);
  return {
    institution,
    take: () => {
      last = last.then(taking).catch((failure: unknown) => {
        // Switched off, or replaced by a newer one that a message of its own tells of.
        if (failure instanceof HubCallError && failure.status === 409) return marks.size;
        throw failure;
      });
      return last;
    },
    of: (idNumber) =>
      marks.get(
        createHmac('sha256', Buffer.from(digestKey, 'base64url')).update(idNumber).digest('base64url'),
      ),
  };
}

interface Waiting {
  readonly deliveries: readonly {
    readonly delivery: number;
    readonly state: string;
    readonly kind: 'whole' | 'changes';
  }[];
}

/** Made once; the private half leaves the folder never. */
function ownKey({ hospitalKeyFile }: StateDirectory): JWK {
  const known = readJson<JWK>(hospitalKeyFile);
  if (known !== undefined) return known;
  const made = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as JWK;
  writeJson(hospitalKeyFile, made);
  return made;
}
