import type { AttentionCode } from './stay.ts';
import type { Words } from './words.ts';

/** What a person reads about a wait: in the Temporal UI's current details, the attention list and docs/OPERATIONS.md. */
interface AttentionText extends Words {
  readonly todo: Words;
}

export const attentionTexts = {
  'agency-wait': {
    zh: '等待外部单位答复,已超过其承诺时限',
    en: 'waiting for a party beyond its promised time',
    todo: {
      zh: '联系该单位或检查网络;恢复后系统自动继续,无需重新提交',
      en: 'call the party or check the network; the case goes on by itself, nothing needs to be sent again',
    },
  },
  'party-not-connected': {
    zh: '与该外部单位未接通:未配置其接口地址,或对方网关因我方设置(签名、交易、凭证)拒收,业务未到达对方',
    en: 'not connected with this party: no address of it is configured, or its gateway turned us away for a setting of ours (signature, transaction, credential); nothing reached it',
    todo: {
      zh: '由运维设置该单位的 HUB_PARTY_…_URL 与凭证,或按详情更正接口设置,并重启工作进程;系统自动继续;期间对方的书面答复可补录(enter-answer),由对方确认',
      en: 'the operator sets HUB_PARTY_…_URL of the party and its credential, or mends the setting that the detail names, and starts the workers again; the case goes on by itself; meanwhile an answer on paper is entered by enter-answer, and the party confirms',
    },
  },
  'party-on-hold': {
    zh: '已暂停向该外部单位发送,业务排队等候',
    en: 'on hold: nothing is sent to this party, and what is due for it waits in line',
    todo: {
      zh: '对方恢复后由操作人员解除(hub party release);排队的业务按先后自动发出,无需重新提交',
      en: 'once the party is back the operator lifts the hold (hub party release); what waits goes out by itself, in order',
    },
  },
  'reply-mismatch': {
    zh: '对方的应答属于另一笔业务,未予采用',
    en: 'the reply answers another question than ours and was not used',
    todo: {
      zh: '请对方核查接口为何串报文(不符字段见详情);系统以原编号查询,不会重复办理,也不要另行补办',
      en: 'the party finds out why its service mixes replies (the detail names the fields); the hub asks by the number it sent and repeats nothing, and nobody does it again by hand',
    },
  },
  'outcome-unknown': {
    zh: '已发送,但不知对方是否已办理',
    en: 'sent, but it is not known whether the party carried it out',
    todo: {
      zh: '系统以同一编号查询;不要另行补办,必要时索取对账文件;对方书面说明已办或未办的,补录办理结果(hub resolve … record-outcome),由对方确认',
      en: 'the hub asks with the same key; do not do it again by hand, ask for the statement file if it lasts; what the party states about it is recorded by hub resolve … record-outcome, and the party confirms',
    },
  },
  'cover-refused': {
    zh: '医保未受理参保查询,不等于未参保',
    en: 'the insurer refused to look the person up, which does not mean that the person is not insured',
    todo: {
      zh: '按所示退回原因更正(证件、机构或接口),再重新查询(hub resolve … ask-again);等待期间照常收治',
      en: 'correct what the code of the refusal names (papers, institution or interface), then hub resolve … ask-again; treat the patient meanwhile',
    },
  },
  'identity-mismatch': {
    zh: '姓名与证件号不符:窗口、名单与医保的姓名不一致,或只有一处说过',
    en: 'name and identity number do not fit: window, lists and insurer spell the name differently, or only one of them knows it',
    todo: {
      zh: '医院核对证件;写错则更正姓名(correct-name)或证件号(correct-identity-number),系统重新查询并判定;无误而名单有误,请主管部门更正名单;均无误则由操作人员凭证据判定。等待期间照常收治',
      en: 'the hospital looks at the papers again; a slip is put right by correct-name or correct-identity-number, and all is asked and decided anew; an error of a list is for its agency to correct; if all is right, the operator decides with evidence. Treat the patient meanwhile',
    },
  },
  'overlapping-stay': {
    zh: '同期在院:同一人同日在另一医院住院',
    en: 'the same person is in another hospital on the same days',
    todo: {
      zh: '与两家医院核实:是否证件号录错(更正)、前院漏办出院(补办),或冒名;核实后登记结果(explain-overlap)。治疗不受影响',
      en: 'ask both hospitals: a wrong number (correct it), a discharge not entered there (enter it), or somebody else’s card; then record what was found (explain-overlap). The treatment goes on',
    },
  },
  'unsettled-stay': {
    zh: '前次住院未结算,患者已再次入院',
    en: 'an earlier stay is not settled, and the patient is in hospital again',
    todo: {
      zh: '由前次住院的医院办结结算;后次住院不因此被拒,也不当作恶意逃费',
      en: 'the hospital of the earlier stay settles it; the later stay is not refused for it, and by itself it is no malicious arrears',
    },
  },
  'decision-review': {
    zh: '资格需人工判定',
    en: 'a person must decide on eligibility',
    todo: {
      zh: '查看决定的理由与缺少的事实,凭证据提出核定(hub resolve … decide),由有权单位的人员确认',
      en: 'read the reasons and missing facts of the decision, propose one with evidence (hub resolve … decide); an officer of the office that has the power confirms',
    },
  },
  'admission-refused': {
    zh: '医保拒绝入院登记',
    en: 'the insurer refused to register the admission',
    todo: {
      zh: '按所示退回原因更正,再重新查询(hub resolve … ask-again);治疗不受影响',
      en: 'correct what the code of the refusal names, then hub resolve … ask-again; the treatment goes on',
    },
  },
  'core-answer-awaited': {
    zh: '本院自行办理医保,等待送交医保应答',
    en: 'the hospital settles with the insurer itself; the insurer’s reply is awaited from it',
    todo: {
      zh: '由医院窗口在本院系统办理详情所列交易,并把医保应答原文送交(hub stay core-answer <病例> <文件>);系统不代为办理',
      en: 'the hospital’s window carries out the transaction that the detail names in its own system and delivers the reply word for word (hub stay core-answer <case> <file>); the hub does not do it in its place',
    },
  },
  'core-answer-differs': {
    zh: '送交的医保应答与医保现有记录不一致',
    en: 'the insurer shows otherwise than the reply that the hospital delivered',
    todo: {
      zh: '医院与医保经办机构核对;医保更正后重新查询(ask-again);结算有误的撤销后重新结算(reverse-core,经办机构确认),登记有误的撤销入院(cancel)',
      en: 'hospital and insurance bureau compare; once the insurer put it right ask again (ask-again); a wrong settlement is taken back and made anew (reverse-core, confirmed by the bureau), a wrong registration by cancel',
    },
  },
  'facts-missing': {
    zh: '当地医保要求的内容尚未填写,未向医保发送',
    en: 'the form of the insurer wants what nobody has given yet; nothing was sent to it',
    todo: {
      zh: '医院按详情所列中文项补充(hub resolve … give-facts --clinical 文件),系统随即继续;治疗不受影响',
      en: 'the hospital gives what the detail names (hub resolve … give-facts --clinical file); the stay goes on at once. The treatment goes on meanwhile',
    },
  },
  'list-stale': {
    zh: '认定名单超过期限未更新',
    en: 'an identity list is older than the scheme allows',
    todo: {
      zh: '请主管部门推送新名单(hub list push),或查看每晚取数为何失败(hub list status);本病例不因此被拒',
      en: 'ask the agency for a new list (hub list push), or see why the nightly fetch fails (hub list status); the stay is not refused for it',
    },
  },
  'list-held': {
    zh: '可疑的名单版本等待另一人复核',
    en: 'a suspicious version of a list waits for a second person',
    todo: {
      zh: '查看该版本的预览与原因(hub list status),由另一人放行(hub list release)或退回(hub list release --reject);现行名单继续使用',
      en: 'look at its preview and reasons (hub list status), then somebody else releases it (hub list release) or rejects it (hub list release --reject); the present list goes on serving',
    },
  },
  'list-pull-failed': {
    zh: '多次未能从主管部门取得名单',
    en: 'a list could not be fetched from its agency, many times in a row',
    todo: {
      zh: '按所示原因联系主管部门或检查其接口与网络,然后运行 hub list pull <listId>;现行名单继续使用',
      en: 'see the cause, call the agency or check its interface and the network, then hub list pull <listId>; the present list goes on serving',
    },
  },
  'list-conflict': {
    zh: '名单之间,或名单与医保的人员身份标识不一致',
    en: 'the lists, or the lists and the label of the insurer, do not agree about the person',
    todo: {
      zh: '查看哪一处不同(hub conflict list),与主管部门和医保核实并登记结果(hub conflict settle);决定已按方案的先后次序作出,不因此更改',
      en: 'see who says what (hub conflict list), ask the agencies and the insurer, and record who was right (hub conflict settle); the decision follows the precedence of the scheme and stands',
    },
  },
  'settlement-refused': {
    zh: '医保结算未通过',
    en: 'the insurer refused the settlement',
    todo: {
      zh: '按所示退回原因更正,再重新查询(hub resolve … ask-again)',
      en: 'correct what the code of the refusal names, then hub resolve … ask-again',
    },
  },
  'settlement-incomplete': {
    zh: '缺少结算所需的县级参数或诊断',
    en: 'a county parameter or the diagnosis that the settlement needs is missing',
    todo: {
      zh: '录入该方案的县级参数(合同赔付比例、红十字会救助标准),再重新查询;诊断缺少或不够具体,由医院更正(hub resolve … correct-diagnosis)',
      en: 'enter the county parameter of the scheme (contract ratio, Red Cross standards), then ask-again; a diagnosis that is missing or not exact is given by the hospital (hub resolve … correct-diagnosis)',
    },
  },
  'settlement-review': {
    zh: '支付方的答复不符合方案规则',
    en: 'an answer of a payer breaks the rules of the scheme',
    todo: {
      zh: '与医保经办机构核对结算结果,查清前不入账:答复有误的撤销重算(reverse-core);答复无误的由经办机构提出认可(accept-answer),由承担差额的单位确认',
      en: 'check the settlement with the insurer; nothing is booked meanwhile: a wrong answer is taken back (reverse-core), a right one is accepted on the word of the bureau (accept-answer), and whoever pays the difference confirms',
    },
  },
  'condition-due': {
    zh: '方案要求的核实或手续到期未补齐',
    en: 'a check or a paper that the scheme asks for was not done in time',
    todo: {
      zh: '由详情所列人员补办并登记(hub stay check / agreement / record),真实日期照填;治疗、出院和结算不停;确已无法补办的,经负责人确认免予补办(hub resolve … excuse-condition)',
      en: 'whoever the detail names does it and records it with its real day (hub stay check / agreement / record); treatment, discharge and settlement go on meanwhile. What can be done no more is let go with the person in charge (hub resolve … excuse-condition)',
    },
  },
  'settlement-due': {
    zh: '出院超过三个工作日仍未结算',
    en: 'not settled three working days after the discharge',
    todo: {
      zh: '医院查看同一病例的其他待办(医保未答复、被拒或缺参数)并催办,再重新查询(hub resolve … ask-again);患者已可先离院,不得因此留人或另收押金',
      en: 'the hospital looks at what else the stay waits for (an insurer that does not answer, a refusal, a parameter) and sees to it, then hub resolve … ask-again; the patient has left or may leave, and is neither held nor asked for a deposit',
    },
  },
  'original-kept': {
    zh: '医院留存了患者卡证原件',
    en: 'the hospital kept an original card or paper of the patient',
    todo: {
      zh: '当日归还原件(只留复印件),不以缴费为条件;归还后登记(hub stay record <病例> <文件>,papers-returned)',
      en: 'the original goes back the same day (copies only stay), whatever is unpaid; record that it went back (hub stay record <case> <file>, papers-returned)',
    },
  },
  'refund-due': {
    zh: '多收,应退款(更正账单后、分阶段缴费多于个人负担,或窗口与银行重复缴费)',
    en: 'more was taken than is owed, after a corrected bill, on account, or at the window and by the bank: it goes back',
    todo: {
      zh: '财务退款后登记退款日与收据号(refund),由负责人确认;未退清前病例不办结',
      en: 'the finance desk pays it back and records day and receipt (refund), and the person in charge confirms; the stay does not close before',
    },
  },
  'reversal-unknown': {
    zh: '已请医保撤销,但不知是否已撤销',
    en: 'the insurer was asked to take it back, and it is not known whether it did',
    todo: {
      zh: '向医保核实该次结算或登记现在的状态;之后重新查询(hub resolve … ask-again),系统以对方现状为准,仍未撤销才再次申请;期间原结算不变,不会另行结算',
      en: 'find out from the insurer how it stands; then hub resolve … ask-again: what stands there counts, and only what still stands is asked for again. Until then the settlement stays and nothing is settled anew',
    },
  },
  'reversal-not-possible': {
    zh: '医保已不能撤销(如结算期已清算)',
    en: 'the insurer takes it back no more, such as after its period was cleared',
    todo: {
      zh: '与医保经办机构商定:由其放开后重新查询(ask-again),或维持原结算(keep-settlement,经办机构确认),差额由其手工更正或在下期清算',
      en: 'agree with the insurance bureau: it opens the period and you ask again (ask-again), or the settlement stays (keep-settlement, confirmed by the bureau) and it corrects by hand or nets it in the next period',
    },
  },
  'payer-refused': {
    zh: '支付方拒付',
    en: 'a payer refused its part',
    todo: {
      zh: '该款项为医院争议应收:补正后重新申报(hub resolve … resubmit),方案规定顺延的由后一支付方承接(pass-on),或经批准由医院承担(bear,须另一人确认);不转嫁给患者',
      en: 'the amount is in dispute: claim it anew once it is put right (hub resolve … resubmit), let the next payers take it over where the scheme says so (pass-on), or let the hospital bear it with approval (bear, confirmed by another person); it never moves to the patient',
    },
  },
  'payment-mismatch': {
    zh: '到账金额与应付金额不一致',
    en: 'a payer paid another amount than it owes',
    todo: {
      zh: '核对支付方的对账单;确认无误后按实际到账入账(hub resolve … book-part,须另一人确认)',
      en: 'compare with the statement of the payer; what really came in is booked by hub resolve … book-part, confirmed by another person',
    },
  },
  'patient-part-due': {
    zh: '患者自付部分出院后仍未缴清',
    en: "the patient's own part is still unpaid after discharge",
    todo: {
      zh: '联系患者缴费,或签订延期(分期)还款协议;缴清后自动消除,不影响已享受的待遇',
      en: 'ask the patient to pay, or agree on instalments; it clears by itself once paid, and takes away no benefit',
    },
  },
  'instalment-missed': {
    zh: '分期还款逾期未缴',
    en: 'an instalment was not paid by its day',
    todo: {
      zh: '联系患者;可重新约定(hub resolve … defer,新协议接续旧协议)、登记乡镇困难确认(confirm-hardship,不作担保)、以指定资金减免(waive,须批准文号)或经医院批准核销(write-off,须另一人确认);缴清逾期部分后自动消除,不列入名单',
      en: 'talk with the patient: a new plan that follows the old one (hub resolve … defer), the township’s confirmation of hardship (confirm-hardship, which guarantees nothing), named money (waive, with its approval), or the hospital’s own approved write-off (write-off), confirmed by another person; it clears by itself once what was due is paid, and puts nobody on a list',
    },
  },
  'arrears-notice-due': {
    zh: '已申请列入恶意欠费记录，书面告知尚未送达',
    en: 'the hospital applied for a record of malicious arrears, and its written notice has not reached the person',
    todo: {
      zh: '打印告知书（hub notice show）并送达本人，登记送达（serve-notice）；短信不算书面送达；付清、减免或签订并履行还款协议的，自动了结',
      en: 'print the notice (hub notice show), serve it and record that (serve-notice); a text message is no written notice; the case ends by itself once the debt is paid or waived, or a plan is signed and kept',
    },
  },
  'arrears-decision-due': {
    zh: '申辩期已过，恶意欠费待决定',
    en: 'the time to answer is over: the keeper is to decide on malicious arrears',
    todo: {
      zh: '由卫生健康委两人审查有能力支付的证据和申辩，决定列入（list）或不予列入（unlist）；未决定前不影响任何待遇',
      en: 'two people of the health commission weigh the evidence that the person could pay and the answer, then list or unlist; until then nothing changes for the person',
    },
  },
  'record-found-late': {
    zh: '入院决定之后才得知法院名单或医疗信用的记录',
    en: 'a record at the court or of medical credit was only heard of after the decision',
    todo: {
      zh: '核对是否本人；方案允许的，书面告知后可终止优惠（end-benefit），也可继续享受（keep-benefit）；不中止治疗',
      en: 'find out whether it is this person; where the scheme lets it, the waiver may end after written notice (end-benefit), or go on (keep-benefit); treatment never stops',
    },
  },
  'cover-changed': {
    zh: '住院期间参保情况有变，结算待确认',
    en: 'the insurance changed during the stay, and the settlement waits for a word on it',
    todo: {
      zh: '与患者和医保经办机构核对；补缴或更正后重新查询（ask-again），或按原登记送医保结算（keep-cover）；入院决定不变，患者可先离院',
      en: 'find out with the patient and the insurance bureau; ask again once a premium was paid or a record put right (ask-again), or settle as it was registered (keep-cover); the decision stands, and the patient may leave',
    },
  },
  'webhook-off': {
    zh: '推送地址已停用：多日未能送达',
    en: 'an address is switched off: nothing reached it for days',
    todo: {
      zh: '由该单位查明原因（hub webhook list），修复后重新登记（hub webhook put）；期间的消息随即补发，也可补读（hub webhook events）',
      en: 'its organisation finds out why (hub webhook list) and registers it again once it is mended (hub webhook put); what happened meanwhile is sent then, and can be read at any time (hub webhook events)',
    },
  },
  'decision-objection': {
    zh: '对入院决定的异议待答复',
    en: 'an objection to the decision of the admission is to be decided',
    todo: {
      zh: '由方案指定单位未参与原决定的两人复核，成立的更正事实后重新决定（uphold-objection），不成立的维持（keep-decision），并将结果告知本人',
      en: 'two people of the office that the scheme names, who did not decide before, have the decision made anew (uphold-objection) or let it stand (keep-decision), and the person is told',
    },
  },
  'arrears-objection': {
    zh: '对恶意欠费记录的异议待复核',
    en: 'an objection to a record of malicious arrears is to be decided',
    todo: {
      zh: '由未参与原决定的两人复核，成立的移出（unlist），不成立的维持（keep-listing），并将结果告知本人',
      en: 'two people who did not decide before lift the record (unlist) or let it stand (keep-listing), and tell the person',
    },
  },
  'draw-refused': {
    zh: '银行未支付(额度不足、冻结或绑定卡已注销等)',
    en: 'the bank refused the draw: the line is used up or frozen, the card closed',
    todo: {
      zh: '请患者以其他方式缴费,或与银行核实后再次发起、减少金额(hub stay draw … --yuan);缴清或支用后自动消除',
      en: 'let the patient pay otherwise, or draw again once the bank has put it right, or a smaller amount (hub stay draw … --yuan); it clears by itself once paid or drawn',
    },
  },
  'worker-absent': {
    zh: '与外部单位通信的工作进程未运行',
    en: 'no worker takes the tasks that speak to parties',
    todo: {
      zh: '启动或检查与外部单位通信的工作进程(party-worker);恢复后系统自动继续',
      en: 'start or check the workers that speak to parties (party-worker); what waits goes on by itself once one is back',
    },
  },
  'hub-fault': {
    zh: '本系统自身出错(程序、密钥或数据),或该步骤被人工置为失败',
    en: 'a fault of the hub itself (code, keys or data), or the step was failed by hand',
    todo: {
      zh: '由运维按所示原因查看该流程最近的失败并排除(密钥、升级、数据);系统每隔几分钟自动重试,勿终止流程',
      en: "the operator looks at the workflow's last failure and mends what it names (keys, an upgrade, data); the hub tries again every few minutes, so do not terminate it",
    },
  },
  'workflow-gone': {
    zh: '病例、付款跟踪、名单版本或名单拉取的流程已不存在(被终止、失败或恢复备份后缺失)',
    en: 'the workflow of the stay, of a claim, of a list version or of a list that was to be fetched is gone: terminated, failed, or missing after a restore',
    todo: {
      zh: '运行 hub stay restart <caseRef>(名单版本:hub list restart <listId> <version>;拉取:hub list pull <listId>),按库中记录从所处阶段继续;已办理的不会重复办理',
      en: 'hub stay restart <caseRef> (a version of a list: hub list restart <listId> <version>; a list that was to be fetched: hub list pull <listId>) starts it anew from the store at its stage; nothing is done twice',
    },
  },
  'workflow-paused': {
    zh: '流程或名单的每晚计划(Schedule)已被暂停,不会自行继续',
    en: 'a workflow, or the Schedule of a list’s nights, is paused and does not go on by itself',
    todo: {
      zh: '查明由谁因何暂停,在 Temporal UI 中恢复(Unpause:流程页或 Schedules 页)',
      en: 'find out who paused it and why, then unpause it in the Temporal UI, on the page of the workflow or of the Schedule',
    },
  },
} as const satisfies Record<AttentionCode, AttentionText>;
