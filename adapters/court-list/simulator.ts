import { type HeldRecord, jsonReply, type Simulator, textField } from '../simulation.ts';
import { heldBy, type RecordDesk, recordLookUp } from '../simulation-records.ts';

const path = '/api/defaulters/query';

/** An entry of the person; two of that name without a number; entries of that name with other numbers; the answer to another question. */
const mischiefs = ['lists', 'same-name', 'others', 'another-person', 'wrong-data'];

/** The court's public list: entries by name, some characters of the number covered. */
export function courtListSimulator(desk: RecordDesk): Simulator {
  return recordLookUp(desk, { path, mischiefs }, (request, mischief) => {
    const [pName, pCardNum] = [textField(request.body, 'pName'), textField(request.body, 'pCardNum')];
    if (textField(request.body, 'purpose') === '') return jsonReply(400, { code: '400', msg: '须注明用途' });
    const query = { pName, pCardNum: mischief === 'another-person' ? anothers(pCardNum) : pCardNum };
    if (mischief === 'wrong-data') return jsonReply(200, { code: '200', query, result: 'none' });
    const found = [
      ...heldBy(desk, 'court-list', { number: pCardNum, name: pName }, mischief).map((one) =>
        entry(pName, covered(pCardNum), one),
      ),
      ...(mischief === 'same-name' ? [1, 2].map((at) => entry(pName, null, ofNobody(at))) : []),
      ...(mischief === 'others' ? [entry(pName, covered(anothers(pCardNum)), ofNobody(3))] : []),
    ];
    return found.length === 0
      ? jsonReply(200, { code: '404', query, msg: '没有找到' })
      : jsonReply(200, { code: '200', query, result: found });
  });
}

function entry(
  iname: string,
  cardNum: string | null,
  { since, number }: Pick<HeldRecord, 'since' | 'number'>,
) {
  const [year, month, day] = since.split('-');
  return {
    ...{ iname, cardNum, caseCode: number, courtName: '区人民法院' },
    ...{ publishDate: `${year}年${month}月${day}日`, disruptTypeName: '有履行能力而拒不履行' },
  };
}

function ofNobody(at: number) {
  return { since: '2022-03-01', number: `（2022）执${at}号` } as Pick<HeldRecord, 'since' | 'number'>;
}

function covered(number: string): string {
  return `${number.slice(0, 10)}****${number.slice(14)}`;
}

function anothers(number: string): string {
  return `${number.slice(0, 10)}0101${number[14] === '9' ? '8' : '9'}${number.slice(15)}`;
}
