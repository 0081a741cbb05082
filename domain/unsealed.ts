/** What a worker reads in the place of a payload that was never sealed. Nobody can send it: what is sent is sealed or clear. */
export const unsealedMark = { 'treat-first-hub': 'payload-not-encrypted' } as const;

/** Was this written in clear text by the UI or the CLI? Bundled into workflows. */
export function isUnsealed(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Reflect.get(value, 'treat-first-hub') === unsealedMark['treat-first-hub']
  );
}
