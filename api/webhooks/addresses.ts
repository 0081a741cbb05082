import { lookup as resolve } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where the hub may be sent by an address that somebody else wrote down. */
export interface AddressRules {
  /** Null: it may be called; else why not. */
  readonly refusal: (url: string) => Promise<AddressRefusal | null>;
  /** Resolves a name for the connection itself, so that what was looked at is what is called; fails for what may not be called. */
  readonly lookupFor: (url: string) => LookupFunction;
}

/** `not-found`: the name has no address; `private`: it lies in a network that is nobody else's business; `not-encrypted`: http to an address that is not named by configuration. */
export type AddressRefusal = 'not-found' | 'private' | 'not-encrypted';

/** A name that nobody resolves for so long has no address (real ms). */
const resolveMs = 3_000;

/** Rules for the networks (addresses or CIDR) that the county names itself: what lies there may be called, also without encryption. All else must be public, and https. */
export function addressRules(networks: readonly string[]): AddressRules {
  const own = blockList(networks);
  const refusalOf = (address: string, encrypted: boolean): AddressRefusal | null => {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (own.check(address, family)) return null;
    if (!isPublic(address, family)) return 'private';
    return encrypted ? null : 'not-encrypted';
  };
  const addressesOf = async (url: string): Promise<readonly string[]> => {
    const host = hostOf(url);
    if (isIP(host) !== 0) return [host];
    return (await resolve(host, { all: true })).map(({ address }) => address);
  };
  const refusal = async (url: string): Promise<AddressRefusal | null> => {
    const late = sleep(resolveMs, [], { ref: false });
    const addresses = await Promise.race([addressesOf(url).catch(() => []), late]);
    if (addresses.length === 0) return 'not-found';
    const encrypted = isEncrypted(url);
    return addresses.map((address) => refusalOf(address, encrypted)).find((why) => why !== null) ?? null;
  };
  return {
    refusal,
    lookupFor: (url) => (host, options, done) => {
      resolve(host, { all: true }).then(
        (found) => {
          const refused = found.some(({ address }) => refusalOf(address, isEncrypted(url)) !== null);
          const [first] = found;
          if (refused || first === undefined) done(new Error('this address may not be called'), []);
          else if (options.all === true) done(null, found);
          else done(null, first.address, first.family);
        },
        (error: Error) => done(error, []),
      );
    },
  };
}

function isEncrypted(url: string): boolean {
  return new URL(url).protocol === 'https:';
}

/** As the URL standard writes it: other spellings of an address (octal, one number) are the same there. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
}

// IANA special-purpose address registries: what is not reached over the public network, or leads back into ours.
const special4 = blockList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]);
// Of IPv6 only 2000::/3 is public, without documentation and the transitions that carry an IPv4 address inside.
const special6 = blockList(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);
const global6 = blockList(['2000::/3']);

function isPublic(address: string, family: 'ipv4' | 'ipv6'): boolean {
  if (family === 'ipv4') return !special4.check(address, family);
  return global6.check(address, family) && !special6.check(address, family);
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
