import { expect, test } from 'vitest';
import { instant } from '../../domain/dates.ts';
import type { MessageHeader } from '../call.ts';
import { ask, contractSuite } from '../contract-suite.ts';
import { smsGatewayOverHttp } from './http.ts';
import { simulatedAccount, smsGatewaySimulator } from './simulator.ts';

const setting = {
  ...{ ...simulatedAccount, region: 'ap-guangzhou', host: 'sms.gateway.test' },
  ...{ appId: '1400006666', sign: '模拟县卫生健康' },
};
const sentAt = instant('2026-03-02T09:00:00+08:00');
const phone = '13800138000';

contractSuite('gateway of text messages', smsGatewaySimulator, (bench) => {
  const gateway = smsGatewayOverHttp({ http: bench.http, setting });
  let sequence = 0;
  const next = (messageId?: string): MessageHeader => {
    const key = `sms_${String(++sequence).padStart(8, '0')}`;
    return { key, messageId: messageId ?? key, at: sentAt };
  };
  const text = ({ key }: MessageHeader, to = phone) => ({
    ...{ messageRef: key, phone: to, template: '1001', values: ['开州区人民医院', '1,200.00', '2026-03-05'] },
  });
  const send = (header = next(), to = phone) => ask(gateway.send, text(header, to), header);
  const report = (header: MessageHeader, gatewayRef: string | null, now = '2026-03-02T09:00:00+08:00') => {
    const asked = { messageRef: header.key, phone, gatewayRef, sentAt, now: instant(now) };
    return ask(gateway.report, asked, { ...header, messageId: gatewayRef ?? header.key });
  };

  test('takes a message, and tells that it was delivered only once the carrier has reported', async () => {
    const header = next();
    const taken = await send(header);
    expect(taken).toEqual({ kind: 'done', value: { gatewayRef: expect.stringMatching(/^5000:/) } });
    const { gatewayRef } = taken.kind === 'done' ? taken.value : { gatewayRef: '' };
    expect(await report(header, gatewayRef)).toEqual({ kind: 'done', value: null });
    bench.passDays(1);
    const told = { kind: 'done', value: { delivered: true, gatewayRef, code: 'DELIVRD' } };
    expect(await report(header, gatewayRef, '2026-03-03T09:00:00+08:00')).toEqual(told);
    // Its answer was lost: it is found by our own number, and another message is not taken for it.
    expect(await report(header, null, '2026-03-03T09:00:00+08:00')).toEqual(told);
    expect(await report(next(), null, '2026-03-03T09:00:00+08:00')).toEqual({ kind: 'done', value: null });
    bench.misbehave('forgets-context');
    expect(await report(header, null, '2026-03-03T09:00:00+08:00')).toEqual({ kind: 'done', value: null });
    expect(await report(header, gatewayRef, '2026-03-03T09:00:00+08:00')).toEqual(told);
    bench.misbehave(undefined);
  });

  test('sends again what is handed over again: it recognises nothing', async () => {
    const before = bench.effects().length;
    const header = next();
    await send(header);
    await send(header);
    expect(bench.effects().slice(before)).toMatchObject([{ subject: header.key }, { subject: header.key }]);
  });

  test('one message, one number: its no is an answer, and what says something of our account reaches nobody', async () => {
    const header = next();
    const body = await gateway.send.write(text(header), header);
    const reply = await gateway.send.send(body, header);
    const other = body.replace(phone, '13800138001');
    expect(gateway.send.read(reply, { header, body: other })).toMatchObject({ differs: ['PhoneNumber'] });
    expect(await send(next(), '23800138000')).toEqual({ kind: 'refused', code: 'phone-number-wrong' });
    bench.misbehave('refuses:FailedOperation.PhoneNumberInBlacklist');
    expect(await send()).toEqual({ kind: 'refused', code: 'phone-number-blocked' });
    bench.misbehave('refuses:FailedOperation.InsufficientBalanceInSmsPackage');
    expect(await send()).toMatchObject({ kind: 'unknown', reason: 'our-setting' });
    bench.misbehave('error:UnauthorizedOperation.SmsSdkAppIdVerifyFail');
    expect(await send()).toMatchObject({ kind: 'unknown', reason: 'our-setting' });
    bench.misbehave('error:RequestLimitExceeded');
    expect(await send()).toEqual({ kind: 'unknown', reason: 'server-error' });
    bench.misbehave('refuses:Brand.NewCode');
    expect(await send()).toEqual({ kind: 'unknown', reason: 'unlisted-code', missing: ['Brand.NewCode'] });
    bench.misbehave(undefined);
  });

  test('a wrong secret is turned away before anything is sent', async () => {
    const before = bench.effects().length;
    const stranger = smsGatewayOverHttp({ http: bench.http, setting: { ...setting, secret: 'another' } });
    const header = next();
    expect(await ask(stranger.send, text(header), header)).toMatchObject({ reason: 'our-setting' });
    expect(bench.effects()).toHaveLength(before);
  });
});
