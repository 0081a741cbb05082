/** AES-256-GCM (NIST SP 800-38D) in one form: nonce, ciphertext, tag. What a seal is for goes in as additional data. */
import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';

/** Bytes of a nonce, which a seal begins with. */
export const nonceBytes = 12;
/** Bytes of a tag, which a seal ends with. */
export const tagBytes = 16;

/** Additional data: as text, or as the bytes of it where it is the same every time. */
export type Purpose = string | Buffer;

/** Seals under a random nonce. */
export function encrypt(key: KeyObject, plain: Uint8Array, purpose: Purpose): Buffer {
  const sealed = Buffer.allocUnsafe(nonceBytes + plain.byteLength + tagBytes);
  randomFillSync(sealed, 0, nonceBytes);
  encryptInto(sealed, { key, plain, purpose });
  return sealed;
}

/** Fills `sealed`, which begins with its nonce, with ciphertext and tag. */
export function encryptInto(
  sealed: Buffer,
  { key, plain, purpose }: { readonly key: KeyObject; readonly plain: Uint8Array; readonly purpose: Purpose },
): void {
  const cipher = createCipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
  cipher.setAAD(bytesOf(purpose));
  sealed.set(cipher.update(plain), nonceBytes);
  cipher.final();
  sealed.set(cipher.getAuthTag(), nonceBytes + plain.byteLength);
}

/** Opens what was sealed with this key for this purpose. Throws for everything else. */
export function decrypt(key: KeyObject, sealed: Uint8Array, purpose: Purpose): Buffer {
  const [nonce, tag] = [sealed.subarray(0, nonceBytes), sealed.subarray(sealed.length - tagBytes)];
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(bytesOf(purpose)).setAuthTag(tag);
  const body = sealed.subarray(nonceBytes, sealed.length - tagBytes);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

function bytesOf(purpose: Purpose): Buffer {
  return typeof purpose === 'string' ? Buffer.from(purpose) : purpose;
}
