import type { Fault, PlainFault } from '../../../county/parties/faults.ts';
import type { PartyId } from '../../../domain/ids.ts';

/** What goes wrong in one stay: at a party, or at the window. */
export type Trouble = {
  readonly name: string;
  readonly schemes?: readonly string[];
  readonly step: string;
} & (
  | { readonly at: PartyId; readonly faults: readonly Fault[] }
  /** What the clerk does wrong, or what nobody asked. */
  | {
      readonly at: 'window';
      readonly slip: 'name' | 'number' | 'no-diagnosis' | 'no-facts' | 'not-asked' | 'defaulter';
    }
);

const insurer = 'medical-insurance';
const mischief = (name: string, operation: string, times = 1): Fault => ({
  ...{ kind: 'mischief', name, operations: [operation], times },
});
const plain = (kind: PlainFault, operation: string, times = 1): Fault => ({
  ...{ kind, operations: [operation], times },
});

/** Once at each step of the insurer, whatever the scheme. */
const atInsurer: readonly Trouble[] = ['identify', 'admit', 'discharge', 'settle', 'claim'].flatMap(
  (step): readonly Trouble[] => [
    { name: `${step} silent`, step, at: insurer, faults: [plain('hang', step, 2)] },
    { name: `${step} away`, step, at: insurer, faults: [plain('refuse', step, 3)] },
    { name: `${step} reply lost`, step, at: insurer, faults: [plain('drop-reply', step)] },
    { name: `${step} half a reply`, step, at: insurer, faults: [plain('garbage', step)] },
    // The reply to a registration, or to a claim, has nothing beside the number to tell whose number it is.
    ...(step === 'admit' || step === 'claim'
      ? []
      : [
          {
            name: `${step} of another`,
            step,
            at: insurer,
            faults: [mischief('another-visit', step)],
          } as const,
        ]),
  ],
);

const refusals: readonly Trouble[] = [
  { name: 'look-up refused', step: 'identify', at: insurer, faults: [mischief('refuses:E0002', 'identify')] },
  { name: 'registration refused', step: 'admit', at: insurer, faults: [mischief('refuses:E2404', 'admit')] },
  { name: 'settlement refused', step: 'settle', at: insurer, faults: [mischief('refuses:E2306', 'settle')] },
  { name: 'gateway refuses', step: 'settle', at: insurer, faults: [mischief('unsigned', 'settle', 2)] },
  { name: 'wrong amounts', step: 'settle', at: insurer, faults: [mischief('wrong-data', 'settle')] },
  { name: 'unlisted fund', step: 'settle', at: insurer, faults: [mischief('unlisted-fund', 'settle')] },
  { name: 'unlisted state', step: 'follow', at: insurer, faults: [mischief('wrong-data', 'followClaim', 2)] },
  { name: 'claim refused at once', step: 'claim', at: insurer, faults: [mischief('refuses:E3205', 'claim')] },
  { name: 'claim refused', step: 'claim', at: insurer, faults: [mischief('refused-later:P100', 'claim')] },
  {
    name: 'claims refused',
    step: 'claim',
    at: insurer,
    faults: [mischief('refused-later:P200', 'claim', 3)],
  },
  { name: 'claim put aside', step: 'claim', at: insurer, faults: [mischief('pending', 'claim', 2)] },
  { name: 'another amount paid', step: 'claim', at: insurer, faults: [mischief('pays:12345', 'claim')] },
  { name: 'too much paid', step: 'claim', at: insurer, faults: [mischief('pays:99999999', 'claim')] },
];

/** Payers with a desk of their own. */
const desks = [
  { at: 'civil-affairs', schemes: ['henan-2017', 'linhe-2017'] },
  { at: 'commercial-insurer', schemes: ['linhe-2017'] },
] as const satisfies readonly { readonly at: PartyId; readonly schemes: readonly string[] }[];
const atDesks: readonly Trouble[] = desks.flatMap(({ at, schemes }): readonly Trouble[] =>
  [
    { name: 'refuses', faults: [mischief('refuses:not-covered', 'claim')] },
    { name: 'refuses later', faults: [mischief('refused-later', 'claim')] },
    { name: 'refuses everything once', faults: [mischief('refused-later:not-covered', 'claim', 2)] },
    { name: 'pays another amount', faults: [mischief('pays:777', 'claim')] },
    { name: 'deducts', faults: [mischief('deducts', 'claim')] },
    { name: 'is silent', faults: [plain('hang', 'claim', 2)] },
    { name: 'loses its reply', faults: [plain('drop-reply', 'claim')] },
    { name: 'answers another claim', faults: [mischief('another-claim', 'claim')] },
    { name: 'answers nonsense', faults: [mischief('wrong-data', 'followClaim', 2)] },
    { name: 'is still looking', faults: [mischief('pending', 'claim', 2)] },
    { name: 'paid the patient', faults: [mischief('refuses:claimed-outside', 'claim')] },
    // Until people bring its paper: what it says is never understood, or nobody answers.
    { name: 'answers half', faults: [plain('garbage', 'claim', 99), plain('garbage', 'enquire', 99)] },
    { name: 'is away for good', faults: [plain('refuse', 'claim', 99), plain('refuse', 'enquire', 99)] },
  ].map(({ name, faults }) => ({ name: `${at} ${name}`, step: `claim at ${at}`, at, schemes, faults })),
);

const elsewhere: readonly Trouble[] = [
  ...(['hang', 'refuse', 'garbage'] as const).map((kind) => ({
    ...{ name: `bank ${kind}`, step: 'creditLine', at: 'bank' as const, schemes: ['dalian-2022'] },
    faults: [plain(kind, 'creditLine', 2)],
  })),
  {
    ...{ name: 'bank of another', step: 'creditLine', at: 'bank', schemes: ['dalian-2022'] },
    faults: [mischief('another-person', 'creditLine')],
  },
  ...(
    [
      { name: 'draw silent', faults: [plain('hang', 'draw', 2)] },
      { name: 'draw reply lost', faults: [plain('drop-reply', 'draw')] },
      { name: 'draw decided later', faults: [mischief('decides-later', 'draw')] },
      { name: 'draw refused', faults: [mischief('frozen', 'draw')] },
      { name: 'hold reply lost', faults: [plain('drop-reply', 'hold')] },
    ] as const
  ).map((one) => ({ ...one, step: 'draw', at: 'bank' as const, schemes: ['dalian-2022'] })),
  {
    ...{ name: 'critical illness refused', step: 'settle', at: insurer, schemes: ['linhe-2017'] },
    faults: [mischief('critical-illness-refused', 'settle')],
  },
  {
    ...{ name: 'critical illness below the floor', step: 'settle', at: insurer, schemes: ['linhe-2017'] },
    faults: [mischief('forgets-the-floor', 'settle', 3)],
  },
];

const atWindow: readonly Trouble[] = [
  { name: 'slip in the name', step: 'window', at: 'window', slip: 'name' },
  { name: 'number of a relative', step: 'window', at: 'window', slip: 'number' },
  { name: 'nobody asked', step: 'window', at: 'window', slip: 'not-asked', schemes: ['zaoqiang-2021'] },
  { name: 'judgment defaulter', step: 'window', at: 'window', slip: 'defaulter', schemes: ['kaizhou-2024'] },
  {
    name: 'facts missing',
    step: 'window',
    at: 'window',
    slip: 'no-facts',
    schemes: ['zaoqiang-2021', 'linhe-2017'],
  },
  { name: 'no diagnosis', step: 'window', at: 'window', slip: 'no-diagnosis', schemes: ['linhe-2017'] },
];

/** Everything that can go wrong in a stay of a storm. Whoever builds a new way in which it can adds a line. */
export const troubles: readonly Trouble[] = [
  ...atInsurer,
  ...refusals,
  ...atDesks,
  ...elsewhere,
  // Twice: a clerk's slip is as likely as all that a desk does.
  ...[...atWindow, ...atWindow],
];
