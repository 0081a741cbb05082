import { createHash, createHmac } from 'node:crypto';
import { CompactEncrypt, calculateJwkThumbprint, importJWK } from 'jose';
import { certificateText } from '../../domain/certificate.ts';
import { entryOf } from '../../domain/entry.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { DeliveryKey } from '../../domain/list-delivery.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import { categories } from '../../policies/codes/codes.ts';
import type { DeliveredPerson } from '../../store/lists/delivery-contents.ts';
import type { ListDelivery } from '../../store/lists/prepared-delivery.ts';

// Under each page a content key of its own, wrapped under what an ephemeral key agrees on with the hospital's (decision 0044).
const algorithms = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM' } as const;

/** The thumbprint of a hospital's key, by which people compare it. Throws HubProblem `delivery-key-refused`. */
export async function checkedKey(jwk: DeliveryKey): Promise<string> {
  try {
    await sealedTo(jwk, Buffer.from('{}'), '');
  } catch (cause) {
    throw new HubProblem('delivery-key-refused', { cause });
  }
  return calculateJwkThumbprint(jwk);
}

async function sealedTo(jwk: DeliveryKey, text: Uint8Array, kid: string): Promise<string> {
  const key = await importJWK(jwk, algorithms.alg);
  return new CompactEncrypt(text)
    .setProtectedHeader({ ...algorithms, kid, cty: 'application/json' })
    .encrypt(key);
}

/** A page as it goes out: sealed, with the digests of what was sealed and of what it opens to. */
export interface SealedPage {
  readonly jwe: string;
  readonly sealedDigest: Buffer;
  readonly openedDigest: Buffer;
}

/**
 * Seals one page to the hospital's key. Of each person it says HMAC-SHA-256 of the identity number and the categories: enough to
 * know who stands at the window, and no list of names. The digest's key is the hospital's alone and goes in the sealed text.
 */
export async function sealedPage(
  { jwk, digestKey }: { readonly jwk: DeliveryKey; readonly digestKey: Uint8Array },
  delivery: ListDelivery,
  of: {
    readonly page: number;
    readonly pages: number;
    readonly people: readonly DeliveredPerson[];
    readonly identities: ReadonlyMap<PersonRef, PersonIdentity>;
  },
): Promise<SealedPage> {
  const { deliveryId, since, asOf, lists, thumbprint } = delivery;
  const text = Buffer.from(
    JSON.stringify({
      ...{ delivery: deliveryId, page: of.page, pages: of.pages },
      ...{ kind: since === null ? 'whole' : 'changes', since, asOf },
      lists: lists.map(({ listId, version, asOf: speaksFor }) => ({ listId, version, asOf: speaksFor })),
      digest: { alg: 'HMAC-SHA-256', key: Buffer.from(digestKey).toString('base64url') },
      words: wordsOf(lists.flatMap((list) => list.categories)),
      people: of.people.map(({ personRef, categories: codes }) => {
        const identity = of.identities.get(personRef);
        invariant(identity !== undefined, 'a person of a delivery is not in the vault');
        return { digest: numberDigest(digestKey, certificateText(identity)), categories: codes };
      }),
    }),
  );
  const jwe = await sealedTo(jwk, text, thumbprint);
  return { jwe, sealedDigest: sha256(Buffer.from(jwe)), openedDigest: sha256(text) };
}

/** HMAC-SHA-256 of an identity number of 18 characters, in base64url. */
function numberDigest(key: Uint8Array, idNumber: string): string {
  return createHmac('sha256', key).update(idNumber).digest('base64url');
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function wordsOf(codes: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(codes.map((code) => [code, entryOf(categories, code)?.zh ?? code]));
}
