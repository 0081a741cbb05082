import type { Words } from './words.ts';

/**
 * The one catalogue of what can go wrong. `refusal`: the sender must change something; `trouble`: try again later;
 * `bug`: ours. docs/FAILURES.md lists exactly these codes (tested both ways).
 */
export type FailureKind = 'refusal' | 'trouble' | 'bug';

export interface Failure extends Words {
  /** HTTP status of the problem+json answer. */
  readonly status: number;
  readonly kind: FailureKind;
  /** What the reader can do about it. */
  readonly todo: Words;
}

export const failures = {
  'admission-in-future': refusal(
    422,
    ['入院日期晚于今天', 'the admission day is in the future'],
    ['核对入院日期后重新提交', 'check the admission day and send again'],
  ),
  'admission-number-conflict': refusal(
    409,
    ['该住院号已用于内容不同的入院登记', 'this admission number was already used with another body'],
    [
      '任一项内容增减或改动即为不同;查询该住院号的病例,或改用新的住院号',
      'any field added, left out or changed makes it another one; look the case up by its admission number, or use a new number',
    ],
  ),
  'agreement-conflict': refusal(
    409,
    ['该病例已登记另一份协议', 'another agreement was recorded for this case'],
    ['如需更正,请联系运维人员', 'ask the operator if the record was wrong'],
  ),
  'body-malformed': refusal(
    400,
    ['请求内容不是有效的 JSON', 'the body is not valid JSON'],
    ['检查请求内容的格式', 'check the format of the body'],
  ),
  'body-not-utf8': refusal(
    400,
    ['请求内容不是 UTF-8 编码', 'the body is not encoded in UTF-8'],
    ['以 UTF-8 编码发送(不要用 GBK)', 'send it in UTF-8 (not in GBK)'],
  ),
  'body-too-large': refusal(
    413,
    ['请求内容超过大小上限', 'the body is too large'],
    ['缩小内容后重新提交', 'send a smaller body'],
  ),
  'case-unknown': refusal(
    404,
    ['没有这个病例', 'there is no such case'],
    ['核对病例编号', 'check the case ref'],
  ),
  'bill-differs-from-charges': refusal(
    409,
    ['账单总额与每日清单合计不符', 'the bill is not the sum of its daily lists'],
    [
      '核对差额:补传或更正清单,或在 differsBecause 中写明原因后重新提交',
      'send the list or the correction that is missing, or say why in differsBecause and send again',
    ],
  ),
  'charge-list-conflict': refusal(
    409,
    ['该清单号已用于内容不同的清单', 'this list number was already used with another list'],
    [
      '清单不可改写:用新的清单号上传更正(冲减)条目',
      'a list is never overwritten: send a correcting entry in a list of its own',
    ],
  ),
  'charges-over': refusal(
    409,
    ['病例已结算,不再受理费用清单', 'the stay is settled: no list is taken any more'],
    ['账单有误的,提出更正(hub stay amend)', 'if the bill was wrong, amend it (hub stay amend)'],
  ),
  'check-by-same-person': refusal(
    409,
    ['首诊核实和入院处核实不能由同一人完成', 'one person may not be both the first look and the second'],
    [
      '由另一人核实;夜间只有一人值班的,第二次核实次日补登,不影响收治',
      'somebody else looks; where one person is on duty at night the second look is recorded the next day, and the patient is treated meanwhile',
    ],
  ),
  'role-unfit': refusal(
    403,
    ['该事项由医院另一岗位登记', 'this is for another role of the hospital to record'],
    [
      '首诊核实由首诊医生或病区管理人员、第二次核实由入院处以各自凭证登记,或由医院系统登记并写明经办人',
      'the first doctor or ward officer records the first look, the admission desk the second, each by their own credential; or the hospital’s system records it and names who did it',
    ],
  ),
  'agreement-after-discharge': refusal(
    422,
    ['协议签署日期晚于出院日期', 'the agreement was signed after the discharge'],
    [
      '核对签署日期;出院后不再补签入院协议,确未签署的由负责人确认免予补办(excuse-condition)',
      'check the day; nobody signs an agreement of admission after the discharge, and the person in charge lets one go that was never signed (excuse-condition)',
    ],
  ),
  'condition-after-discharge': refusal(
    422,
    [
      '该事项须在出院前完成,登记的日期晚于出院',
      'this is done before the discharge, and the day given lies after it',
    ],
    [
      '按实际日期登记;确已无法补办的,由负责人确认免予补办(excuse-condition)',
      'give the real day; what can be done no more the person in charge lets go (excuse-condition)',
    ],
  ),
  'voucher-taken': refusal(
    409,
    ['该入院凭单号已用于另一病例', 'this paper slip was entered for another case'],
    ['核对凭单号和住院号', 'check the number of the slip, and the admission number'],
  ),
  'check-conflict': refusal(
    409,
    ['该项类别核对已用不同内容登记', 'this look at the category was recorded with other words'],
    ['如需更正,请联系运维人员', 'ask the operator if the record was wrong'],
  ),
  'amount-beyond-claim': refusal(
    422,
    ['金额超过该申报尚未解决的部分', 'more than what is left of the claim'],
    [
      '核对对方的支付凭证与该申报的余额后重新提交',
      'compare the paper of the payer with what is left of the claim, then send again',
    ],
  ),
  'answer-unfit': refusal(
    422,
    [
      '补录的答复与账单不符或自相矛盾(应有数额见详情)',
      'the answer contradicts the bill or itself; the detail names both figures',
    ],
    [
      '按对方的书面凭证核对后重新补录;凭证本身不平的,请对方更正',
      'compare it with the paper and enter it again; where the paper itself does not add up, have the party correct it',
    ],
  ),
  'credit-line-none': refusal(
    409,
    ['该病例没有惠民就医额度', 'the stay has no credit line'],
    ['以其他方式缴费', 'let the patient pay otherwise'],
  ),
  'credit-payment-by-hand': refusal(
    422,
    [
      '额度支付只以银行答复入账,不能手工登记',
      'a payment from the credit line is booked from the bank’s answer only',
    ],
    [
      '发起额度支用(hub stay draw),或按实际方式登记缴费',
      'order a draw (hub stay draw), or record the payment as it was really made',
    ],
  ),
  'draw-above-own-part': refusal(
    422,
    [
      '支用金额超过可支用的自付部分(可支用数额见详情)',
      'more than may be drawn of the own part; the detail names how much',
    ],
    [
      '不填金额即按可支用数额发起;政策外费用由患者另行支付',
      'leave the amount out to draw what may be drawn; costs outside the policy are paid otherwise',
    ],
  ),
  'draw-too-early': refusal(
    409,
    [
      '尚未告知患者,或告知后期限未满(日期见详情)',
      'the patient was not told, or the days after the notice are not over; the detail names the day',
    ],
    [
      '先登记告知(hub stay draw-notice),期满后再发起;患者同意的,按同意发起',
      'record the notice first (hub stay draw-notice) and draw after its days; with the patient’s consent draw by consent',
    ],
  ),
  'draw-under-way': refusal(
    409,
    ['已有一笔支用在办理', 'a draw is on its way already'],
    [
      '等银行答复后再发起;现金缴费随时可以',
      'wait for the bank’s answer; the patient may pay in cash at any time',
    ],
  ),
  'draw-unknown': refusal(
    404,
    ['没有这笔支用', 'there is no such draw'],
    ['核对支用序号或银行的支用编号', 'check the number of the draw'],
  ),
  'draw-without-mandate': refusal(
    409,
    ['患者未签授权,不能支用', 'the mandate was never signed: nothing may be drawn'],
    [
      '请患者在银行签署授权后重新查询额度,或以其他方式缴费',
      'let the patient sign at the bank, or pay otherwise',
    ],
  ),
  'disbursement-conflict': refusal(
    409,
    [
      '到账与银行支用不符,或已按另一凭证核对',
      'it does not fit the draw, or the draw was matched with another advice',
    ],
    [
      '核对金额和银行回单编号;确有差异的与银行核实',
      'compare amount and advice number; where they really differ ask the bank',
    ],
  ),
  'eligibility-budget-spent': refusal(
    429,
    [
      '今日预查次数已用完(每机构 200 次,每人 3 次)',
      'no more checks today: 200 for an institution, three for one person',
    ],
    [
      '患者已到院时直接办理入院登记;否则次日再查',
      'if the patient is here, send the admission; otherwise ask tomorrow',
    ],
  ),
  'message-in-flight': refusal(
    409,
    [
      '该业务正在发送,现在还不能说未办理',
      'the message is being sent just now: nobody can say that it was not carried out',
    ],
    [
      '稍后重新确认;向对方核实时以最后一次发送之后为准',
      'confirm again in a moment, on the word of the party after the last sending',
    ],
  ),
  'number-of-another-stay': refusal(
    409,
    ['该编号已属于另一笔就诊、结算或申报', 'the number belongs to another visit, settlement or claim'],
    [
      '按对方凭证核对编号;属实则说明两例中有一例录错,先查明',
      'compare it with the paper; if it is right, one of the two cases is wrong, and that is found out first',
    ],
  ),
  'allocation-unfit': refusal(
    409,
    ['该笔到账不能这样分配', 'the money cannot be allocated so'],
    [
      '查看该笔到账的余额与明细后重新分配',
      'look at what is left of it and at its lines, then allocate again',
    ],
  ),
  'claim-unfit': refusal(
    409,
    ['该申报现在不能登记此事项', 'this cannot be booked on the claim as it stands'],
    ['查询该申报的经过后再登记', 'look at what happened to the claim first'],
  ),
  'core-answer-conflict': refusal(
    409,
    ['该报文编号已用于内容不同的应答', 'this message id was delivered before with another reply'],
    ['核对 msgid;每次交易的应答只送交一次原文', 'check the msgid; each transaction has one reply'],
  ),
  'core-answer-mismatch': refusal(
    422,
    [
      '该应答属于另一人、另一次就诊、另一账单或另一交易',
      'the reply is another person’s, visit’s, bill’s or message’s',
    ],
    [
      '按 detail 所列不符字段核对,送交本病例的应答',
      'compare the fields that detail names; deliver the reply of this stay',
    ],
  ),
  'core-answer-unexpected': refusal(
    409,
    ['该病例现在不等待这项应答', 'the stay does not wait for this reply now'],
    [
      '按 detail 的次序送交;病例已结束的,在本院系统撤销',
      'deliver in the order that detail tells; for a stay that is over take it back in your own system',
    ],
  ),
  'core-answer-unreadable': refusal(
    422,
    ['该应答按本地区医保接口表无法读懂', 'the reply cannot be read by the tables of the region’s insurer'],
    [
      '按 detail 所列项目核对;须为医保返回的原文',
      'see what detail names; it must be what the insurer sent, word for word',
    ],
  ),
  'core-answer-digest': refusal(
    422,
    ['应答原文与其摘要不符', 'the reply does not have the digest that was sent with it'],
    [
      'digest 为应答原文(UTF-8)的 SHA-256;重新送交',
      'digest is the SHA-256 of the reply as UTF-8; send it again',
    ],
  ),
  'hub-settles': refusal(
    409,
    ['该病例由本系统办理医保登记和结算', 'the hub registers and settles this stay with the insurer'],
    [
      '勿在本院系统重复办理,已办理的请撤销;改由医院办理须先设定(settled-by),自入院日起适用',
      'do not do it in your own system, and take back what was done; a rule (settled-by) that holds on the day of admission is needed first',
    ],
  ),
  'command-invalid': refusal(
    400,
    ['命令或参数有误', 'the command or one of its arguments is wrong'],
    ['用 hub --help 查看用法', 'see hub --help'],
  ),
  'county-not-found': refusal(
    404,
    ['没有找到正在运行的县', 'no running county was found'],
    [
      '先运行 npm start,或设置 HUB_API_URL 与 HUB_TOKEN',
      'run npm start first, or set HUB_API_URL and HUB_TOKEN',
    ],
  ),
  'county-parameter-conflict': refusal(
    409,
    ['该参数自同一日起已录入另一数值', 'this parameter already has another value from that day'],
    ['已录入的数值不可覆盖;改用新的生效日期', 'values are never overwritten; enter it from another day'],
  ),
  'credential-missing': refusal(
    401,
    ['缺少或无效的访问凭证', 'the credential is missing or not valid'],
    ['在 Authorization 头中提供 Bearer 凭证', 'send a bearer credential in the Authorization header'],
  ),
  'credential-taken': refusal(
    409,
    ['该凭证已属于另一参与方或人员', 'this credential is known as somebody else’s'],
    [
      '凭证不转移:为此人另生成一个(openssl rand -hex 32)',
      'credentials never change hands: make another one (openssl rand -hex 32)',
    ],
  ),
  'credential-unknown': refusal(
    404,
    ['没有这个参与方,或该凭证不属于它', 'no such caller, or the credential is not its own'],
    ['核对参与方编号和凭证', 'check the id of the caller and the credential'],
  ),
  'arrears-minor': refusal(
    409,
    [
      '入院时未满18周岁，不列入恶意欠费记录',
      'the patient was a minor at the admission: minors are never listed',
    ],
    ['与监护人协商延期（分期）还款，或申请救助', 'agree on instalments with the guardian, or ask for relief'],
  ),
  'arrears-not-listed': refusal(
    409,
    [
      '该方案没有恶意欠费记录，或未指定管理单位',
      'the scheme has no record of malicious arrears, or names nobody who keeps it',
    ],
    [
      '欠费仍可追缴、延期（分期）还款、减免或核销；不得影响再次入院',
      'the debt can still be asked for, deferred, waived or written off; it closes no further admission',
    ],
  ),
  'arrears-over': refusal(
    409,
    ['没有在办的恶意欠费事项，或已了结', 'no case of arrears is open, or it is over'],
    [
      '以 hub arrears show 查看；已移出的无须再提异议',
      'look with hub arrears show; nobody need object to what is lifted',
    ],
  ),
  'announcement-changed': refusal(
    409,
    ['将发送的人数与所示不同', 'another count would be written to than was said'],
    [
      '以 hub announcement show 核对后重新放行',
      'look with hub announcement show, and release what is shown there',
    ],
  ),
  'announcement-not-offered': refusal(
    422,
    ['该方案没有可用的群发告知文本', 'the scheme has no text for an announcement'],
    [
      '方案须规定经办机构短信告知,且该日有文本',
      'the scheme must name the message of the bureau, and a text must hold on that day',
    ],
  ),
  'announcement-unfit': refusal(
    409,
    ['该告知的状态不允许这样办理', 'the announcement stands otherwise than this needs'],
    [
      '以 hub announcement show 查看状态;放行须在发送之前,暂停、恢复、停止须在结束之前',
      'look with hub announcement show; release before it goes out, pause, resume or stop before its end',
    ],
  ),
  'announcement-unknown': refusal(
    404,
    ['没有这一群发告知', 'there is no such announcement'],
    ['以 hub announcement list 查看编号', 'hub announcement list shows the references'],
  ),
  'recipients-refused': refusal(
    422,
    ['手机号文件未被接受', 'the file of mobile numbers was not taken'],
    [
      '按 detail 所指修改后重新上传;格式见 docs/LIST-FILES.md',
      'mend what the detail names and send it again; docs/LIST-FILES.md tells the form',
    ],
  ),
  'notice-over': refusal(
    409,
    ['该告知已办理,或已无须告知', 'the patient was told before, or its cause is gone'],
    ['以 hub notice show 查看', 'look with hub notice show'],
  ),
  'notice-unknown': refusal(
    404,
    ['该病例没有这一告知', 'the stay has no such notice to its patient'],
    ['以 hub notice list 查看编号', 'hub notice list shows the numbers'],
  ),
  'cash-count-unknown': refusal(
    404,
    ['没有待说明的日结合计', 'no count of the day waits for an explanation'],
    [
      '先报送当日合计;已说明的无须再办',
      'the hospital sends its count of the day first; what was explained needs nothing more',
    ],
  ),
  'decided-before': refusal(
    409,
    ['复核人参与过原决定', 'whoever decides on an objection decided before'],
    ['由未参与原决定的两人复核', 'two people who did not decide before propose and confirm'],
  ),
  'deferral-not-offered': refusal(
    409,
    ['该方案没有延期(分期)还款', 'the scheme has no deferral or instalments'],
    [
      '由患者缴清;确有困难的,可用指定资金减免(waive)或经医院批准核销(write-off)',
      'the patient pays at once; else named money (waive) or the hospital’s own approved write-off (write-off)',
    ],
  ),
  'discharge-before-admission': refusal(
    422,
    ['出院日期早于入院日期', 'the discharge day lies before the admission day'],
    ['核对出院日期', 'check the discharge day'],
  ),
  'discharge-conflict': refusal(
    409,
    ['该病例已用另一账单办理出院', 'this case was already discharged with another bill'],
    [
      '尚未结算的,撤销入院登记后重新登记;已结算而账单有误的,提交更正',
      'not settled yet: cancel the stay and admit anew; settled, and the bill was wrong: amend it',
    ],
  ),
  'doctor-found-faults': trouble(
    503,
    ['检查发现问题', 'the check found something wrong'],
    ['按每一项后面的说明处理', 'do what stands behind each item'],
  ),
  'expectation-unsupported': refusal(
    417,
    ['不支持该 Expect 请求头', 'this Expect header is not supported'],
    ['不发送 Expect 请求头', 'leave the Expect header out'],
  ),
  'file-unreadable': refusal(
    422,
    ['文件无法读取,或不是有效的 JSON', 'the file cannot be read, or is not valid JSON'],
    ['检查文件路径和内容', 'check the path and the content of the file'],
  ),
  'headers-too-large': refusal(
    431,
    ['请求头(含地址)过大', 'the headers, the address among them, are too large'],
    ['缩短地址和请求头', 'send a shorter address and fewer headers'],
  ),
  'http-malformed': refusal(
    400,
    ['不是有效的 HTTP/1.1 请求', 'this is no valid HTTP/1.1 request'],
    ['检查客户端或代理发送的内容', 'check what the client or a proxy sends'],
  ),
  'hub-unreachable': trouble(
    503,
    ['无法连接 hub 接口', 'the hub does not answer'],
    ['运行 hub doctor 查看原因', 'run hub doctor to see why'],
  ),
  'hold-over': refusal(
    409,
    ['该暂停已结束', 'this hold is over'],
    ['查看现有暂停(hub party holds)', 'see the holds there are (hub party holds)'],
  ),
  'hold-unknown': refusal(
    404,
    ['没有这个暂停', 'there is no such hold'],
    ['查看现有暂停(hub party holds)', 'see the holds there are (hub party holds)'],
  ),
  'idempotency-key-reused': refusal(
    422,
    ['同一幂等键用于了不同的请求', 'this idempotency key was used for another request'],
    ['为新的请求使用新的幂等键', 'use a new key for a new request'],
  ),
  'institution-unknown': refusal(
    422,
    ['没有登记这家医疗机构', 'this institution is not registered'],
    ['核对机构代码,或请运维人员登记', 'check the institution code, or ask the operator to register it'],
  ),
  internal: bug(
    500,
    ['系统内部错误', 'an internal error'],
    ['请将错误编号告知运维人员', 'tell the operator the error id'],
  ),
  'list-conflict-unknown': refusal(
    404,
    ['没有这条不一致记录', 'there is no such conflict'],
    ['核对编号', 'check its number'],
  ),
  'list-decided': refusal(
    409,
    ['该版本已有相反的决定', 'somebody decided otherwise about this version'],
    ['查询该版本的状态', 'look up the state of the version'],
  ),
  'list-file-gone': refusal(
    410,
    ['该版本的原始文件已不再保存', 'the file of this version is no longer kept'],
    ['查询逐行错误,或重新上传', 'read the errors row by row, or send the file again'],
  ),
  'list-not-held': refusal(
    409,
    ['该版本不在待复核状态', 'this version does not wait for a decision'],
    ['查询该版本的状态', 'look up the state of the version'],
  ),
  'list-not-released': refusal(
    409,
    ['该版本尚未发布', 'this version was not released'],
    ['查询该版本的状态', 'look up the state of the version'],
  ),
  'list-version-over': refusal(
    409,
    ['该版本已处理完毕', 'this version was dealt with'],
    [
      '查询该版本的状态;要再次发布,请重新报送文件',
      'look up the state of the version; to have it released, send the file anew',
    ],
  ),
  'list-version-unknown': refusal(
    404,
    ['没有这个名单版本', 'there is no such version of the list'],
    ['核对版本号', 'check the number of the version'],
  ),
  'list-unknown': refusal(
    404,
    ['没有这个名单', 'there is no such list'],
    ['核对名单编号', 'check the list id'],
  ),
  'media-type-unsupported': refusal(
    415,
    ['不支持这种内容类型', 'this content type is not supported'],
    ['改用文档所列的内容类型', 'use a content type that the documentation lists'],
  ),
  'not-allowed': refusal(
    403,
    ['该凭证无权执行此操作', 'this credential may not do that'],
    ['使用有权限的凭证', 'use a credential that may'],
  ),
  'paper-character-missing': refusal(
    422,
    ['打印字库没有其中的字,未打印', 'no font has a character of it, and nothing was printed'],
    [
      '按 detail 核对该字是否录错;确为该字的,加 byHand=true 打印(hub stay paper --by-hand),方框处由经办人对照证件手写并签名',
      'check by the detail whether the character is a slip; if it is right, print with byHand=true (hub stay paper --by-hand): it leaves a box, written in by hand from the document and signed',
    ],
  ),
  'paper-not-ready': refusal(
    409,
    ['这份材料现在不能打印', 'this paper cannot be printed now'],
    [
      '原因见 detail;现在可打印的见 hub stay papers 或 GET /v1/stays/{caseRef}/papers',
      'the detail says why; what can be printed now: hub stay papers, or GET /v1/stays/{caseRef}/papers',
    ],
  ),
  'party-on-hold': refusal(
    409,
    ['该单位在这段时间已暂停', 'the party is on hold already in that time'],
    [
      '查看现有暂停(hub party holds),先解除或改期',
      'see the holds there are (hub party holds); release one, or choose another time',
    ],
  ),
  'party-unknown': refusal(
    404,
    ['没有这个参与方', 'there is no such organisation'],
    ['先登记该单位(PUT /v1/parties/{id})', 'register the organisation first (PUT /v1/parties/{id})'],
  ),
  'insurer-not-reconciled': refusal(
    409,
    [
      '本地医保接口资料未载明对账(3201、3202),未与医保对账',
      'the file of this region does not say how its insurer reconciles (3201, 3202)',
    ],
    [
      '按所列条目补充当地资料:接口资料文件或县参数(docs/INSURER-REGIONS.md)',
      'enter what is listed: in the region’s file, or as the county’s own entries (docs/INSURER-REGIONS.md)',
    ],
  ),
  'interim-empty': refusal(
    409,
    ['自上次结算以来没有可结算的费用', 'nothing was charged since the last bill'],
    ['上传费用清单后再结算', 'send the lists of charges first'],
  ),
  'interim-not-allowed': refusal(
    409,
    ['该病例不能在住院期间与支付方结算', 'this stay is not settled with the payers in mid-stay'],
    [
      '出院时一并结算;可按医院办法分阶段缴费',
      'it is settled with the discharge; the patient may pay on account',
    ],
  ),
  'pre-settlement-unavailable': refusal(
    409,
    ['该病例不能向医保预结算', 'the insurer tries no bill of this stay'],
    [
      '不影响治疗和出院;预计个人负担见费用清单的测算',
      'neither treatment nor discharge waits for it; what the lists come to stands in the estimate',
    ],
  ),
  'interim-not-newest': refusal(
    409,
    ['须先撤回较新的阶段账单', 'a newer bill of the stay is to be taken back first'],
    ['按 detail 中的编号从新到旧撤回', 'take them back newest first: detail names the number'],
  ),
  'interim-not-reached': refusal(
    409,
    ['尚未达到医院分阶段结算的条件', 'the hospital’s rule of settling in mid-stay is not reached'],
    ['待达到天数或金额后再结算', 'wait until its days or amount are reached'],
  ),
  'interim-open': refusal(
    409,
    ['上一阶段账单尚在办理', 'another bill of the stay is being settled or taken back'],
    ['办结或撤回后再结算', 'wait for it, or take it back'],
  ),
  'interim-unknown': refusal(
    404,
    ['该病例没有这个阶段账单', 'the stay has no such bill'],
    ['查询病例的 interimBills', 'look at interimBills of the stay'],
  ),
  'interim-without-rule': refusal(
    409,
    ['入院日没有医院的分阶段结算办法', 'no rule of the hospital of the admission day asks for it'],
    [
      '由医院两人设定办法(PUT /v1/institutions/{id}/staging-rules)',
      'two people of the hospital put one (PUT /v1/institutions/{id}/staging-rules)',
    ],
  ),
  'payment-conflict': refusal(
    409,
    ['该缴费编号已用于内容不同的缴费', 'this payment id was already used with another payment'],
    ['为新的缴费使用新的编号', 'use a new id for a new payment'],
  ),
  'payment-stage-unknown': refusal(
    404,
    ['该病例没有这个缴费阶段', 'the stay has no such stage of payment'],
    ['查询病例的 onAccount.stages', 'look at onAccount.stages of the stay'],
  ),
  'origin-foreign': refusal(
    403,
    ['不接受其他网站页面发起的写操作', 'a page of another site may not write here'],
    ['从本系统的页面或程序发送', 'send it from a page of this site or from a program'],
  ),
  'rate-limited': trouble(
    429,
    ['请求过于频繁', 'too many requests'],
    ['按 Retry-After 稍后再试', 'try again after Retry-After'],
  ),
  'registry-delivery-unknown': refusal(
    404,
    ['没有这条待送达的报文', 'no such message waits'],
    ['查询未送达报文', 'see GET /v1/registry-deliveries'],
  ),
  'registry-message-refused': refusal(
    403,
    [
      '社会登记报文的发送方、签名或加密不被接受',
      'the sender, signature or encryption of the message is not accepted',
    ],
    ['按 detail 中的标准代码更正', 'correct what the standard’s code in detail names'],
  ),
  'registry-peer-unknown': refusal(
    404,
    ['没有登记这个参与方', 'no such party is registered'],
    ['先登记参与方', 'register the party first'],
  ),
  'remittance-conflict': refusal(
    409,
    ['该银行流水号已用另一金额或日期登记', 'the bank reference was recorded with another amount or day'],
    ['核对银行流水号、金额和到账日期', 'check reference, amount and day'],
  ),
  'remittance-unknown': refusal(
    404,
    ['没有这笔到账', 'there is no such remittance'],
    ['核对到账编号(hub remittance list)', 'check its number (hub remittance list)'],
  ),
  'request-in-progress': trouble(
    409,
    ['同一幂等键的请求正在处理', 'the same request is still being worked on'],
    ['按 Retry-After 稍后用同一幂等键再试', 'try again with the same key after Retry-After'],
  ),
  'request-invalid': refusal(
    422,
    ['请求内容有误', 'the request is not valid'],
    ['按 errors 逐项更正', 'correct each item of errors'],
  ),
  'request-too-slow': refusal(
    408,
    ['请求未在规定时间内发送完毕', 'the request did not arrive in time'],
    ['检查网络后重新提交', 'check the line and send again'],
  ),
  'route-unknown': refusal(
    404,
    ['没有这个地址', 'there is no such route'],
    ['查看接口文档', 'see the API documentation'],
  ),
  'amendment-open': refusal(
    409,
    ['该病例已有更正的账单正在重新结算', 'a corrected bill of the stay is being settled already'],
    [
      '等待其完成;撤销结果不明时先与医保核实并重新查询(ask-again)',
      'wait for it; while its reversal is unknown, find out from the insurer and ask again',
    ],
  ),
  'amend-claim-disputed': refusal(
    409,
    [
      '有支付方拒付的部分尚未处理,账单暂不能更正',
      'what a payer refused of the stay is not settled: no bill is amended meanwhile',
    ],
    [
      '先处理该笔拒付:补正后重新申报(resubmit)、顺延(pass-on)或医院承担(bear),再提出更正',
      'first say what becomes of it (resubmit, pass-on or bear), then amend',
    ],
  ),
  'amend-inputs-missing': refusal(
    409,
    [
      '该病例由0.1.0版结算,当时的结算依据未保存,不能重算',
      'the stay was settled by version 0.1.0, which did not keep what it settled from: it cannot be worked out again',
    ],
    [
      '由医保经办机构手工更正;此后支付方的补付、收回按到账登记(hub remittance),患者的差额以减免(waive)或退款处理',
      'the bureau corrects it by hand; what payers then pay or take back is booked as it comes (hub remittance), the patient’s difference by waive or refund',
    ],
  ),
  'benefit-kept-in-emergency': refusal(
    409,
    ['急危重症患者的待遇不终止', 'in a critical emergency the benefit does not end'],
    [
      '继续救治,不催缴;急危重症解除后仍有依据的,按方案另行处理',
      'go on treating and ask for no deposit; what is owed is settled at discharge',
    ],
  ),
  'cancel-after-settlement': refusal(
    409,
    ['已结算的病例不能撤销入院', 'a stay that was settled is not cancelled'],
    [
      '账单有误请提出撤销后重新结算(amend);医保结算违反规则请提出 reverse-core',
      'for a wrong bill propose amend; for a core answer that broke the rules propose reverse-core',
    ],
  ),
  'bulk-changed': refusal(
    409,
    ['符合条件的病例数与预览时不同', 'other stays fit than when you looked'],
    ['重新预览,再按新的数目提交', 'preview again, then send the new number'],
  ),
  'bulk-too-many': refusal(
    409,
    ['符合条件的病例过多,不能一次办理', 'more stays fit than are taken up in one order'],
    ['按机构、支付方或是否逾期缩小范围', 'narrow it by institution, by party, or to what is overdue'],
  ),
  'bulk-unknown': refusal(
    404,
    ['没有这项批量处理', 'there is no such order about many stays'],
    ['核对编号', 'check its number'],
  ),
  'resolution-in-bulk': refusal(
    409,
    ['该事项已在一项批量处理中等待执行', 'an order about many stays will take it up already'],
    ['等待其执行,或撤回该批量处理', 'wait for it, or withdraw that order'],
  ),
  'resolution-open': refusal(
    409,
    ['该事项已有待确认的处理', 'a proposal about this waits for its second person already'],
    ['确认或撤回该处理,再提出新的', 'have it confirmed or withdraw it, then propose anew'],
  ),
  'resolution-over': refusal(
    409,
    ['该处理已办结或已撤回', 'the proposal was carried out or withdrawn'],
    ['查询该病例的处理记录', 'look up the resolutions of the case'],
  ),
  'resolution-stale': refusal(
    409,
    ['病例在您查看之后已有变化', 'something happened to the case since you looked'],
    [
      '重新查看病例与预览,再按新的 revision 提交',
      'look at the case and the preview again, then send the new revision',
    ],
  ),
  'resolution-unfit': refusal(
    409,
    ['该处理方式不适用于该病例当前的事项', 'this does not fit what the case waits for'],
    ['查看该病例的待办事项及可用的处理方式', 'see what the case waits for, and what is offered for it'],
  ),
  'resolution-unknown': refusal(
    404,
    ['没有这项处理', 'there is no such resolution'],
    ['核对编号', 'check its number'],
  ),
  'delivery-key-refused': refusal(
    422,
    ['该密钥不能用于名单下发', 'the lists cannot be sealed to this key'],
    [
      '不是 P-256 曲线上的公钥;提交 kty、crv、x、y;私钥(d)不得提交,误交的须作废重做',
      'it is no public key of P-256; send kty, crv, x and y, never d: a key whose private half was sent is made anew',
    ],
  ),
  'delivery-key-unknown': refusal(
    409,
    ['该机构没有登记这个公钥', 'the hospital has not registered this key'],
    [
      '先由机构登记公钥,再与机构核对指纹:hub delivery key 机构编码',
      'the hospital registers its key first; compare the thumbprint with it: hub delivery key <institution>',
    ],
  ),
  'list-delivery-differs': refusal(
    409,
    ['回执摘要与下发内容不一致', 'the digest of the receipt is not that of what was delivered'],
    [
      '重新取走各页,逐页解密,按页序对各页明文的 SHA-256 再取 SHA-256',
      'fetch every page again, open it, and take SHA-256 over the SHA-256 of each opened page, in their order',
    ],
  ),
  'list-delivery-not-fetched': refusal(
    409,
    ['尚有未取走的页', 'pages of it were not fetched'],
    ['取走 detail 所列各页后再回执', 'fetch the pages that the detail names, then send the receipt'],
  ),
  'list-delivery-not-in-scheme': refusal(
    409,
    ['该机构所在地的方案没有名单下发', 'the scheme of this place pushes no lists to institutions'],
    ['名单下发须有文件依据', 'lists go to hospitals only where the scheme says so'],
  ),
  'list-delivery-off': refusal(
    409,
    ['该机构未开通名单下发', 'the lists do not go to this hospital'],
    [
      '由卫健委两人开通(hub institution list-delivery),并写明机构已登记公钥的指纹',
      'two people of the health commission switch it on (hub institution list-delivery) and name the thumbprint of the registered key',
    ],
  ),
  'list-delivery-over': refusal(
    409,
    ['该次下发已回执、过期、被取代或销毁', 'this delivery is receipted, expired, replaced or destroyed'],
    [
      '用 GET /v1/list-deliveries 查看现有的;需要全部名单时 POST 并写 whole',
      'see GET /v1/list-deliveries for what waits now; POST there with `whole` for all of the list',
    ],
  ),
  'list-delivery-unknown': refusal(
    404,
    ['没有这次名单下发', 'there is no such delivery of the lists'],
    ['用 GET /v1/list-deliveries 查看', 'see GET /v1/list-deliveries'],
  ),
  'rule-conflict': refusal(
    409,
    ['该编号的规则已生效,内容不同', 'the rule of this number is in force with other words'],
    [
      '已生效的规则不可改写;用新的编号和日期;提前终止的,只改截止日(明日起;不约束住院的可当日),由两人办理',
      'a rule in force is never overwritten; put another number and other days; one that is to end earlier is put in the same words with an earlier day, tomorrow at the earliest (today where it binds no stay), by two people',
    ],
  ),
  'rule-overlaps': refusal(
    409,
    ['与一条已生效的规则日期重叠', 'the days overlap with those of a rule in force'],
    ['见 detail 所列规则,改用不重叠的日期', 'see the rule that the detail names, and choose other days'],
  ),
  'scheme-elsewhere': refusal(
    422,
    ['该方案不在本机构所在地施行', "the scheme is not the one of the institution's place"],
    ['改用所列方案，或不填写方案', 'name the scheme that is told, or none'],
  ),
  'scheme-none-here': refusal(
    422,
    ['本机构所在地没有已知的方案', 'no scheme is known at the place of the institution'],
    ['查看 GET /v1/schemes', 'see GET /v1/schemes'],
  ),
  'scheme-not-in-force': refusal(
    422,
    ['该方案在当日不在施行期内', 'the scheme is not in force on that day'],
    ['核对日期或方案', 'check the day or the scheme'],
  ),
  'scheme-unknown': refusal(
    422,
    ['没有这个方案', 'there is no such scheme'],
    ['查看 GET /v1/schemes', 'see GET /v1/schemes'],
  ),
  'second-person-needed': refusal(
    403,
    ['须由有权的另一人确认', 'another person, who has the power, must confirm it'],
    [
      '名单由主管部门的另一人复核放行;病例处理由所示机构的另一人确认;经办与确认不得为同一人',
      'a list: another person of its agency releases it; a resolution: another person of the office it names confirms it; nobody confirms their own',
    ],
  ),
  'stage-unfit': refusal(
    409,
    ['病例当前阶段不允许此操作', 'the case is not at a stage for that'],
    ['先查询病例的当前阶段', 'look up the stage of the case first'],
  ),
  'store-refuses-value': refusal(
    422,
    ['请求中有数据库不接受的值', 'the store refuses a value of the request'],
    [
      '核对各项取值;如无误,请将 errorId 告知运维',
      'check the values; tell the operator the errorId if they are right',
    ],
  ),
  'store-unavailable': trouble(
    503,
    ['数据库暂时不可用', 'the store is not available for now'],
    ['按 Retry-After 稍后再试', 'try again after Retry-After'],
  ),
  'token-request-invalid': refusal(
    400,
    ['换取访问令牌的请求有误', 'the request for an access token is not valid'],
    [
      '以表单提交 grant_type=client_credentials、client_id 与 client_secret',
      'send grant_type=client_credentials, client_id and client_secret as a form',
    ],
  ),
  'workflow-lives': refusal(
    409,
    ['流程仍在,无需重新启动', 'the workflow lives; there is nothing to start anew'],
    [
      '查询该病例或名单版本;已暂停的流程在 Temporal UI 中恢复',
      'look the stay or the list version up; unpause a paused one in the Temporal UI',
    ],
  ),
  'webhook-address-refused': refusal(
    422,
    ['该地址不能作为推送地址', 'the hub may not be sent to this address'],
    [
      '见 detail:not-found 域名无法解析;private 内网地址,须由运维列入 HUB_WEBHOOK_NETWORKS;not-encrypted 须用 https',
      'see detail: not-found, the name has no address; private, the operator must name its network in HUB_WEBHOOK_NETWORKS; not-encrypted, use https',
    ],
  ),
  'webhook-message-unknown': refusal(
    404,
    ['该地址没有这条消息,或已超过保留期', 'this address was never told that message, or it is forgotten'],
    [
      '不带 after 从头补读,已有的按 id 略过',
      'leave `after` out to read from the first that is kept, and skip the ids that you have',
    ],
  ),
  'webhook-unknown': refusal(
    404,
    ['没有该推送地址', 'there is no such webhook of yours'],
    ['用 GET /v1/webhooks 查看本单位的推送地址', 'see GET /v1/webhooks for those of your organisation'],
  ),
  'webhooks-too-many': refusal(
    409,
    ['本单位推送地址已达上限(5 个)', 'your organisation has five webhooks, and may not have more'],
    ['先删除不用的推送地址', 'remove one that is not used'],
  ),
  'workflows-unavailable': trouble(
    503,
    ['流程引擎(Temporal)暂时不可用', 'the workflow engine (Temporal) is not available for now'],
    [
      '按 Retry-After 稍后再试;持续不可用时运行 hub doctor',
      'try again after Retry-After; run hub doctor when it stays away',
    ],
  ),
} as const satisfies Record<string, Failure>;

export type FailureCode = keyof typeof failures;

/** One thing wrong with one part of a request; a request gets all of them at once. */
export interface FieldError extends Words {
  /** JSON pointer into the body, such as `/patient/idNumber`. */
  readonly path: string;
  readonly code: string;
  /** The character that is meant, such as 'U+200B', and where it stands, from 1. */
  readonly character?: string;
  readonly position?: number;
}

/** A failure with its code; messages hold codes and our ids only, never personal data. */
export class HubProblem extends Error {
  readonly code: FailureCode;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[];
  /** When trying again makes sense, if that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: FailureCode,
    more: {
      readonly detail?: string;
      readonly errors?: readonly FieldError[];
      readonly cause?: unknown;
      readonly retryAfterSeconds?: number;
    } = {},
  ) {
    super(more.detail === undefined ? code : `${code}: ${more.detail}`, { cause: more.cause });
    this.name = 'HubProblem';
    this.code = code;
    this.detail = more.detail;
    this.errors = more.errors ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

type Bilingual = readonly [zh: string, en: string];

function refusal(status: number, text: Bilingual, todo: Bilingual): Failure {
  return failure('refusal', status, text, todo);
}

function trouble(status: number, text: Bilingual, todo: Bilingual): Failure {
  return failure('trouble', status, text, todo);
}

function bug(status: number, text: Bilingual, todo: Bilingual): Failure {
  return failure('bug', status, text, todo);
}

function failure(kind: FailureKind, status: number, [zh, en]: Bilingual, todo: Bilingual): Failure {
  return { status, kind, zh, en, todo: { zh: todo[0], en: todo[1] } };
}
