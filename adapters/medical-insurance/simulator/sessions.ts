import { sm2 } from 'sm-crypto-v2';
import { nextNumber, table } from '../../book.ts';
import { bodyObject } from '../../simulation.ts';
import { type Desk, type Incoming, node, type Outcome, type Transaction } from './desk.ts';
import { dialectOf } from './dialect.ts';

/** Sign-ins by institution and number, with the day on which they hold. */
const signIns = table<string>('sign-ins');

/** 9001: a new number; those of the same day before it hold too. */
export const signIn: Transaction = (desk, incoming) => {
  if (!node(incoming, 'signIn').opter_no) return { code: 'E9001', message: 'opter_no不能为空' };
  const day = desk.clock.today();
  const signNo = `${incoming.division}${day.replaceAll('-', '')}${nextNumber(desk.book, 'sign-ins')}`;
  desk.book.insert(signIns, `${incoming.institution}/${signNo}`, day);
  return { output: { signinoutb: { sign_time: `${day} 00:00:00`, sign_no: signNo } } };
};

/** What a message gets that is not signed in, or whose signature is not that of its \`input\`; undefined where all is well. A sign-in holds for its day. */
export function unsigned(desk: Desk, incoming: Incoming, body: string): Outcome | undefined {
  const dialect = dialectOf(incoming.division);
  const { cainfo, signtype, input, sign_no } = bodyObject(body);
  if (dialect.sm2 !== null) {
    const told = typeof cainfo === 'string' && signtype === 'SM2' ? cainfo : '';
    const options = { hash: true, userId: '1234567812345678' };
    if (told === '' || !sm2.doVerifySignature(JSON.stringify(input), told, dialect.sm2, options))
      return { code: 'E9003', message: '签名不一致' };
  }
  if (!dialect.signIn || incoming.infno === '9001') return undefined;
  const given = typeof sign_no === 'string' ? sign_no : '';
  const holds = desk.book.read(signIns, `${incoming.institution}/${given}`) === desk.clock.today();
  return holds ? undefined : { code: 'E9002', message: '未签到或签到已失效' };
}

/** The message itself, without what belongs to the session. */
export function withoutSession(body: string): string {
  const { cainfo: _signature, signtype: _way, sign_no: _session, ...message } = bodyObject(body);
  return JSON.stringify(message);
}
