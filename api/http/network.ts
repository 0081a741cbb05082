import { isIPv6 } from 'node:net';

/**
 * What counts as one address: of IPv6 the /64, for whoever has one address of it has them all (RFC 4291); an IPv4 address
 * written as IPv6 is itself.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [written = ''] = address.toLowerCase().split('%');
  const ipv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(written)?.[1];
  if (ipv4 !== undefined) return ipv4;
  const [head = '', tail] = written.split('::');
  const groups = head === '' ? [] : head.split(':');
  // Of what `::` leaves out, the zeros before the fifth group are all that matters.
  const zeros = tail === undefined ? 0 : 8 - groups.length - groupsIn(tail);
  const first = [...groups, ...Array.from({ length: zeros }, () => '0'), ...(tail ?? '').split(':')];
  return `${first
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

function groupsIn(part: string): number {
  if (part === '') return 0;
  return part.split(':').length + (part.includes('.') ? 1 : 0);
}
