import { z } from 'zod';
import { SealError, type Sealer } from '../../store/secrets/sealing.ts';

/** Seconds for which an access token stands for its credential. */
export const accessTokenSeconds = 3_600;

const prefix = 'at_';
const place = 'credentials|access-token|bearer';
const content = z.object({ credential: z.string(), until: z.number() });

/**
 * Short-lived tokens that stand for a credential. One is a seal around the credential's digest: nothing is kept of it, it
 * ends by itself, and with its credential at once. Times are real.
 */
export function accessTokens(sealer: Pick<Sealer, 'seal' | 'open'>, realNow: () => number = Date.now) {
  return {
    issue(credential: Buffer): string {
      const until = Math.floor(realNow() / 1000) + accessTokenSeconds;
      return (
        prefix +
        sealer.seal({ credential: credential.toString('base64'), until }, place).toString('base64url')
      );
    },
    /** Digest of the credential that it stands for; undefined for any other text, and when its time is over. */
    credentialOf(token: string): Buffer | undefined {
      if (!token.startsWith(prefix)) return undefined;
      try {
        const sealed = Buffer.from(token.slice(prefix.length), 'base64url');
        const { credential, until } = content.parse(sealer.open(sealed, place));
        return until > realNow() / 1000 ? Buffer.from(credential, 'base64') : undefined;
      } catch (error) {
        if (error instanceof SealError) return undefined;
        throw error;
      }
    },
  };
}

export type AccessTokens = ReturnType<typeof accessTokens>;
