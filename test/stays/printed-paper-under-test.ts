import { createHash } from 'node:crypto';
import type { Decision } from '../../domain/decision.ts';
import { askedConditions } from '../../policies/admission/asked-conditions.ts';
import { loadSchemes, requireVersion } from '../../policies/schemes.ts';
import { tokens } from '../http/door-under-test.ts';
import { admitted, at } from '../postgres/store-under-test.ts';
import { printedText } from './printed-text.ts';
import { aStayInCare, door, tokenOf } from './resolutions-under-test.ts';

/** The address of a stay’s papers. */
export const papersAt = (caseRef: string, more: string) => `/v1/stays/${caseRef}/papers${more}`;

/** A paper as somebody of the hospital prints it, with its text; or the refusal. */
export async function printed(caseRef: string, kind: string, who = 'window') {
  const token = who === 'hospital' ? tokens.hospital : tokenOf(who);
  const reply = await door().server.inject({
    ...{ method: 'GET', url: papersAt(caseRef, `/${kind}`), headers: { authorization: `Bearer ${token}` } },
  });
  const { statusCode: status, headers, rawPayload } = reply;
  if (status !== 200) return { status, headers, body: reply.body, text: '', sha256: '' };
  const pages = await printedText(rawPayload);
  const sha256 = createHash('sha256').update(rawPayload).digest('hex');
  return { status, headers, body: '', pages: pages.length, text: pages.join('\n'), sha256 };
}

/** A stay that was decided on so. */
export async function decided(decision: Partial<Decision>, scheme = 'kaizhou-2024', more: object = {}) {
  const caseRef = await aStayInCare({ ...(scheme === 'kaizhou-2024' ? {} : { scheme }), ...more });
  const whole = { ...admitted, ...decision } as Decision;
  const version = requireVersion(loadSchemes(), scheme, '2024-03-08');
  await door().deps.stays.recordDecision(caseRef, whole, at, { asked: askedConditions(version, whole) });
  if (whole.outcome === 'admit') await door().deps.stays.advanceStage(caseRef, 'Admitted', at);
  return caseRef;
}
