import { createHash } from 'node:crypto';
import { jsonReply, type SimulatedReply, type SimulatedRequest } from '../../simulation.ts';
import type { Dialect } from './dialect.ts';

/** What the simulated gateway gave the county in a box: no secret of anybody's. */
export const simulatedGatewayKey = {
  ...{ id: 'county-in-a-box', secret: 'simulated-gateway' },
  sm2: 'ff75219dba4e421f79cc646ad77436644a51c32ead5c1ff44be3d91e10b06bfa',
} as const;

/** What a gateway says to a signature that it does not know. */
export const unknownSignature: SimulatedReply = jsonReply(200, { code: 401, message: '签名不一致!' });

/** What a gateway says in the insurer's place, in a 200: that it has no such service, or does not know the signature. Null: it lets the message through. */
export function atGateway(
  { path, signed }: Dialect,
  { path: asked, headers }: SimulatedRequest,
): SimulatedReply | null {
  if (!asked.startsWith(path)) return jsonReply(200, { code: 404, message: '网关无此服务' });
  if (!signed) return null;
  const { id, secret } = simulatedGatewayKey;
  const [time, nonce] = [headers['x-tif-timestamp'] ?? '', headers['x-tif-nonce'] ?? ''];
  const expected = createHash('sha256').update(`${time}${secret}${nonce}${time}`).digest('hex');
  const known = headers['x-tif-paasid'] === id && headers['x-tif-signature'] === expected;
  return known && time !== '' && nonce !== '' ? null : unknownSignature;
}
