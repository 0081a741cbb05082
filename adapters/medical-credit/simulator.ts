import { jsonReply, type Simulator, textField } from '../simulation.ts';
import { heldBy, type RecordDesk, recordLookUp } from '../simulation-records.ts';

const path = '/credit/v1/check';

/** A bad record of the person; two whom it cannot tell apart; the answer to another question. */
const mischiefs = ['lists', 'same-name', 'another-person', 'wrong-data', 'wrong-code'];

/** Medical credit at the health commission. */
export function medicalCreditSimulator(desk: RecordDesk): Simulator {
  return recordLookUp(desk, { path, mischiefs }, (request, mischief) => {
    const [certNo, fullName] = [textField(request.body, 'certNo'), textField(request.body, 'fullName')];
    if (textField(request.body, 'useFor') !== 'ADMISSION') return jsonReply(400, { status: 'NO_PURPOSE' });
    const whose = { certNo: mischief === 'another-person' ? '' : certNo, fullName };
    const said = (credit: object) => jsonReply(200, { status: 'OK', ...whose, credit });
    if (mischief === 'wrong-data') return said({ level: 'BAD', recordNo: null, recordedOn: '20230501' });
    if (mischief === 'wrong-code') return said({ level: 'FAIR' });
    if (mischief === 'same-name') return said({ level: 'SEVERAL', matches: 2 });
    const [record] = heldBy(desk, 'medical-credit', { number: certNo, name: fullName }, mischief);
    if (record === undefined) return said({ level: 'GOOD' });
    const { number, since } = record;
    return said({ level: 'BAD', recordNo: number, recordedOn: since.replaceAll('-', '') });
  });
}
