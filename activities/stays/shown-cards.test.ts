import { expect, test } from 'vitest';
import { CertificateUnlisted } from '../../adapters/call.ts';
import type { MedicalInsurance } from '../../adapters/medical-insurance/port.ts';
import type { ShownCard } from '../../domain/certificate.ts';
import { countyClock, realTime } from '../../domain/clock.ts';
import type { CoveredFacts, DischargedFacts } from '../../domain/stay.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { foreseenRefusal } from '../exchange/refusal.ts';
import { insurerQuestions } from './insurer-questions.ts';

const stay = { caseRef: 'case_1', institution: 'H1', identitySequence: 1 } as CoveredFacts & DischargedFacts;
const voucher: ShownCard = { kind: 'e-voucher', token: 'T1' };
const card: ShownCard = { kind: 'social-security-card', number: 'A1', serial: 'S1' };

/** What goes out, and by what; `refusing` says no to a message that has a token, or to the first of a step. */
function asking(
  shown: ShownCard | null,
  refusing: 'token-expired' | 'reversed-unanswered' | 'none',
  { undoing = false, before = [] as readonly string[] } = {},
) {
  const asked: (readonly [key: string, by: string | undefined])[] = [];
  const exchange = (async (_call, request, { key }) => {
    const by = (request as { readonly shown?: ShownCard }).shown?.kind;
    asked.push([key, by]);
    const isRefused = refusing === 'token-expired' ? by === 'e-voucher' : asked.length === 1;
    return refusing !== 'none' && isRefused
      ? { kind: 'answered', answer: { kind: 'refused', code: refusing } }
      : { kind: 'answered', answer: { kind: 'done', value: { personNo: 'P1', visitRef: 'V1' } } };
  }) as Exchange;
  const operations = { identify: 'identify', admit: 'admit', settle: 'settle' };
  const insurer = Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, { operation }]),
  ) as unknown as MedicalInsurance;
  const stays = {
    insurerFacts: async () => ({ registration: { personNo: 'P1', visitRef: 'V1' }, clinical: {}, shown }),
    askedAgain: async () => false,
    messageAsked: async (key: string) => before.includes(key),
  } as unknown as StayStore;
  const parts = { exchange, insurer, stays, clock: countyClock(realTime) };
  return { asked, ...insurerQuestions(parts, { undoing }) };
}

test('a token that has expired is followed by the certificate, as another message; a settlement never goes by a token', async () => {
  const { asked, identify, admit, settle } = asking(voucher, 'token-expired');
  await identify(stay, { name: '向䶮', shown: voucher });
  await admit(stay);
  await settle(stay, 1);
  expect(asked).toEqual([
    ['case_1/identify', 'e-voucher'],
    ['case_1/identify-by-certificate', undefined],
    ['case_1/admit', 'e-voucher'],
    ['case_1/admit-by-certificate', undefined],
    ['case_1/settle', undefined],
  ]);
});

test('while a stay is undone a token that has expired brings no new message; one that went out before is awaited', async () => {
  const never = asking(voucher, 'token-expired', { undoing: true });
  expect(await never.admit(stay)).toMatchObject({ answer: { kind: 'refused', code: 'token-expired' } });
  expect(never.asked.map(([key]) => key)).toEqual(['case_1/admit']);
  const before = ['case_1/admit-by-certificate'];
  const once = asking(voucher, 'token-expired', { undoing: true, before });
  expect(await once.admit(stay)).toMatchObject({ answer: { kind: 'done' } });
});

test('a card is shown to the end; whoever shows nothing is asked for as ever', async () => {
  const shows = asking(card, 'none');
  await shows.admit(stay);
  await shows.settle(stay, 1);
  expect(shows.asked.map(([, by]) => by)).toEqual([card.kind, card.kind]);
  const nothing = asking(null, 'none');
  await nothing.identify(stay, { name: null, shown: null });
  expect(nothing.asked).toEqual([['case_1/identify', undefined]]);
});

test('what was reversed because its answer was lost goes out anew by itself', async () => {
  const { asked, settle } = asking(null, 'reversed-unanswered');
  expect(await settle(stay, 1)).toMatchObject({ answer: { kind: 'done' } });
  expect(asked.map(([key]) => key)).toEqual(['case_1/settle', 'case_1/settle-2']);
});

test('a certificate without a code is a no before anything is sent', () => {
  expect(foreseenRefusal(new CertificateUnlisted('passport'))).toEqual({
    ...{ kind: 'refused', code: 'certificate-unlisted', partyCode: 'passport' },
  });
});
