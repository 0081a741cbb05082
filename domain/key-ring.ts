/** Keys of 32 bytes by their id; what is new is sealed with `current`, what is old stays readable. */
export interface KeyRing {
  readonly current: string;
  readonly keys: Readonly<Record<string, Uint8Array>>;
}
