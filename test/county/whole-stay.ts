import type { StayView } from '../../county/stay-view.ts';
import type { CountyUnderTest } from './county-under-test.ts';
import { admissionBody, bill } from './hospitalizations.ts';

/** One hospitalization as a hospital's system takes it through the door: its checks, agreement and payment included; it is told what is new. */
export async function wholeStay(county: CountyUnderTest): Promise<void> {
  const { hospital, today } = county;
  const body = admissionBody(county, await county.person());
  const { caseRef } = (await hospital.post<StayView>('/v1/stays', body)).body;
  const at = `/v1/stays/${caseRef}`;
  await news(county, at, ({ stage }) => stage === 'Admitted');
  for (const [by, checkedBy] of [
    ['doctor', '工号 1024'],
    ['desk', '工号 2048'],
  ])
    await hospital.post(`${at}/checks`, { by, checkedBy, categories: ['subsistence-allowance'] });
  const paper = { textVersion: 'deferral-2024-1', signedBy: 'family', signerName: '测试家属' };
  await hospital.post(`${at}/agreement`, { ...paper, signedOn: today(), sha256: 'a'.repeat(64) });
  await hospital.post(`${at}/discharge`, { dischargedOn: today(), way: 'cured', bill });
  const { settlement } = await news(county, at, (view) => view.settlement !== null);
  const fen = settlement?.patientFen ?? 0;
  const payment = { paymentId: `${caseRef}-1`, fen, paidOn: today(), method: 'mobile' };
  await hospital.post(`${at}/patient-payments`, payment);
  await news(county, at, ({ stage }) => stage === 'Closed');
}

/** As a hospital's system waits: it is told. */
async function news(
  { hospital }: CountyUnderTest,
  at: string,
  done: (view: StayView) => boolean,
): Promise<StayView> {
  let told = await hospital.news<StayView>(at, { tag: null });
  for (let tag = told?.tag ?? null; told === null || !done(told.body); tag = told?.tag ?? tag)
    told = await hospital.news<StayView>(at, { tag });
  return told.body;
}
